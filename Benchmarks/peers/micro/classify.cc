// Runs a model of integers by TensorFlow Lite Micro on a board, and reports what Examples/cortex-m reports of
// compiled ones: see the Makefile beside this file.
#include <cstdarg>
#include <cstdio>

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

extern "C" {
#include "report.h"

extern const int8_t input[];
extern const unsigned char model[];

// What TensorFlow Lite Micro asks its user for: where its messages go.
void DebugLog(const char *format, va_list arguments) { vprintf(format, arguments); }
int DebugVsnprintf(char *to, size_t size, const char *format, va_list arguments) {
  return vsnprintf(to, size, format, arguments);
}
}

namespace tflite {
void InitializeTarget() {}
uint32_t ticks_per_second() { return 0; }
uint32_t GetCurrentTimeTicks() { return 0; }
}  // namespace tflite

namespace {

alignas(16) unsigned char arena[ARENA_BYTES];
tflite::MicroInterpreter *interpreter;

int invoke() { return interpreter->Invoke(); }

}  // namespace

int main() {
  static_assert(kTfLiteOk == 0, "report takes 0 for success");
  tflite::MicroMutableOpResolver<8> ops;
  ops.AddAdd();
  ops.AddAveragePool2D();
  ops.AddConv2D();
  ops.AddDepthwiseConv2D();
  ops.AddFullyConnected();
  ops.AddMean();
  ops.AddReshape();
  ops.AddSoftmax();
  tflite::MicroInterpreter prepared(tflite::GetModel(model), ops, arena, sizeof arena);
  interpreter = &prepared;
  if (prepared.AllocateTensors() != kTfLiteOk) {
    std::printf("the model cannot be prepared in %u bytes\n", static_cast<unsigned>(sizeof arena));
    return 2;
  }
  TfLiteTensor *const from = prepared.input(0);
  for (size_t i = 0; i < from->bytes; ++i) from->data.int8[i] = input[i];
  const TfLiteTensor *const to = prepared.output(0);
  return report(invoke, to->data.int8, to->bytes, prepared.arena_used_bytes());
}
