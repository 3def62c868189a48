import IR
import Targets

/// The way of a block of channels along the columns.
extension IntegerDepthwiseStream {
  /// The sums of the windows, the one first that ends first.
  static func sum(_ window: Int) -> String { "a\(window)" }
  static func weights(_ tap: Int) -> String { "w\(tap)" }

  func alongColumns(_ panels: IntegerPanels, _ target: Target) -> [Statement] {
    // A pixel stands by itself where it reads outside of the image.
    let whole = (0..<outputWidth).filter { pixel in
      newColumns.allSatisfy { (0..<inputWidth).contains(left(pixel) + $0) }
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
    return [.block(begin)] + apart(0..<from) + along + apart(max(from, to)..<outputWidth)
  }

  /// The first column of the window of a pixel.
  private func left(_ pixel: Int) -> Int { pixel * columns.stride - columns.before }

  /// The columns of a window that the one before does not see.
  private var newColumns: Range<Int> {
    columns.kernel - columns.stride..<columns.kernel
  }

  /// The weights, and the sums of the windows that begin before the first one has its own columns.
  private var begin: [Statement] {
    let read = lanes(Self.size) { j in
      (0..<columns.kernel).map { tap in
        .assign(
          ref(Self.weights(tap))[j],
          IntegerFunction.quadAt(
            ref("panel").advanced(by: j * 4 + .integer(tap * 4 * Self.size))))
      }
    }
    let start = lanes(Self.size) { j in
      (0..<started).map { .assign(ref(Self.sum($0))[j], ref("numbers")[j]) }
    }
    let products = (0..<newColumns.lowerBound).map { column in
      add(column, of: 0, windows: 0..<started)
    }
    return [read] + (started > 0 ? [start] : []) + products
  }

  /// The new columns of a pixel, and its integers.
  private func pixel(
    _ x: Expression, _ panels: IntegerPanels, _ target: Target
  ) -> [Statement] {
    let start = lanes(Self.size) { j in
      [.assign(ref(Self.sum(started))[j], ref("numbers")[j])]
    }
    let products = newColumns.map { add($0, of: x, windows: 0..<started + 1) }
    let move = lanes(Self.size) { j in
      (0..<started).map { .assign(ref(Self.sum($0))[j], ref(Self.sum($0 + 1))[j]) }
    }
    let finish = panels.finish([ref(Self.sum(0))], of: Self.size, target) { _, j in
      ref("output")[x * .integer(outputPitch) + ref("c") + TransposedBlock.place(j)]
    }
    return [start] + products + (finish.map { [$0] } ?? []) + (started > 0 ? [move] : [])
  }

  /// Adds a column to the sums of some windows, the first of which is that of a pixel; it is counted from the first
  /// one of that.
  private func add(_ column: Int, of x: Expression, windows: Range<Int>) -> Statement {
    lanes(Self.size) { j in
      let name = "x\(column)"
      let uses = windows.compactMap { window -> Statement? in
        let tap = column - window * columns.stride
        guard (0..<columns.kernel).contains(tap) else { return nil }
        return .accumulate(
          ref(Self.sum(window))[j],
          group.quadProduct(ref(name), ref(Self.weights(tap))[j]))
      }
      return [.constant(name, .scalar(.int32), self.column(column, of: x, j))] + uses
    }
  }

  /// The elements of all rows in a column; of less than four rows the last one again, for weights of zero.
  private func column(_ column: Int, of x: Expression, _ lane: Expression) -> Expression {
    var pixel = (x * .integer(columns.stride)).plus(column - columns.before)
    if case .integer(let number) = x {
      let seen = left(number) + column
      guard (0..<inputWidth).contains(seen) else {
        let zero = .integer(outside ?? 0) as Expression
        return IntegerFunction.quadOf(zero, zero, zero, zero)
      }
      pixel = .integer(seen)
    }
    let pointers = (0..<4).map { part in
      let number = min(part, rows.kernel - 1)
      let pitch = outside == nil ? .integer(inputPitch) : ref(step(number))
      return ref("p\(number)").advanced(by: pixel * pitch + TransposedBlock.place(lane))
    }
    return .apply(IntegerFunction.columnOfFour.rawValue, pointers + [.signed(-1), 0])
  }
}
