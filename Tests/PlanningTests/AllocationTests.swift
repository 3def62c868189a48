import Formats
import Glibc
import TestSupport
import Testing

@testable import Planning

private typealias Buffer = AllocationProblem.Buffer

/// Enough for every problem here, and no matter of time.
private let effort = AllocationEffort(failureLimit: 2_000_000)

private let isLong = getenv("MNCC_LONG_TESTS") != nil

@Suite struct AllocationTests {
  @Test func nothingTakesNothing() {
    let result = allocate(AllocationProblem([]), capacity: 0, effort: effort)
    #expect(result.verdict == .fits && result.peak == 0 && result.offsets.isEmpty)
  }

  @Test func buffersWithoutBytesFitAnywhere() {
    let problem = AllocationProblem([Buffer(life: 0..<2, size: 0), Buffer(life: 1..<3, size: 5)])
    let result = allocate(problem, capacity: 5, effort: effort)
    #expect(result.verdict == .fits && result.peak == 5 && result.provedBound == 5)
  }

  @Test func livesThatTouchShareAddresses() {
    let problem = AllocationProblem([Buffer(life: 0..<2, size: 7), Buffer(life: 2..<3, size: 7)])
    #expect(allocate(problem, capacity: nil, effort: effort).offsets == [0, 0])
  }

  @Test(arguments: 0..<(isLong ? 40 : 4)) func findsTheLeastPeak(batch: Int) {
    for seed in batch * 100..<batch * 100 + 100 {
      let problem = smallProblem(
        seed: seed, buffers: 2 + seed % 6, times: 2 + seed % 5, largest: 1 + seed % 4)
      let least = leastPeak(of: problem)
      let result = allocate(problem, capacity: nil, effort: effort)
      #expect(conflict(in: problem, result.offsets) == nil, "seed \(seed)")
      #expect(result.peak == least && result.provedBound == least, "seed \(seed)")
      let less = allocate(problem, capacity: least - 1, effort: effort)
      #expect(less.verdict == .impossible && less.provedBound == least, "seed \(seed)")
    }
  }

  @Test func decidesEveryProblemOfThreeBuffersWhateverItsTaste() {
    let lives = [0..<1, 0..<2, 0..<3, 1..<2, 1..<3, 2..<3]
    let kinds = lives.flatMap { life in (1...3).map { Buffer(life: life, size: $0) } }
    for (i, first) in kinds.enumerated() {
      for (j, second) in kinds[...i].enumerated() {
        for third in kinds[...j] { decides(AllocationProblem([first, second, third])) }
      }
    }
  }

  @Test(arguments: 0..<(isLong ? 40 : 4)) func decidesWhateverItsTaste(batch: Int) {
    for seed in batch * 50..<batch * 50 + 50 {
      decides(smallProblem(seed: 7_000 + seed, buffers: 7, times: 6, largest: 4))
    }
  }

  /// Searches without greedy orders, at the least peak and just below it.
  private func decides(_ problem: AllocationProblem) {
    let least = leastPeak(of: problem)
    let sectioned = SectionedProblem(problem)
    for run in 0..<3 {
      let taste = SearchTaste(
        crowd: [0, 1, 0.01][run], height: [1, 0.01, 0][run],
        scores: sectioned.items.map { Double($0.size * (run - 1)) })
      func search(_ capacity: Int) -> AllocationSearch {
        AllocationSearch(
          sectioned, capacity: capacity, taste: taste, failureLimit: .max, deadline: nil)
      }
      var enough = search(least / sectioned.unit)
      #expect(enough.run() == .found, "\(problem)")
      var offsets = Array(repeating: 0, count: problem.buffers.count)
      for (item, offset) in zip(sectioned.items, enough.offsets) {
        offsets[item.index] = offset * sectioned.unit
      }
      #expect(conflict(in: problem, offsets) == nil && problem.peak(of: offsets) <= least)
      var tooLittle = search((least - 1) / sectioned.unit)
      #expect(tooLittle.run() == .none, "\(problem)")
    }
  }

