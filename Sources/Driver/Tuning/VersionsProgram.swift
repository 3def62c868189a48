import Plan

/// A program that runs a network with so many versions of each kernel by turns, and times kernels.
///
/// In each round every version of every kernel has at least one turn; which come together changes from
/// round to round. All read the weights of the model's version, so that the numbers of channels are any bits:
/// floats that are next to nothing count as zero, as processors take a hundred times as long for them. It
/// prints a line for each round: the nanoseconds that the versions of the first kernel took of a run, those of
/// the second, and so on.
func versionsProgram(_ plan: Plan, _ name: String, _ counts: [Int]) -> String {
  let parts = TimingParts(plan, name)
  return """
    \(TimingParts.includes)
    #if defined(__SSE__)
    #include <xmmintrin.h>
    #endif
    #include "\(name).h"

    enum { KERNELS = \(counts.count), TURNS = \(counts.max() ?? 0), WARM_UP = 1 };

    static const size_t versions[KERNELS] = {\(counts.map(String.init).joined(separator: ", "))};
    /* Of the run at hand: the version of each kernel, and the time it took so far. */
    static size_t chosen[KERNELS];
    static double taken[KERNELS];
    static struct timespec started;
    static double last[KERNELS][TURNS];

    \(parts.harness.definitions)
    \(parts.outputs)
    \(TimingParts.between)

    size_t \(name)_start(size_t kernel);
    size_t \(name)_start(size_t kernel) {
      const size_t version = chosen[kernel];
      clock_gettime(CLOCK_MONOTONIC, &started);
      return version;
    }

    void \(name)_stop(size_t kernel);
    void \(name)_stop(size_t kernel) {
      struct timespec end;
      clock_gettime(CLOCK_MONOTONIC, &end);
      taken[kernel] += between(started, end);
    }

    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      const int rounds = argc > 2 ? atoi(argv[2]) : 1;
      FILE *file = fopen(argv[1], "rb");
      if (!file) return 1;
    #if defined(__SSE__)
      /* Operands and results that are next to nothing become zero. */
      _mm_setcsr(_mm_getcsr() | 0x8040u);
    #endif
      \(parts.harness.reading)
      fclose(file);
      if (posix_memalign((void **)&arena, 64, \(name.uppercased())_ARENA_SIZE)) return 2;
      for (int round = -WARM_UP; round < rounds; ++round) {
        for (size_t turn = 0; turn < TURNS; ++turn) {
          for (size_t kernel = 0; kernel < KERNELS; ++kernel) {
            const size_t shift = (size_t)(round + WARM_UP) * (kernel + 1);
            chosen[kernel] = (turn + shift) % versions[kernel];
            taken[kernel] = 0.0;
          }
          \(parts.harness.placing)
          if (\(name)_run(\(parts.harness.arguments)\(parts.outputArguments)arena)) return 3;
          for (size_t kernel = 0; kernel < KERNELS; ++kernel) {
            last[kernel][chosen[kernel]] = taken[kernel];
          }
        }
        if (round < 0) continue;
        for (size_t kernel = 0; kernel < KERNELS; ++kernel) {
          for (size_t version = 0; version < versions[kernel]; ++version) {
            printf("%.0f ", last[kernel][version]);
          }
        }
        printf("\\n");
      }
      free(arena);
      return 0;
    }

    """
}
