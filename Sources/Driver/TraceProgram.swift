import IR

/// A program that runs a traced model once and writes each row: four 32-bit numbers (op, row, first
/// channel, channels), then the elements.
func traceProgram(_ graph: Graph, _ name: String) -> String {
  let macro = name.uppercased()
  let widths = graph.order.map { "\(graph.shape(of: graph.nodes[$0].result).width)" }
  func arrays(_ word: String, _ values: [ValueID]) -> [String] {
    values.indices.map { index in
      let suffix = values.count == 1 ? "" : "\(index)"
      return "float \(word.lowercased())\(suffix)[\(macro)_\(word)\(suffix)_COUNT]"
    }
  }
  let inputs = arrays("INPUT", graph.inputs)
  let outputs = arrays("OUTPUT", graph.outputs)
  func names(_ arrays: [String]) -> [String] {
    arrays.map { String($0.dropFirst("float ".count).prefix { $0 != "[" }) }
  }
  let reads = names(inputs).map {
    "  if (fread(\($0), sizeof \($0), 1, file) != 1) return 1;"
  }
  let arguments = (names(inputs) + names(outputs) + ["arena"]).joined(separator: ", ")
  return """
    #define _POSIX_C_SOURCE 200809L
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include "\(name).h"

    static FILE *rows;
    static const size_t widths[] = {\(widths.joined(separator: ", "))};

    void \(name)_trace(size_t op, size_t y, size_t channel, size_t channels, size_t pitch,
                       const float *row);
    void \(name)_trace(size_t op, size_t y, size_t channel, size_t channels, size_t pitch,
                       const float *row) {
      const uint32_t head[4] = {(uint32_t)op, (uint32_t)y, (uint32_t)channel, (uint32_t)channels};
      fwrite(head, sizeof head, 1, rows);
      for (size_t x = 0; x < widths[op]; ++x) {
        fwrite(row + x * pitch, sizeof *row, channels, rows);
      }
    }

    \((inputs + outputs).map { "static \($0);" }.joined(separator: "\n"))

    int main(int argc, char **argv) {
      void *arena = NULL;
      FILE *file = fopen(argv[1], "rb");
      if (argc != 3 || !file) return 1;
    \(reads.joined(separator: "\n"))
      fclose(file);
      rows = fopen(argv[2], "wb");
      if (!rows || posix_memalign(&arena, 64, \(macro)_ARENA_SIZE)) return 2;
      memset(arena, 0xff, \(macro)_ARENA_SIZE);
      if (\(name)_run(\(arguments))) return 3;
      free(arena);
      return fclose(rows) ? 4 : 0;
    }

    """
}
