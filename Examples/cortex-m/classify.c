/* Runs a compiled model of integers on a board; prints the class it sees, and what that takes.

     make run MODEL=person.tflite INPUT=photo.bin */
#include "model.h"
#include "report.h"

extern const int8_t input[];

static _Alignas(MODEL_ARENA_ALIGN) unsigned char arena[MODEL_ARENA_SIZE];
static int8_t output[MODEL_OUTPUT_COUNT];

static int run(void) { return model_run(input, output, arena); }

int main(void) { return report(run, output, MODEL_OUTPUT_COUNT, sizeof arena); }
