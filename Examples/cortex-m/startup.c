/* What happens before main: the vector table, the memory, the FPU, and the way out. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern uint32_t load_of_data[], start_of_data[], end_of_data[], start_of_bss[], end_of_bss[];
extern uint32_t stack_top[];

/* newlib's way to the debugger: standard output through semihosting. */
void initialise_monitor_handles(void);
int main(void);

void reset(void);
void fault(void);

__attribute__((section(".vectors"), used)) static const struct {
  const uint32_t *stack;
  void (*handlers[15])(void);
} vectors = {stack_top, {reset, fault, fault, fault, fault, fault, fault}};

void reset(void) {
  /* Floats and vectors are off until they are asked for. */
  *(volatile uint32_t *)0xe000ed88u |= 0xfu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  memcpy(start_of_data, load_of_data, (size_t)((char *)end_of_data - (char *)start_of_data));
  memset(start_of_bss, 0, (size_t)((char *)end_of_bss - (char *)start_of_bss));
  initialise_monitor_handles();
  exit(main());
}

void fault(void) { _Exit(3); }
