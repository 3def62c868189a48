import Basics
import Kernels
import Targets

/// A C file with one function, `double peak_rate(void)`: the multiply-adds per second that the machine
/// is capable of with the vectors of a target, of floats or of 8-bit integers.
///
/// It times loops that do nothing but multiply and add to sums in registers. How many sums hide the
/// time that one takes and still stay in registers differs between machines; the best of a few counts
/// is the peak.
package func peakProgram(_ target: Target, ofIntegers: Bool) -> String {
  let counts = [2, 4, 6, 8, 12, 16, 24]
  let step = ofIntegers ? PeakStep(ofIntegers: target) : PeakStep(ofFloats: target)
  let element = step.element
  var loops = CodeWriter()
  for count in counts {
    let parameters = "size_t steps, const \(element) *from, \(element) *to"
    loops.block("static void add_to_\(count)(\(parameters))") { step.printLoop(count, to: &$0) }
    loops.line()
  }

  let words = CodeWords(of: loops.text)
  let vectors = VectorPrologue(target, for: words)
  var writer = CodeWriter()
  writer.line(
    """
    #define _POSIX_C_SOURCE 200809L
    #include <stddef.h>
    #include <stdint.h>
    #include <string.h>
    #include <time.h>

    """)
  LoopWords(target, for: words).print(to: &writer, keepsLanes: step.vector == nil)
  vectors.print(to: &writer)
  writer.line(loops.text)
  vectors.printEnd(to: &writer)
  let names = counts.map { "add_to_\($0)" }.joined(separator: ", ")
  let sums = counts.map { "\($0)" }.joined(separator: ", ")
  writer.line(
    """

    double peak_rate(void);
    double peak_rate(void) {
      static void (*const loops[])(size_t, const \(element) *, \(element) *) = {\(names)};
      static const size_t sums[] = {\(sums)};
      static \(element) from[\((counts.max() ?? 0) * step.lanes)], to[\((counts.max() ?? 0) * step.lanes)];
      double best = 0.0;
      for (size_t i = 0; i < sizeof from / sizeof *from; ++i) from[i] = \(step.start);
      for (int round = 0; round < 20; ++round) {
        for (size_t loop = 0; loop < sizeof sums / sizeof *sums; ++loop) {
          const size_t steps = 4000000u / (sums[loop] * \(step.lanes)u);
          struct timespec start, end;
          clock_gettime(CLOCK_MONOTONIC, &start);
          loops[loop](steps, from, to);
          clock_gettime(CLOCK_MONOTONIC, &end);
          const double seconds = (double)(end.tv_sec - start.tv_sec)
            + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
          const double rate = (double)(steps * sums[loop] * \(step.multiplyAdds)u) / seconds;
          if (seconds > 0.0 && rate > best) best = rate;
        }
      }
      return best;
    }
    """)
  return writer.text
}
