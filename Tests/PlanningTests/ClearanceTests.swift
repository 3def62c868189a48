import Planning
import TestSupport
import Testing

/// `clearance` against its definition, byte by byte and step by step, at every distance.
@Suite struct ClearanceTests {
  /// A tenant whose rows live in `passes` passes of `period` steps.
  private struct Lives {
    let rowBytes: Int
    let firstPass: [ClosedRange<Int>]
    let passes: Int
    let period: Int

    func isAlive(row: Int, at step: Int) -> Bool {
      (0..<passes).contains { firstPass[row].contains(step - $0 * period) }
    }

    /// The bytes that hold something at a step when the tenant starts at `start`.
    func bytes(at step: Int, from start: Int) -> Set<Int> {
      Set(
        firstPass.indices.filter { isAlive(row: $0, at: step) }
          .flatMap { start + $0 * rowBytes..<start + ($0 + 1) * rowBytes })
    }

    var tenant: Tenant {
      let first = firstPass.map { PartLife(birth: $0.lowerBound, death: $0.upperBound) }
      let byteCount = rowBytes * firstPass.count
      guard passes > 1 else {
        return Tenant(names: ["t"], byteCount: byteCount, lives: .rows(first))
      }
      let rows = first.map {
        PartLife(birth: $0.birth, death: $0.death + (passes - 1) * period)
      }
      return Tenant(
        names: ["t"], byteCount: byteCount,
        lives: .slices(region: 0, all: rows, first: [PassLives(first, in: 0)].compactMap(\.self)))
    }
  }

  private func lives(_ dice: inout Dice, passes: Int, period: Int) -> Lives {
    let rows = dice.number(in: 1...5)
    let births = (0..<rows).map { _ in dice.roll(period) }.sorted()
    var death = 0
    let ranges = births.map { birth in
      death = max(death, dice.number(in: birth...period - 1))
      return birth...death
    }
    return Lives(
      rowBytes: dice.number(in: 1...6), firstPass: ranges, passes: passes, period: period)
  }

  @Test(arguments: [1, 3]) func isTheLeastDistanceWithoutConflict(passes: Int) {
    var dice = Dice("clearance \(passes)")
    var meetings = 0
    for _ in 0..<600 {
      let period = dice.number(in: 1...9)
      let lower = lives(&dice, passes: passes, period: period)
      let upper = lives(&dice, passes: passes, period: period)
      let reach = 31
      let conflicts = (-reach...reach).filter { distance in
        (0..<passes * period).contains { step in
          !lower.bytes(at: step, from: 0).isDisjoint(with: upper.bytes(at: step, from: distance))
        }
      }
      let expected = conflicts.max().map { $0 + 1 }
      meetings += expected == nil ? 0 : 1
      #expect(clearance(lower: lower.tenant, upper: upper.tenant) == expected)
    }
    #expect(meetings > 300 && meetings < 600)
  }

  /// A buffer of slices meets one that outlives the region in every slice.
  @Test func slicesStayClearOfWhatLivesThroughTheRegion() {
    let slices = Lives(rowBytes: 4, firstPass: [0...1, 1...2], passes: 3, period: 4)
    let whole = Tenant(
      names: ["w"], byteCount: 4, lives: .rows([PartLife(birth: 3, death: 3)]))
    // Between two slices nothing of the first is needed, but its buffer will be filled again.
    #expect(clearance(lower: whole, upper: slices.tenant) == 4)
    #expect(clearance(lower: slices.tenant, upper: whole) == 8)
  }

  /// Passes for rows near the edge of an image make fewer rows than others, which must be kept apart too.
  @Test func eachPassCounts() {
    func tenant(_ first: [PartLife], _ second: [PartLife], bytes: Int) -> Tenant {
      Tenant(
        names: ["t"], byteCount: second.count * bytes,
        lives: .slices(
          region: 0, all: second,
          first: [PassLives(first, in: 0), PassLives(second, in: 4)].compactMap(\.self)))
    }
    func life(_ birth: Int, _ death: Int) -> PartLife { PartLife(birth: birth, death: death) }
    let operand = tenant(
      [life(0, 1), .init(birth: .max, death: -1)], [life(10, 12), life(11, 13)], bytes: 4)
    let result = tenant(
      [life(1, 2), .init(birth: .max, death: -1)], [life(12, 14), life(13, 14)], bytes: 4)
    // In the first pass a row is enough; in the second one the second row is there, too.
    #expect(clearance(lower: operand, upper: result) == 8)
    #expect(clearance(lower: result, upper: operand) == 4)
    let wide = tenant(
      [life(1, 2), .init(birth: .max, death: -1)], [life(12, 14), life(13, 14)], bytes: 16)
    #expect(clearance(lower: wide, upper: operand) == 28)
  }

  /// A ring is all there or not at all, in spells.
  @Test func ringsStayClearWhileTheyLive() {
    var dice = Dice("rings")
    var meetings = 0
    for _ in 0..<600 {
      let rows = lives(&dice, passes: 1, period: 12)
      var spells: [PartLife] = []
      var next = dice.roll(4)
      while next < 12 {
        let end = dice.number(in: next...min(11, next + 2))
        spells.append(PartLife(birth: next, death: end))
        next = end + 2 + dice.roll(4)
      }
      guard !spells.isEmpty else { continue }
      let size = dice.number(in: 1...9)
      let ring = Tenant(names: ["r"], byteCount: size, lives: .spells(spells))
      func bytes(at step: Int, from start: Int) -> Set<Int> {
        spells.contains { $0.birth <= step && step <= $0.death } ? Set(start..<start + size) : []
      }
      func least(_ conflicts: (_ distance: Int, _ step: Int) -> Bool) -> Int? {
        (-40...40).filter { distance in (0..<12).contains { conflicts(distance, $0) } }.max()
          .map { $0 + 1 }
      }
      let above = least { distance, step in
        !rows.bytes(at: step, from: 0).isDisjoint(with: bytes(at: step, from: distance))
      }
      let below = least { distance, step in
        !bytes(at: step, from: 0).isDisjoint(with: rows.bytes(at: step, from: distance))
      }
      meetings += above == nil ? 0 : 1
      #expect(clearance(lower: rows.tenant, upper: ring) == above)
      #expect(clearance(lower: ring, upper: rows.tenant) == below)
    }
    #expect(meetings > 200)
  }

  /// What is kept apart shares no byte with anything that it meets, even if no part of that does.
  @Test func whatIsApartSharesNothing() {
    let early = PartLife(birth: 0, death: 2)
    var ring = Tenant(
      names: ["ring"], byteCount: 30, lives: .spells([early, PartLife(birth: 6, death: 8)]))
    let map = Tenant(
      names: ["map"], byteCount: 20,
      lives: .rows([PartLife(birth: 3, death: 5), PartLife(birth: 4, death: 9)]))
    let later = Tenant(
      names: ["later"], byteCount: 10, lives: .rows([PartLife(birth: 9, death: 9)]))
    #expect(clearance(lower: ring, upper: map) == 30 - 10)
    ring.isApart = true
    #expect(clearance(lower: ring, upper: map) == 30)
    #expect(clearance(lower: map, upper: ring) == 20)
    #expect(clearance(lower: ring, upper: later) == nil)
    #expect(clearance(lower: later, upper: ring) == nil)
  }
}
