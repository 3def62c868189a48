/* What a model sees on a board, and what that takes. */
#ifndef REPORT_H
#define REPORT_H

#include <stddef.h>
#include <stdint.h>

/* Calls a model, and prints the class in its output, the bytes of its arena and of the stack that it wrote to, and
   the instructions, in all and for each multiply-add. Returns what a program returns. */
int report(int (*call)(void), const int8_t *output, size_t count, size_t arena_bytes);

#endif
