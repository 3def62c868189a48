import TestSupport
import Testing

@testable import Codegen

/// What each kernel brings nearer of the weights of others, held against a walk through the program.
@Suite struct WeightsAheadTests {
  @Test(arguments: 0..<40) func bringsInTimeOnceAndNotTooMuch(seed: Int) {
    var dice = Dice("weights ahead \(seed)")
    let threads = dice.pick([1, 1, 2, 3])
    let reach = dice.pick([1 << 14, 1 << 16, 1 << 20])
    let unit = dice.pick([1, 4, 64])
    var end = 0
    let regions = (0..<dice.pick([1, 5, 30])).map { _ -> WeightsAhead.Reader in
      let size = dice.pick([0, 64, 4096, 50_000, 400_000])
      let start = end
      end += size * threads + 64
      // All threads read all of it, or each a piece.
      let isWhole = dice.pick([true, false])
      let weights = (0..<threads).map { thread in
        isWhole
          ? [start..<start + size * threads]
          : [start + thread * size..<start + (thread + 1) * size]
      }
      let hosts = (0..<dice.pick([0, 1, 2])).map { _ in
        WeightsAhead.Host(
          threads: dice.pick([true, false]) ? 0..<threads : 0..<1,
          steps: dice.pick([1, 40, 3000, 100_000]), most: dice.pick([0, 7, 30, 64, 500]), unit: unit
        )
      }
      return WeightsAhead.Reader(weights: weights, hosts: hosts)
    }
    let shares = WeightsAhead.shares(of: regions, reach: reach)
    #expect(shares.map(\.count) == regions.map(\.hosts.count))
    for thread in 0..<threads {
      var brought: [(region: Int, bytes: Range<Int>)] = []
      for (index, region) in regions.enumerated() {
        for (host, share) in zip(region.hosts, shares[index]) where host.threads.contains(thread) {
          guard let share else { continue }
          #expect(share.bytesOfStep >= 4 && share.bytesOfStep <= host.most)
          #expect(share.bytesOfStep.isMultiple(of: unit))
          let start = share.starts[thread - host.threads.lowerBound]
          brought.append((index, start..<start + share.bytesOfStep * host.steps))
        }
      }
      for (place, one) in brought.enumerated() {
        // Nothing comes twice, and what comes early lies behind.
        for other in brought[(place + 1)...] {
          #expect(one.bytes.upperBound <= other.bytes.lowerBound)
        }
        let later = regions[(one.region + 1)...].flatMap { $0.weights[thread] }
        let wanted = later.reduce(0) { $0 + $1.clamped(to: one.bytes).count }
        // Gaps of less than a line are those before the weights of an op.
        #expect(wanted + 64 * later.count >= one.bytes.count)
      }
      for index in regions.indices {
        let early = brought.filter { $0.region <= index }.map(\.bytes)
        let later = regions[(index + 1)...].flatMap { $0.weights[thread] }
        let waiting = later.reduce(0) { sum, range in
          sum + early.reduce(0) { $0 + $1.clamped(to: range).count }
        }
        #expect(waiting <= reach)
      }
    }
  }

  @Test func aLargeReaderIsServedByAllBeforeIt() {
    let host = WeightsAhead.Host(threads: 0..<1, steps: 1000, most: 32, unit: 1)
    let regions = [
      WeightsAhead.Reader(weights: [[0..<1000]], hosts: [host]),
      WeightsAhead.Reader(weights: [[1024..<2000]], hosts: [host]),
      WeightsAhead.Reader(weights: [[2048..<60_000]], hosts: []),
    ]
    let shares = WeightsAhead.shares(of: regions, reach: 1 << 20)
    #expect(shares[1] == [WeightsAhead.Share(starts: [28_000], bytesOfStep: 32)])
    // 26,976 bytes from 1,024 on for a thousand steps.
    #expect(shares[0] == [WeightsAhead.Share(starts: [2000], bytesOfStep: 26)])
    #expect(shares[2].isEmpty)
  }

  @Test func aLongStepBringsTwoLines() {
    func share(most: Int, unit: Int) -> WeightsAhead.Share? {
      let host = WeightsAhead.Host(threads: 0..<1, steps: 100, most: most, unit: unit)
      let regions = [
        WeightsAhead.Reader(weights: [[0..<64]], hosts: [host]),
        WeightsAhead.Reader(weights: [[64..<90_064]], hosts: []),
      ]
      return WeightsAhead.shares(of: regions, reach: 1 << 20)[0][0]
    }
    #expect(share(most: 64, unit: 1)?.prefetches == 1)
    // Both bring as much.
    #expect(share(most: 113, unit: 1)?.bytesOfStep == 112)
    #expect(share(most: 113, unit: 1)?.prefetches == 2)
    #expect(share(most: 78, unit: 4)?.bytesOfStep == 72)
    #expect(share(most: 500, unit: 4)?.bytesOfStep == 128)
  }
}