  @Test(arguments: 0..<6) func fillsARectangle(seed: Int) {
    let problem = fullProblem(seed: seed, buffers: 60, times: 40, capacity: 1_000)
    let result = allocate(problem, capacity: 1_000, effort: effort)
    #expect(result.verdict == .fits && result.peak == 1_000 && result.provedBound == 1_000)
    #expect(conflict(in: problem, result.offsets) == nil)
  }

  @Test func aBoundBelowTheLivesIsRefusedAtOnce() {
    let problem = fullProblem(seed: 1, buffers: 60, times: 40, capacity: 1_000)
    let result = allocate(problem, capacity: 999, effort: AllocationEffort(failureLimit: 1))
    #expect(result.verdict == .impossible)
    #expect(conflict(in: problem, result.offsets) == nil)
  }

  @Test func theSameProblemIsPlacedTheSameWay() {
    let problem = fullProblem(seed: 11, buffers: 80, times: 40, capacity: 1_000)
    let results = (0..<2).map { _ in
      allocate(problem, capacity: nil, effort: AllocationEffort(failureLimit: 5_000))
    }
    #expect(results[0].offsets == results[1].offsets)
  }

  @Test func nothingFoundIsNotImpossible() {
    let problem = smallProblem(seed: 3, buffers: 200, times: 60, largest: 90)
    let bound = problem.liveBound
    let result = allocate(problem, capacity: bound, effort: AllocationEffort(failureLimit: 1))
    #expect(result.verdict != .impossible)
    #expect(conflict(in: problem, result.offsets) == nil)
  }

  @Test func largeProblemsAreSearchedWithinTheStack() {
    let problem = fullProblem(
      seed: 5, buffers: searchedBufferLimit, times: 3_000, capacity: 1 << 40)
    let result = allocate(problem, capacity: nil, effort: AllocationEffort(failureLimit: 300))
    #expect(conflict(in: problem, result.offsets) == nil)
    #expect(result.provedBound == 1 << 40)
  }

  @Test func aHundredThousandBuffersArePlacedByBirth() {
    // Every second one dies and leaves a gap that nothing fits into.
    let count = 50_000
    let problem = AllocationProblem(
      (0..<count).map { Buffer(life: 0..<($0 % 2 == 0 ? 1 : 3), size: 1) }
        + (0..<count).map { _ in Buffer(life: 1..<3, size: 2) })
    let result = allocate(problem, capacity: nil, effort: AllocationEffort(failureLimit: 1))
    #expect(result.liveBound == 125_000)
    #expect(result.peak >= 125_000 && result.peak <= 150_000)
  }

  @Test func lubyNumbers() {
    #expect((1...15).map(lubyNumber) == [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8])
  }
}

private let instances: String? = {
  let candidates = [
    getenv("MNCC_SHARED").map { String(cString: $0) }, "\(packageFolder)/../shared",
  ]
  return candidates.compactMap { $0.map { "\($0)/allocation" } }.first {
    access("\($0)/A.1048576.csv", R_OK) == 0
  }
}()

/// The public instances, each at the capacity in the name of its file.
@Suite(
  .enabled(
    if: instances != nil, "needs allocation/*.csv, in MNCC_SHARED or beside the package"))
struct AllocationInstanceTests {
  /// Those that take a second are left to the long tests.
  @Test(arguments: isLong ? Array("ABCDEFGHIJK") : Array("ABCDFGI"))
  func solves(_ name: Character) throws {
    try solve("\(name)", capacity: 1_048_576)
  }

  @Test func solvesTheExample() throws { try solve("input", capacity: 12) }

  private func solve(_ name: String, capacity: Int) throws {
    let file = "\(instances ?? "")/\(name).\(capacity).csv"
    let table = try readBufferTable(try readFile(file), file: file)
    let problem = AllocationProblem(
      table.records.map { Buffer(life: $0.lower..<$0.upper, size: $0.size) })
    let result = allocate(problem, capacity: capacity, effort: effort)
    #expect(result.verdict == .fits)
    #expect(conflict(in: problem, result.offsets) == nil)
    #expect(problem.peak(of: result.offsets) <= capacity && result.peak <= capacity)
  }
}
