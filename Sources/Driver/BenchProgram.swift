import IR
import Plan

/// A program that reads the inputs of a model and times a number of runs.
///
/// It prints the peak of the machine in multiply-adds per nanosecond, then a line for each run: the
/// nanoseconds it took and, where regions are timed, those of each.
func benchProgram(_ plan: Plan, _ name: String, timesRegions: Bool) -> String {
  let macro = name.uppercased()
  let parts = TimingParts(plan, name)
  let harness = parts.harness
  let threads = RunHarness(plan, name)
  let regionCount = timesRegions ? plan.schedule.regions.count : 0
  let hook = """

    void \(name)_timed(size_t region);
    void \(name)_timed(size_t region) { clock_gettime(CLOCK_MONOTONIC, &times[region + 1]); }

    """
  return """
    \(TimingParts.includes)
    #include "\(name).h"
    \(threads.include)
    enum { REGIONS = \(regionCount), WARM_UP = 5 };

    double peak_rate(void);

    \(harness.definitions)
    \(parts.outputs)
    \(threads.definition)/* The start of a run, and the end of each region. */
    static struct timespec times[REGIONS + 1];
    \(timesRegions ? hook : "")
    \(TimingParts.between)

    int main(int argc, char **argv) {
      unsigned char *arena = NULL;
      const int runs = argc > 2 ? atoi(argv[2]) : 1;
      double *const taken = malloc(sizeof *taken * (size_t)runs * (REGIONS + 1));
      FILE *file = fopen(argv[1], "rb");
      if (!file || !taken) return 1;
      \(harness.reading)
      fclose(file);
      if (posix_memalign((void **)&arena, 64, \(macro)_ARENA_SIZE)) return 2;
      \(threads.start)double peak = peak_rate();
      for (int run = -WARM_UP; run < runs; ++run) {
        struct timespec end;
        \(harness.placing)
        clock_gettime(CLOCK_MONOTONIC, &times[0]);
        if (\(threads.call)\(harness.arguments)\(parts.outputArguments)arena)) return 3;
        clock_gettime(CLOCK_MONOTONIC, &end);
        if (run < 0) continue;
        double *const line = taken + (size_t)run * (REGIONS + 1);
        line[0] = between(times[0], end);
        for (int region = 0; region < REGIONS; ++region) {
          line[region + 1] = between(times[region], times[region + 1]);
        }
      }
      const double later = peak_rate();
      if (later > peak) peak = later;
      printf("%.6f\\n", peak * 1e-9);
      for (int run = 0; run < runs; ++run) {
        for (int column = 0; column <= REGIONS; ++column) {
          printf("%.0f ", taken[(size_t)run * (REGIONS + 1) + (size_t)column]);
        }
        printf("\\n");
      }
      free(arena);
      free(taken);
      return 0;
    }

    """
}
