import Plan

extension Plan {
  /// The bytes of a cell: those of the narrowest element.
  var cellBytes: Int { graph.values.handles.map(elementBytes(of:)).min() ?? bytesPerPartialSum }
}

/// The cells of some memories, each with the name of the element that was written to it last.
struct Cells {
  private var names: [[UInt64]]
  /// The step at which each cell was read last.
  private var readAt: [[Int32]]
  /// Who has touched each cell since all parts have met; nil of a single part.
  private var touches: Touches?

  init(sizes: [Int], parts: Int = 1) {
    names = sizes.map { Array(repeating: ElementName.nothing.bits, count: $0) }
    readAt = sizes.map { Array(repeating: .min, count: $0) }
    touches = parts > 1 ? Touches(sizes: sizes) : nil
  }

  /// Notes that a part reads or writes a run; false if another part does something to it in the same
  /// epoch that must not happen at the same time.
  mutating func touch(_ run: Run, writes: Bool, _ turn: Turn) -> Bool {
    guard contain(run) else { return true }
    return touches?.touch(run, writes: writes, turn) ?? true
  }

  private func contain(_ run: Run) -> Bool {
    run.cell >= 0 && run.cell + run.count <= names[run.memory].count
  }

  /// Whether all elements of a run are there.
  func hold(_ run: Run) -> Bool {
    guard contain(run) else { return false }
    let first = run.first.bits
    return names[run.memory].withUnsafeBufferPointer { names in
      // Differences are collected, not branched on: the loop is most of a replay's time.
      var differences: UInt64 = 0
      for i in 0..<run.count {
        differences |= names[run.cell + i] ^ (first &+ UInt64(truncatingIfNeeded: i))
      }
      return differences == 0
    }
  }

  /// Notes that a step reads a run; false if the run is not there.
  mutating func read(_ run: Run, at step: Int32) -> Bool {
    guard hold(run) else { return false }
    readAt[run.memory].withUnsafeMutableBufferPointer { readAt in
      for i in 0..<run.count { readAt[run.cell + i] = step }
    }
    return true
  }

  /// Whether a step has read any cell of a run.
  func wereRead(_ run: Run, at step: Int32) -> Bool {
    guard contain(run) else { return false }
    return readAt[run.memory].withUnsafeBufferPointer { readAt in
      var isRead = false
      for i in 0..<run.count { isRead = isRead || readAt[run.cell + i] == step }
      return isRead
    }
  }

  /// Writes the names of a run into its cells; false if they lie outside of the memory.
  mutating func put(_ run: Run) -> Bool {
    guard contain(run) else { return false }
    let first = run.first.bits
    names[run.memory].withUnsafeMutableBufferPointer { names in
      for i in 0..<run.count { names[run.cell + i] = first &+ UInt64(truncatingIfNeeded: i) }
    }
    return true
  }
}
