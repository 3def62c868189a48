import Basics
import IR
import PostTraining

/// A C program that runs a network of floats and one of integers on many inputs, and compares the ops in
/// their order.
///
/// It prints a line after each input, and writes the energies of signal and noise of all ops, then the
/// first outputs of both for each input, all as numbers of 64 bits.
func fidelityProgram(_ floats: TracedNetwork, _ integers: TracedNetwork) -> String {
  let graph = integers.graph
  let types = graph.order.map { graph.type(of: graph.nodes[$0].result) }
  let firsts = types.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.shape.count) }
  func list(_ values: [some CustomStringConvertible]) -> String {
    values.map(\.description).joined(separator: ", ")
  }
  let input = graph.type(of: graph.inputs[0]).quantization ?? Quantization(scale: 1, zeroPoint: 0)
  let output = graph.type(of: graph.outputs[0]).quantization ?? Quantization(scale: 1, zeroPoint: 0)
  let suffix = graph.outputs.count == 1 ? "" : "0"
  return """
    \(programHead([floats, integers]))
    static const size_t first[] = {\(list(firsts))};
    static const size_t width[] = {\(list(types.map(\.shape.width)))};
    static const size_t depth[] = {\(list(types.map(\.shape.channels)))};
    static const double scale[] = {\(list(types.map { Double($0.quantization?.scale ?? 1) }))};
    static const int zero[] = {\(list(types.map { $0.quantization?.zeroPoint ?? 0 }))};
    static double signal[\(types.count)], noise[\(types.count)];
    static float *expected;

    \(traceHead(floats.name)) {
      (void)flip;
      for (size_t pixel = 0; pixel < pixels; ++pixel) {
        memcpy(expected + first[op] + (y * width[op] + x + pixel) * depth[op] + channel,
               (const char *)from + pixel * pitch, channels * bytes);
      }
    }

    \(traceHead(integers.name)) {
      for (size_t pixel = 0; pixel < pixels; ++pixel) {
        const float *e = expected + first[op] + (y * width[op] + x + pixel) * depth[op] + channel;
        const void *row = (const char *)from + pixel * pitch;
        for (size_t c = 0; c < channels; ++c) {
          const double real = bytes == 1
            ? scale[op] * ((int8_t)(((const int8_t *)row)[c] ^ flip) - zero[op])
            : (double)((const float *)row)[c];
          signal[op] += (double)e[c] * (double)e[c];
          noise[op] += ((double)e[c] - real) * ((double)e[c] - real);
        }
      }
    }

    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      const size_t arena_size = \(floats.name.uppercased())_ARENA_SIZE > \(integers.name.uppercased())_ARENA_SIZE
        ? \(floats.name.uppercased())_ARENA_SIZE : \(integers.name.uppercased())_ARENA_SIZE;
      FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
      FILE *seen = argc == 4 ? fopen(argv[2], "wb") : NULL;
      const long count = argc == 4 ? atol(argv[3]) : 0;
      expected = malloc(first[\(types.count)] * sizeof *expected);
      if (!file || !seen || !expected || posix_memalign((void **)&arena, 64, arena_size)) return 1;
      fseek(seen, sizeof signal + sizeof noise, SEEK_SET);
      for (long i = 0; i < count; ++i) {
        if (fread(input, sizeof input, 1, file) != 1) return 2;
        for (size_t e = 0; e < sizeof input / sizeof *input; ++e) {
          const double q = round((double)(input[e] / \(input.scale)f)) + \(input.zeroPoint);
          input2[e] = (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q);
        }
        if (\(floats.name)_run(input, \(outputArguments(floats)), arena)) return 3;
        if (\(integers.name)_run(input2, \(outputArguments(integers)), arena)) return 3;
        for (size_t e = 0; e < \(floats.name.uppercased())_OUTPUT\(suffix)_COUNT; ++e) {
          const double both[2] = {(double)\(floats.name)_output\(suffix)[e],
            \(Double(output.scale)) * (\(integers.name)_output\(suffix)[e] - \(output.zeroPoint))};
          if (fwrite(both, sizeof both, 1, seen) != 1) return 4;
        }
        puts("");
        fflush(stdout);
      }
      fclose(file);
      free(arena);
      free(expected);
      rewind(seen);
      if (fwrite(signal, sizeof signal, 1, seen) != 1 || fwrite(noise, sizeof noise, 1, seen) != 1) return 4;
      return fclose(seen) ? 5 : 0;
    }

    """
}

/// What that program wrote.
func fidelityFile(_ bytes: [UInt8], of graph: Graph, inputs: Int) -> Fidelity {
  var fidelity = Fidelity(of: graph)
  let ops = graph.order.count
  let classes = graph.shape(of: graph.outputs[0]).count
  bytes.withUnsafeBytes { buffer in
    func number(_ index: Int) -> Double {
      buffer.loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
    }
    for op in 0..<ops {
      fidelity.noise[op] = NoiseEnergy(signal: number(op), noise: number(ops + op))
    }
    for input in 0..<inputs {
      let first = 2 * (ops + input * classes)
      fidelity.answers.add(
        (0..<classes).map { number(first + 2 * $0 + 1) },
        expected: (0..<classes).map { number(first + 2 * $0) })
    }
  }
  return fidelity
}
