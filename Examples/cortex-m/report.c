/* The answer is told as a number that is the same for the same bytes (FNV-1a). */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

/* The timer of the processor, which counts ticks of its clock down: control, start, present. */
static volatile uint32_t *const timer = (volatile uint32_t *)0xe000e010u;
#define TIMER_BITS 0xffffffu

/* How much of the stack is painted, to see what is written over. */
#define PAINTED 8192u
#define PAINT 0x5aa5c33cu

int report(int (*call)(void), const int8_t *output, size_t count, size_t arena_bytes) {
  uint32_t *top;
  __asm__ volatile("mov %0, sp" : "=r"(top));
  volatile uint32_t *const painted = top - PAINTED / 4;
  for (size_t i = 0; i < PAINTED / 4; ++i) painted[i] = PAINT;

  timer[1] = TIMER_BITS;
  timer[2] = 0;
  timer[0] = 5;
  const uint32_t start = timer[2];
  const int error = call();
  const uint32_t ticks = (start - timer[2]) & TIMER_BITS;

  size_t untouched = 0;
  while (untouched < PAINTED / 4 && painted[untouched] == PAINT) ++untouched;
  if (error != 0) {
    printf("the model returned %d\n", error);
    return 2;
  }

  size_t best = 0;
  for (size_t i = 1; i < count; ++i) {
    if (output[i] > output[best]) best = i;
  }
  uint32_t digest = 2166136261u;
  for (size_t i = 0; i < count; ++i) digest = (digest ^ (uint8_t)output[i]) * 16777619u;
  /* Under an emulator that counts each instruction as a nanosecond, time tells their number. */
  const uint64_t instructions = (uint64_t)ticks * 1000000000u / BOARD_HERTZ;
  const uint32_t thousandths = (uint32_t)(instructions * 1000u / MULTIPLY_ADDS);
  printf("class %u at %d, answer %08" PRIx32 "\n", (unsigned)best, output[best], digest);
  printf("arena %u bytes, stack %u bytes\n", (unsigned)arena_bytes,
         (unsigned)(PAINTED - 4 * untouched));
  printf("%" PRIu32 " instructions, %" PRIu32 ".%03" PRIu32 " for each of %" PRIu32
         " multiply-adds\n",
         (uint32_t)instructions, thousandths / 1000u, thousandths % 1000u, (uint32_t)MULTIPLY_ADDS);
  return 0;
}
