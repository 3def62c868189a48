import Basics
import Kernels
import Targets

/// A C file with one function, `double peak_rate(void)`: the multiply-adds per second that the machine
/// is capable of with the vectors of a target.
///
/// It times loops that do nothing but multiply and add to sums in registers. How many sums hide the
/// time that one takes and still stay in registers differs between machines; the best of a few counts
/// is the peak.
package func peakProgram(_ target: Target) -> String {
  let counts = [2, 4, 6, 8, 12, 16, 24]
  let lanes = target.vectors.map(\.lanes).max() ?? target.blockChannels
  var loops = CodeWriter()
  for count in counts {
    loops.block("static void add_to_\(count)(size_t steps, const float *from, float *to)") {
      if target.vectors.isEmpty {
        printPlainLoop(count, lanes: lanes, to: &$0)
      } else {
        printVectorLoop(count, lanes: lanes, to: &$0)
      }
    }
    loops.line()
  }

  let vectors = VectorPrologue(target, for: loops.text)
  var writer = CodeWriter()
  writer.line(
    """
    #define _POSIX_C_SOURCE 200809L
    #include <stddef.h>
    #include <time.h>

    """)
  LoopWords(target, for: loops.text).print(to: &writer, keepsLanes: false)
  vectors.print(to: &writer)
  writer.line(loops.text)
  vectors.printEnd(to: &writer)
  let names = counts.map { "add_to_\($0)" }.joined(separator: ", ")
  let sums = counts.map { "\($0)" }.joined(separator: ", ")
  writer.line(
    """

    double peak_rate(void);
    double peak_rate(void) {
      static void (*const loops[])(size_t, const float *, float *) = {\(names)};
      static const size_t sums[] = {\(sums)};
      static float from[\((counts.max() ?? 0) * lanes)], to[\((counts.max() ?? 0) * lanes)];
      double best = 0.0;
      /* Sums neither grow nor become so small that additions take longer. */
      for (size_t i = 0; i < sizeof from / sizeof *from; ++i) from[i] = 0.5f;
      for (int round = 0; round < 20; ++round) {
        for (size_t loop = 0; loop < sizeof sums / sizeof *sums; ++loop) {
          const size_t steps = 4000000u / (sums[loop] * \(lanes)u);
          struct timespec start, end;
          clock_gettime(CLOCK_MONOTONIC, &start);
          loops[loop](steps, from, to);
          clock_gettime(CLOCK_MONOTONIC, &end);
          const double seconds = (double)(end.tv_sec - start.tv_sec)
            + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
          const double rate = (double)(steps * sums[loop] * \(lanes)u) / seconds;
          if (seconds > 0.0 && rate > best) best = rate;
        }
      }
      return best;
    }
    """)
  return writer.text
}

private func printVectorLoop(_ count: Int, lanes: Int, to writer: inout CodeWriter) {
  let type = VectorName.type(lanes: lanes)
  func call(_ operation: VectorOperation, _ operands: String) -> String {
    VectorName.operation(operation, lanes: lanes) + "(\(operands))"
  }
  writer.line("const \(type) factor = \(call(.splat, "from[0]"));")
  writer.line("const \(type) term = \(call(.splat, "from[1]"));")
  for sum in 0..<count {
    writer.line("\(type) a\(sum) = \(call(.load, "from + \(sum * lanes)"));")
  }
  writer.block("for (size_t step = 0; step < steps; ++step)") { writer in
    for sum in 0..<count {
      writer.line("a\(sum) = \(call(.multiplyAdd, "a\(sum), factor, term"));")
    }
  }
  for sum in 0..<count { writer.line(call(.store, "to + \(sum * lanes), a\(sum)") + ";") }
}

private func printPlainLoop(_ count: Int, lanes: Int, to writer: inout CodeWriter) {
  func eachLane(_ writer: inout CodeWriter, _ statement: (Int) -> String) {
    writer.line("MNCC_LANES")
    writer.block("for (size_t j = 0; j < \(lanes); ++j)") { writer in
      for sum in 0..<count { writer.line(statement(sum)) }
    }
  }
  writer.line("const float factor = from[0], term = from[1];")
  for sum in 0..<count { writer.line("float a\(sum)[\(lanes)];") }
  eachLane(&writer) { "a\($0)[j] = from[\($0 * lanes) + j];" }
  writer.block("for (size_t step = 0; step < steps; ++step)") { writer in
    eachLane(&writer) { "a\($0)[j] = a\($0)[j] * factor + term;" }
  }
  eachLane(&writer) { "to[\($0 * lanes) + j] = a\($0)[j];" }
}
