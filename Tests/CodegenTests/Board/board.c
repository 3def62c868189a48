/* Starts programs of tests on an emulated board, with the arguments that the emulator was given. */
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern uint32_t stack_top[];

/* newlib's files are the emulator's, through semihosting. */
void initialise_monitor_handles(void);
int main(int argc, char **argv);
void reset(void);
void _fini(void);
int posix_memalign(void **memory, size_t alignment, size_t size);

__attribute__((section(".vectors"), used)) static const struct {
  const uint32_t *stack;
  void (*reset)(void);
} vectors = {stack_top, reset};

/* Asks the emulator for the command line: words between spaces. */
static int arguments(char **words, int most) {
  static char line[256];
  struct {
    char *line;
    uint32_t size;
  } block = {line, sizeof line};
  register uint32_t operation __asm__("r0") = 0x15;
  register void *parameter __asm__("r1") = &block;
  __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(parameter) : "memory");
  int count = 0;
  for (char *word = strtok(line, " "); word && count < most; word = strtok(NULL, " ")) {
    words[count++] = word;
  }
  return count;
}

void reset(void) {
  static char *words[8];
  /* Floats and vectors are off until they are asked for. */
  *(volatile uint32_t *)0xe000ed88u |= 0xfu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  initialise_monitor_handles();
  const int count = arguments(words, 8);
  exit(main(count, words));
}

/* What newlib calls at the end. */
void _fini(void) {}

/* What newlib's aligned_alloc asks for, and newlib has not. */
int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = memalign(alignment, size);
  return *memory ? 0 : 12;
}
