import IR
import Planning
import TestSupport
import Testing

@testable import Codegen
@testable import Targets

/// Programs whose kernels bring weights of others nearer.
@Suite struct PrefetchTests {
  private static func calls(in model: Model) -> Int {
    let source = model.text
    return source.split(separator: "\n").filter { line in
      line.contains(/_ahead\d*\(/) && !line.hasPrefix("static")
    }.count
  }

  /// Whatever the plan and the threads: what is brought nearer is read instead, under AddressSanitizer.
  @Test(.enabled(if: Compiler.gcc.exists, Compiler.gcc.absence), arguments: [false, true])
  func bringsNothingButWeights(integers: Bool) throws {
    var dice = Dice("prefetches")
    let models = try FarWeights.models(isLongRun ? 200 : 12, integers: integers, &dice)
    #expect(models.contains { Self.calls(in: $0) > 0 })
    try expectOutputs(
      of: models,
      flags: ["-O0", "-DMNCC_PREFETCH(place)=((void)*(const volatile char *)(place))"]
        + Compiler.quickSanitizers)
  }

  /// Notes what is brought nearer, and prints each sequence of equal steps: where it starts, how long a step
  /// is and how many there are.
  private static let noting = """
    #include <stdio.h>
    static const char *first, *start;
    static long stride, count;
    static void print(void) {
      if (count > 0) printf("%ld %ld %ld\\n", (long)(start - first), stride, count);
    }
    static void note(const void *place) {
      const char *const at = (const char *)place;
      if (count == 0) first = at;
      if (count == 1) stride = at - start;
      if (count > 0 && at == start + stride * count) {
        ++count;
        return;
      }
      print();
      start = at;
      count = 1;
    }
    __attribute__((destructor)) static void end(void) { print(); }
    #define MNCC_PREFETCH(place) note(place)

    """

  private static let main = """
    #include "net.h"

    static float input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT];
    static unsigned char arena[NET_ARENA_SIZE] __attribute__((aligned(64)));

    int main(void) { return net_run(input, output, arena); }

    """

  /// Each row of a kernel goes on where the row before ended, so that steps are counted as they are made.
  @Test(
    .enabled(if: Compiler.gcc.exists, Compiler.gcc.absence),
    arguments: [Target.generic, .x86v4VNNI])
  func rowsGoOnWhereTheLastOneEnded(_ machine: Target) throws {
    // Without the instructions of the machine: whatever has this code is as well.
    var target = FarWeights.target
    target.tiles = machine.tiles
    let plan = try Planning.plan(
      try Networks.tinyV2(), target: target, options: PlanOptions(rings: PlanOptions.Rings.none))
    let model = try Model(plan, name: "net", target: target)
    let folder = try Folder()
    try model.write(to: folder)
    try folder.write("noting.h", Self.noting)
    try folder.write("main.c", Self.main)
    let compilation = try Compiler.gcc.compile(
      ["-O1", "-include", "noting.h", "-c", "net.c", "-o", "net.o"], in: folder)
    try #require(compilation == .silentSuccess)
    try #require(
      try Compiler.gcc.compile(["-O1", "main.c", "net.o", "-o", "program"], in: folder)
        == .silentSuccess)
    let run = try Compiler.gcc.run("program", in: folder)
    let sequences = run.output.split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { Int($0) }
    }
    #expect(Self.calls(in: model) > 0)
    #expect(sequences.count == Self.calls(in: model))
    for (one, next) in zip(sequences, sequences.dropFirst()) {
      #expect(one[1] >= 4 && one[2] > 1)
      #expect(one[0] + one[1] * one[2] <= next[0])
    }
  }
}
