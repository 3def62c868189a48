import IR
import Targets

/// The way of some channels of a block along the columns of a depthwise convolution: all of them, or one half and
/// then the other.
struct DepthwiseStreamPart {
  let row: IntegerDepthwiseStream
  /// Those of the block.
  let part: Range<Int>

  /// The sums of the windows, the one first that ends first.
  static func sum(_ window: Int) -> String { "a\(window)" }
  static func weights(_ tap: Int) -> String { "w\(tap)" }
  /// The sums of the first half for all pixels.
  static let waiting = "waiting"

  private static let size = TransposedBlock.channels
  private var isLast: Bool { part.upperBound == Self.size }

  func code(_ panels: IntegerPanels, _ target: Target) -> [Statement] {
    // A pixel stands by itself where it reads outside of the image.
    let whole = (0..<row.outputWidth).filter { pixel in
      newColumns.allSatisfy { (0..<row.inputWidth).contains(left(pixel) + $0) }
    }
    let (from, to) = (whole.first ?? 0, (whole.last ?? -1) + 1)
    func apart(_ pixels: Range<Int>) -> [Statement] {
      pixels.map { .block(pixel(.integer($0), panels, target)) }
    }
    let along =
      from < to
      ? [
        Statement.loop(
          Loop("x", from: .integer(from), to: .integer(to), pixel(ref("x"), panels, target)))
      ] : []
    return [.block(begin)] + apart(0..<from) + along + apart(max(from, to)..<row.outputWidth)
  }

  /// The first column of the window of a pixel.
  private func left(_ pixel: Int) -> Int { pixel * row.columns.stride - row.columns.before }

  /// The columns of a window that the one before does not see.
  private var newColumns: Range<Int> {
    row.columns.kernel - row.columns.stride..<row.columns.kernel
  }

  /// The weights, and the sums of the windows that begin before the first one has its own columns.
  private var begin: [Statement] {
    let read = lanes(part) { j in
      (0..<row.columns.kernel).map { tap in
        .assign(
          ref(Self.weights(tap))[j],
          IntegerFunction.quadAt(
            ref("panel").advanced(by: j * 4 + .integer(tap * 4 * Self.size))))
      }
    }
    let start = lanes(part) { j in
      (0..<row.started).map { .assign(ref(Self.sum($0))[j], ref("numbers")[j]) }
    }
    let columns = (0..<newColumns.lowerBound).map { column in
      add(column, of: 0, windows: 0..<row.started)
    }
    return [read] + (row.started > 0 ? [start] : []) + columns
  }

  /// The new columns of a pixel, and its integers if all of its channels are there then.
  private func pixel(
    _ x: Expression, _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    let start = lanes(part) { j in
      [.assign(ref(Self.sum(row.started))[j], ref("numbers")[j])]
    }
    let products = newColumns.map { add($0, of: x, windows: 0..<row.started + 1) }
    let move = lanes(part) { j in
      (0..<row.started).map { .assign(ref(Self.sum($0))[j], ref(Self.sum($0 + 1))[j]) }
    }
    return [start] + products + end(x, panels, target) + (row.started > 0 ? [move] : [])
  }

  /// What becomes of the sums of a window: integers, or sums that wait for the other half.
  private func end(
    _ x: Expression, _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    let sum = ref(Self.sum(0))
    func waiting(_ j: Expression) -> Expression {
      ref(Self.waiting)[x * .integer(Self.size / 2) + j]
    }
    guard isLast else { return [lanes(part) { j in [.assign(waiting(j), sum[j])] }] }
    let others =
      part.lowerBound == 0
      ? [] : [lanes(0..<part.lowerBound) { j in [.assign(sum[j], waiting(j))] }]
    let finish = panels.finish([sum], of: Self.size, target) { _, j in
      ref("output")[x * .integer(row.outputPitch) + ref("c") + TransposedBlock.place(j)]
    }
    return others + (finish.map { [$0] } ?? [])
  }

  /// Adds a column to the sums of some windows, the first of which is that of a pixel; it is counted from the first
  /// one of that.
  private func add(_ column: Int, of x: Expression, windows: Range<Int>) -> Statement {
    lanes(part) { j in
      let name = "x\(column)"
      let uses = windows.compactMap { window -> Statement? in
        let tap = column - window * row.columns.stride
        guard (0..<row.columns.kernel).contains(tap) else { return nil }
        return .accumulate(
          ref(Self.sum(window))[j],
          row.group.quadProduct(ref(name), ref(Self.weights(tap))[j]))
      }
      return [.constant(name, .scalar(.int32), self.column(column, of: x, j))] + uses
    }
  }

  /// The elements of all rows in a column; of less than four rows the last one again, for weights of zero.
  private func column(_ column: Int, of x: Expression, _ lane: Expression) -> Expression {
    var pixel = (x * .integer(row.columns.stride)).plus(column - row.columns.before)
    if case .integer(let number) = x {
      let seen = left(number) + column
      guard (0..<row.inputWidth).contains(seen) else {
        let zero = .integer(row.outside ?? 0) as Expression
        return IntegerFunction.quadOf(zero, zero, zero, zero)
      }
      pixel = .integer(seen)
    }
    let pointers = (0..<4).map { part in
      let number = min(part, row.rows.kernel - 1)
      let step = row.outside == nil ? .integer(row.inputPitch) : ref(row.step(number))
      return ref("p\(number)").advanced(by: pixel * step + TransposedBlock.place(lane))
    }
    return .apply(IntegerFunction.columnOfFour.rawValue, pointers + [.signed(-1), 0])
  }
}
