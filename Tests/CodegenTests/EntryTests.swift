import Planning
import TestSupport
import Testing

/// What the exported function promises to its caller.
@Suite(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence)) struct EntryTests {
  /// Builds models with a main program of its own and runs it.
  private func run(_ models: [Model], _ flags: [String], main body: String) throws -> Outcome {
    let folder = try Folder()
    for model in models { try model.write(to: folder) }
    let includes = models.map { "#include \"\($0.code.name).h\"\n" }.joined()
    try folder.write("main.c", includes + body)
    let sources = models.map { "\($0.code.name).c" } + ["main.c", "-o", "program"]
    try #require(
      try Compiler.gcc.compile(flags + ["-Wall", "-Wextra", "-Werror"] + sources, in: folder)
        == .silentSuccess)
    return try folder.run(["./program"])
  }

  @Test func nullAndMisalignedPointersAreRefusedBeforeAnythingIsWritten() throws {
    let model = try Model(Networks.tinyV2(), name: "net", PlanOptions(objective: .ram))
    let outcome = try run(
      [model], ["-O1"] + Compiler.sanitizers,
      main: """
        #include <stdio.h>
        #include <string.h>
        #define EXPECT(condition) if (!(condition)) { puts(#condition); return 1; }

        static float input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT];
        static unsigned char memory[NET_ARENA_SIZE + 64] __attribute__((aligned(64)));

        static int untouched(void) {
          for (size_t i = 0; i < sizeof memory; ++i) if (memory[i] != 0x5a) return 0;
          for (size_t i = 0; i < sizeof output; ++i) {
            if (((unsigned char *)output)[i] != 0x5a) return 0;
          }
          return 1;
        }

        int main(void) {
          memset(memory, 0x5a, sizeof memory);
          memset(output, 0x5a, sizeof output);
          EXPECT(net_run(NULL, output, memory) == NET_ERROR_NULL);
          EXPECT(net_run(input, NULL, memory) == NET_ERROR_NULL);
          EXPECT(net_run(input, output, NULL) == NET_ERROR_NULL);
          EXPECT(net_run(NULL, NULL, NULL) == NET_ERROR_NULL);
          for (size_t off = 1; off < NET_ARENA_ALIGN; ++off) {
            EXPECT(net_run(input, output, memory + off) == NET_ERROR_ALIGNMENT);
          }
          EXPECT(untouched());
          EXPECT(NET_OK == 0 && NET_ERROR_NULL != 0 && NET_ERROR_ALIGNMENT != NET_ERROR_NULL);
          EXPECT(net_run(input, output, memory + NET_ARENA_ALIGN) == NET_OK);
          EXPECT(!untouched());
          EXPECT(memory[0] == 0x5a && memory[NET_ARENA_ALIGN + NET_ARENA_SIZE] == 0x5a);
          return 0;
        }

        """)
    #expect(outcome == .silentSuccess)
  }

  @Test func everyPointerOfSeveralInputsAndOutputsIsChecked() throws {
    let model = try Model(Networks.weightless(ops: 1), name: "sum")
    let outcome = try run(
      [model], ["-O1"] + Compiler.sanitizers,
      main: """
        #include <stddef.h>
        static float a[SUM_INPUT0_COUNT], b[SUM_INPUT1_COUNT], c[SUM_OUTPUT_COUNT];
        static unsigned char memory[SUM_ARENA_SIZE] __attribute__((aligned(64)));

        int main(void) {
          if (sum_run(NULL, b, c, memory) != SUM_ERROR_NULL) return 1;
          if (sum_run(a, NULL, c, memory) != SUM_ERROR_NULL) return 2;
          if (sum_run(a, b, NULL, memory) != SUM_ERROR_NULL) return 3;
          if (sum_run(a, b, c, NULL) != SUM_ERROR_NULL) return 4;
          a[3] = 1; b[3] = 2;
          return sum_run(a, b, c, memory) != SUM_OK || c[3] != 3;
        }

        """)
    #expect(outcome == .silentSuccess)
  }

  /// Two threads run one model, a third another, each with an arena of its own.
  @Test(arguments: [["-O2"], ["-O1", "-fsanitize=thread"]])
  func callsWithArenasOfTheirOwnMayRunAtTheSameTime(_ flags: [String]) throws {
    let models = [
      try Model(Networks.tinyV2(), name: "first", PlanOptions(objective: .ram)),
      try Model(Networks.tinyV3(), name: "second"),
    ]
    let outcome = try run(
      models, flags + ["-pthread"],
      main: """
        #include <pthread.h>
        #include <stdio.h>
        #include <string.h>

        typedef struct {
          float input[FIRST_INPUT_COUNT], output[FIRST_OUTPUT_COUNT];
          unsigned char arena[FIRST_ARENA_SIZE] __attribute__((aligned(64)));
        } First;
        typedef struct {
          float input[SECOND_INPUT_COUNT], output[SECOND_OUTPUT_COUNT];
          unsigned char arena[SECOND_ARENA_SIZE] __attribute__((aligned(64)));
        } Second;

        static void *run_first(void *state) {
          First *s = state;
          for (int i = 0; i < 200; ++i) {
            if (first_run(s->input, s->output, s->arena) != FIRST_OK) return state;
          }
          return NULL;
        }
        static void *run_second(void *state) {
          Second *s = state;
          for (int i = 0; i < 200; ++i) {
            if (second_run(s->input, s->output, s->arena) != SECOND_OK) return state;
          }
          return NULL;
        }

        static First a, b, a_alone, b_alone;
        static Second c, c_alone;

        int main(void) {
          for (unsigned i = 0; i < FIRST_INPUT_COUNT; ++i) {
            a.input[i] = (float)(i % 7) - 3;
            b.input[i] = (float)(i % 5) - 2;
          }
          for (unsigned i = 0; i < SECOND_INPUT_COUNT; ++i) c.input[i] = (float)(i % 3) - 1;
          a_alone = a, b_alone = b, c_alone = c;
          if (run_first(&a_alone) || run_first(&b_alone) || run_second(&c_alone)) return 1;
          pthread_t threads[3];
          if (pthread_create(&threads[0], NULL, run_first, &a)) return 2;
          if (pthread_create(&threads[1], NULL, run_first, &b)) return 2;
          if (pthread_create(&threads[2], NULL, run_second, &c)) return 2;
          for (int i = 0; i < 3; ++i) {
            void *failed;
            if (pthread_join(threads[i], &failed) || failed) return 3;
          }
          if (memcmp(a.output, a_alone.output, sizeof a.output)) return 4;
          if (memcmp(b.output, b_alone.output, sizeof b.output)) return 5;
          if (memcmp(c.output, c_alone.output, sizeof c.output)) return 6;
          return memcmp(a.output, b.output, sizeof a.output) == 0;
        }

        """)
    #expect(outcome == .silentSuccess)
  }
}
