import Basics
import IR
import PostTraining

/// A C program that runs a network of floats on many inputs, twice: first for the range and the mean of
/// each channel, then for histograms between the ends of the ranges.
///
/// It prints a line after each input, and writes the least elements of all channels of all ops, the
/// greatest, the sums and the histograms.
func statisticsProgram(_ network: TracedNetwork) -> String {
  let graph = network.graph
  let channels = graph.order.map { graph.shape(of: graph.nodes[$0].result).channels }
  let firsts = channels.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  let name = network.name
  return """
    \(programHead([network]))
    #define BINS \(MapStatistics.binCount)
    static const size_t first[] = {\(firsts.map(String.init).joined(separator: ", "))};
    static float least[\(firsts[firsts.count - 1])], greatest[\(firsts[firsts.count - 1])];
    static double sum[\(firsts[firsts.count - 1])];
    static float low[\(channels.count)], density[\(channels.count)];
    static uint64_t bins[\(channels.count)][BINS];
    static int pass;

    \(traceHead(name)) {
      (void)y, (void)x, (void)bytes, (void)flip;
      for (size_t pixel = 0; pixel < pixels; ++pixel) {
        const float *row = (const float *)((const char *)from + pixel * pitch);
        float *a = least + first[op] + channel, *b = greatest + first[op] + channel;
        double *total = sum + first[op] + channel;
        if (pass == 0) {
          for (size_t c = 0; c < channels; ++c) {
            /* Not a number stays one. */
            a[c] = row[c] >= a[c] || a[c] != a[c] ? a[c] : row[c];
            b[c] = row[c] <= b[c] || b[c] != b[c] ? b[c] : row[c];
            total[c] += (double)row[c];
          }
        } else {
          for (size_t c = 0; c < channels; ++c) {
            const float place = (row[c] - low[op]) * density[op];
            ++bins[op][place >= BINS - 1 ? BINS - 1 : place > 0 ? (size_t)place : 0];
          }
        }
      }
    }

    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
      const long count = argc == 4 ? atol(argv[3]) : 0;
      if (!file || posix_memalign((void **)&arena, 64, \(name.uppercased())_ARENA_SIZE)) return 1;
      for (size_t c = 0; c < first[\(channels.count)]; ++c) {
        least[c] = HUGE_VALF;
        greatest[c] = -HUGE_VALF;
      }
      for (pass = 0; pass < 2; ++pass) {
        rewind(file);
        for (long i = 0; i < count; ++i) {
          if (fread(input, sizeof input, 1, file) != 1) return 2;
          if (\(name)_run(input, \(outputArguments(network)), arena)) return 3;
          puts("");
          fflush(stdout);
        }
        for (size_t op = 0; pass == 0 && op < \(channels.count); ++op) {
          float high = -HUGE_VALF;
          low[op] = HUGE_VALF;
          for (size_t c = first[op]; c < first[op + 1]; ++c) {
            low[op] = least[c] < low[op] ? least[c] : low[op];
            high = greatest[c] > high ? greatest[c] : high;
          }
          density[op] = high > low[op] ? BINS / (high - low[op]) : 0;
          if (!isfinite(density[op])) density[op] = 0;
        }
      }
      fclose(file);
      free(arena);
      file = fopen(argv[2], "wb");
      if (!file || fwrite(least, sizeof least, 1, file) != 1
          || fwrite(greatest, sizeof greatest, 1, file) != 1
          || fwrite(sum, sizeof sum, 1, file) != 1 || fwrite(bins, sizeof bins, 1, file) != 1) return 4;
      return fclose(file) ? 5 : 0;
    }

    """
}

/// What that program wrote, and the same of the inputs themselves.
func statisticsFile(_ bytes: [UInt8], of graph: Graph, _ samples: Samples) -> Statistics {
  let shapes = graph.order.map { graph.shape(of: graph.nodes[$0].result) }
  let total = shapes.reduce(0) { $0 + $1.channels }
  var statistics = Statistics()
  statistics[graph.inputs[0]] = MapStatistics(of: samples.tensors)
  bytes.withUnsafeBytes { buffer in
    func float(_ index: Int) -> Float {
      buffer.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
    }
    var first = 0
    for (op, shape) in shapes.enumerated() {
      let channels = first..<first + shape.channels
      let bins = 16 * total + 8 * MapStatistics.binCount * op
      statistics[graph.nodes[graph.order[op]].result] = MapStatistics(
        least: channels.map { float($0) }, greatest: channels.map { float(total + $0) },
        sums: channels.map {
          buffer.loadUnaligned(fromByteOffset: 8 * (total + $0), as: Double.self)
        }, pixels: shape.height * shape.width * samples.inputs.count,
        histogram: (0..<MapStatistics.binCount).map {
          Int(buffer.loadUnaligned(fromByteOffset: bins + 8 * $0, as: UInt64.self))
        })
      first += shape.channels
    }
  }
  return statistics
}
