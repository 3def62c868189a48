/* Names what a compiled model sees.

     mncc compile Graphs/v2.json --weights mobilenet_v2-b0353104.pth -o model.c
     mncc preprocess Graphs/v2.json photo.png -o photo.f32
     cc -O3 -march=native -o classify classify.c model.c -lm
     ./classify photo.f32 Graphs/imagenet-labels.txt
*/
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model.h"

/* All the memory the network needs, chosen by the compiler of the model. */
static union {
  unsigned char bytes[MODEL_ARENA_SIZE];
  double alignment;
} arena
#if defined(__GNUC__)
    __attribute__((aligned(MODEL_ARENA_ALIGN)))
#endif
    ;

static float input[MODEL_INPUT_COUNT];
static float output[MODEL_OUTPUT_COUNT];
static char labels[MODEL_OUTPUT_COUNT][64];

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec * 1e-6;
}

static void read_labels(const char *path) {
  FILE *file = fopen(path, "r");
  size_t count = 0;
  while (file && count < MODEL_OUTPUT_COUNT && fgets(labels[count], sizeof *labels, file)) {
    labels[count][strcspn(labels[count], "\n")] = '\0';
    ++count;
  }
  if (file) fclose(file);
}

int main(int argc, char **argv) {
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!file || fread(input, sizeof input, 1, file) != 1) {
    fprintf(stderr, "usage: classify TENSOR [LABELS]: %u floats, as mncc preprocess writes them\n",
            MODEL_INPUT_COUNT);
    return 1;
  }
  fclose(file);
  if (argc > 2) read_labels(argv[2]);

  /* The first call brings the weights into memory; the second is what every other costs. */
  double start = 0;
  for (int call = 0; call < 2; ++call) {
    start = milliseconds();
    const int error = model_run(input, output, arena.bytes);
    if (error != MODEL_OK) {
      fprintf(stderr, "model_run returned %d\n", error);
      return 2;
    }
  }
  const double elapsed = milliseconds() - start;

  double sum = 0;
  for (size_t i = 0; i < MODEL_OUTPUT_COUNT; ++i) sum += exp((double)output[i]);
  for (int rank = 0; rank < 5 && rank < (int)MODEL_OUTPUT_COUNT; ++rank) {
    size_t best = 0;
    for (size_t i = 1; i < MODEL_OUTPUT_COUNT; ++i) {
      if (output[i] > output[best]) best = i;
    }
    printf("%6.2f %%  ", 100 * exp((double)output[best]) / sum);
    if (labels[best][0]) {
      printf("%s\n", labels[best]);
    } else {
      printf("class %zu\n", best);
    }
    output[best] = -INFINITY;
  }
  printf("%.1f ms, arena %u bytes\n", elapsed, MODEL_ARENA_SIZE);
  return 0;
}
