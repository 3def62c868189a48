// Runs a model of integers by TensorFlow Lite Micro on a board, and tells of it what Examples/cortex-m tells of
// compiled ones: see the Makefile beside this file.
#include <cinttypes>
#include <cstdarg>
#include <cstdio>

#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/schema/schema_generated.h"

extern "C" {
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

// The timer of the processor, which counts ticks of its clock down: control, start, present.
volatile uint32_t *const timer = reinterpret_cast<volatile uint32_t *>(0xe000e010u);
constexpr uint32_t kTimerBits = 0xffffffu;

// How much of the stack is painted, to see what is written over.
constexpr size_t kPainted = 8192 / 4;
constexpr uint32_t kPaint = 0x5aa5c33cu;

int fail(const char *what) {
  std::printf("%s failed\n", what);
  return 2;
}

}  // namespace

int main() {
  const tflite::Model *network = tflite::GetModel(model);
  tflite::MicroMutableOpResolver<8> ops;
  ops.AddAdd();
  ops.AddAveragePool2D();
  ops.AddConv2D();
  ops.AddDepthwiseConv2D();
  ops.AddFullyConnected();
  ops.AddMean();
  ops.AddReshape();
  ops.AddSoftmax();
  tflite::MicroInterpreter interpreter(network, ops, arena, sizeof arena);
  if (interpreter.AllocateTensors() != kTfLiteOk) return fail("AllocateTensors");
  TfLiteTensor *const from = interpreter.input(0);
  for (size_t i = 0; i < from->bytes; ++i) from->data.int8[i] = input[i];

  uint32_t *top;
  __asm__ volatile("mov %0, sp" : "=r"(top));
  volatile uint32_t *const painted = top - kPainted;
  for (size_t i = 0; i < kPainted; ++i) painted[i] = kPaint;

  timer[1] = kTimerBits;
  timer[2] = 0;
  timer[0] = 5;
  const uint32_t start = timer[2];
  const TfLiteStatus status = interpreter.Invoke();
  const uint32_t ticks = (start - timer[2]) & kTimerBits;

  size_t untouched = 0;
  while (untouched < kPainted && painted[untouched] == kPaint) ++untouched;
  if (status != kTfLiteOk) return fail("Invoke");

  const TfLiteTensor *const to = interpreter.output(0);
  size_t best = 0;
  uint32_t digest = 2166136261u;
  for (size_t i = 0; i < to->bytes; ++i) {
    if (to->data.int8[i] > to->data.int8[best]) best = i;
    digest = (digest ^ static_cast<uint8_t>(to->data.int8[i])) * 16777619u;
  }
  // Under an emulator that counts each instruction as a nanosecond, time tells their number.
  const uint64_t instructions = static_cast<uint64_t>(ticks) * 1000000000u / BOARD_HERTZ;
  const auto thousandths = static_cast<uint32_t>(instructions * 1000u / MULTIPLY_ADDS);
  std::printf("class %u at %d, answer %08" PRIx32 "\n", static_cast<unsigned>(best),
              to->data.int8[best], digest);
  std::printf("arena %u bytes, stack %u bytes\n",
              static_cast<unsigned>(interpreter.arena_used_bytes()),
              static_cast<unsigned>(4 * (kPainted - untouched)));
  std::printf("%" PRIu32 " instructions, %" PRIu32 ".%03" PRIu32 " for each of %u multiply-adds\n",
              static_cast<uint32_t>(instructions), thousandths / 1000u, thousandths % 1000u,
              MULTIPLY_ADDS);
  return 0;
}
