import IR
import Plan

/// A program that runs a traced model once and writes each run of pixels: six 32-bit numbers (op,
/// row, column, pixels, first channel, channels), then the elements.
///
/// A model of several parts is run on one thread first, and then on as many as it has parts, whose answer
/// must be the same.
func traceProgram(_ plan: Plan, _ name: String) -> String {
  let macro = name.uppercased()
  let graph = plan.graph
  let harness = InputHarness(plan, name)
  let suffixes = graph.outputs.indices.map { graph.outputs.count == 1 ? "" : "\($0)" }
  let outputs = suffixes.enumerated().map {
    "static \(PortElement(output: $0, of: graph).word) output\($1)[\(macro)_OUTPUT\($1)_COUNT];"
  }
  let threads = RunHarness(plan, name)
  let arguments = suffixes.map { "output\($0), " }.joined()
  return """
    #define _POSIX_C_SOURCE 200809L
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include "\(name).h"
    \(threads.include)
    static FILE *runs;

    void \(name)_trace(size_t op, size_t y, size_t x, size_t pixels, size_t channel,
                       size_t channels, size_t pitch, size_t bytes, int flip, const void *from);
    void \(name)_trace(size_t op, size_t y, size_t x, size_t pixels, size_t channel,
                       size_t channels, size_t pitch, size_t bytes, int flip, const void *from) {
      if (!runs) return;
      const uint32_t head[6] = {(uint32_t)op, (uint32_t)y, (uint32_t)x, (uint32_t)pixels,
                                (uint32_t)channel, (uint32_t)channels};
      fwrite(head, sizeof head, 1, runs);
      for (size_t pixel = 0; pixel < pixels; ++pixel) {
        const unsigned char *const elements = (const unsigned char *)from + pixel * pitch;
        for (size_t byte = 0; byte < bytes * channels; ++byte) putc(elements[byte] ^ flip, runs);
      }
    }

    \(harness.definitions)
    \(outputs.joined(separator: "\n"))
    \(threads.definition)
    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      FILE *file = fopen(argv[1], "rb");
      if (argc != 3 || !file) return 1;
      \(harness.reading)
      fclose(file);
      runs = fopen(argv[2], "wb");
      if (!runs || posix_memalign((void **)&arena, 64, \(macro)_ARENA_SIZE)) return 2;
      memset(arena, 0xff, \(macro)_ARENA_SIZE);
      \(harness.placing)
      if (\(name)_run(\(harness.arguments)\(arguments)arena)) return 3;
      if (fclose(runs)) return 4;
      \(threads.again(suffixes.map { "output\($0)" }, harness.placing, harness.arguments + arguments))
      free(arena);
      return 0;
    }

    """
}
