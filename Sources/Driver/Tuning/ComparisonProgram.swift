import Plan

/// A program that runs two networks of the same plan in turn.
///
/// It prints a line for each round: the nanoseconds of the processor that the one and the other took,
/// without those of other programs that ran meanwhile. Each is the first of a round as often as the
/// other.
func comparisonProgram(_ plan: Plan, _ first: String, _ second: String) -> String {
  let parts = TimingParts(plan, first)
  func call(_ name: String) -> String {
    "\(name)_run(\(parts.harness.arguments)\(parts.outputArguments)arena)"
  }
  return """
    \(TimingParts.includes)
    #include "\(first).h"
    #include "\(second).h"

    enum { WARM_UP = 3 };

    \(parts.harness.definitions)
    \(parts.outputs)
    \(TimingParts.between)

    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      const int rounds = argc > 2 ? atoi(argv[2]) : 1;
      FILE *file = fopen(argv[1], "rb");
      if (!file) return 1;
      \(parts.harness.reading)
      fclose(file);
      if (posix_memalign((void **)&arena, 64, \(first.uppercased())_ARENA_SIZE)) return 2;
      for (int round = -WARM_UP; round < rounds; ++round) {
        double taken[2] = {0.0, 0.0};
        for (int turn = 0; turn < 2; ++turn) {
          const int network = (turn + round + WARM_UP) % 2;
          struct timespec start, end;
          \(parts.harness.placing)
          clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
          if (network == 0 ? \(call(first)) : \(call(second))) return 3;
          clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
          taken[network] = between(start, end);
        }
        if (round >= 0) printf("%.0f %.0f\\n", taken[0], taken[1]);
      }
      free(arena);
      return 0;
    }

    """
}
