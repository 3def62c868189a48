import IR
import Targets

/// One row of an op that takes elements from anywhere in whole maps.
///
/// Beside the operands it is told which row it makes.
package struct MovedRow: RowKernel {
  enum Move: Hashable {
    case concatenate(Concatenate)
    case rearrange(Rearrange)
    case nearest(ResizeNearest)
    case bilinear(ResizeBilinear)

    /// The shape in which an operand is read.
    func seen(_ shape: Shape) -> Shape {
      guard case .concatenate(let op) = self else { return shape }
      guard let seen = op.seen(shape) else { preconditionFailure("an operand that fills no rows") }
      return seen
    }
  }

  var move: Move
  var scalar: Scalar
  var operands: [WholeMap]
  var output: Shape
  var outputPitch: Int

  package var name: String {
    let from: String
    if case .concatenate(let op) = move {
      from = operands.map { "_\($0.shape[op.axis])\($0.word)" }.joined()
    } else {
      from = "_\(operands[0].shape)\(operands[0].word)"
    }
    let into = "_to\(output)" + (outputPitch == output.channels ? "" : "_into\(outputPitch)")
    return word + (scalar == .int8 ? "8" : "") + from + into
  }

  private var word: String {
    func spelled(_ integers: [Int]) -> String {
      integers.map { $0 < 0 ? "_m\(-$0)" : "_\($0)" }.joined()
    }
    switch move {
    case .concatenate(let op): return "concatenate_\(op.axis.rawValue)"
    case .rearrange(let op):
      let fill = op.inside == nil ? "" : "_of\(op.fill.bitPattern)"
      return "rearrange" + spelled(op.start.integers + op.steps.integers)
        + spelled(op.inside?.integers ?? []) + fill
    case .nearest(let op):
      return "nearest" + spelled(op.rows.integers + op.columns.integers)
    case .bilinear(let op):
      return "bilinear" + (op.output == nil ? "" : "_up")
        + spelled(op.rows.integers + op.columns.integers)
    }
  }

  package func function(for target: Target) -> Function {
    let (comment, body) =
      switch move {
      case .concatenate(let op):
        ("maps one behind the other along the \(op.axis.rawValue)", concatenated(op.axis))
      case .rearrange(let op): ("elements in another order", rearranged(op))
      case .nearest(let op): ("the nearest pixels", nearest(op))
      case .bilinear(let op): ("pixels between four others", bilinear(op))
      }
    let names =
      operands.count == 1 ? ["input"] : operands.indices.map { "input\($0)" }
    return Function(
      name, comment: "\(comment), one row of \(output)",
      names.map { .init($0, .pointer(scalar)) }
        + (output.height > 1 ? [.init("y", .index)] : []) + [.init("output", .place(scalar))], body)
  }

  private var row: Expression { output.height > 1 ? ref("y") : 0 }

  private func result(_ x: Expression, _ c: Expression) -> Expression {
    ref("output")[x * .integer(outputPitch) + c]
  }

  // MARK: Concatenation

  private func concatenated(_ axis: Axis) -> [Statement] {
    var firsts: [Int] = []
    var next = 0
    for operand in operands {
      firsts.append(next)
      next += operand.shape[axis]
    }
    func copied(_ index: Int, fromRow y: Expression) -> [Statement] {
      let map = operands[index]
      let name = operands.count == 1 ? "input" : "input\(index)"
      let (right, up) = (axis == .width ? firsts[index] : 0, axis == .channels ? firsts[index] : 0)
      return loop("x", to: map.shape.width) { x in
        loop("c", to: map.shape.channels) { c in
          [
            .assign(
              result(x + .integer(right), c + .integer(up)),
              map.copied(
                map.element(name, pixel: y * .integer(map.shape.width) + x, channel: c)))
          ]
        }
      }
    }
    guard axis == .height else { return operands.indices.flatMap { copied($0, fromRow: row) } }
    let last = operands.count - 1
    return operands.indices.dropLast().reversed().reduce(
      copied(last, fromRow: row - .integer(firsts[last]))
    ) { others, index in
      [
        .when(
          row.isLess(than: .integer(firsts[index + 1])),
          copied(index, fromRow: row - .integer(firsts[index])), otherwise: others)
      ]
    }
  }

  // MARK: Another order

  private func rearranged(_ op: Rearrange) -> [Statement] {
    let box = op.box
    let constant: Expression =
      scalar == .float ? .float(op.fill) : .signed(Int(op.fill))
    func filled(_ columns: Range<Int>, _ channels: Range<Int>) -> [Statement] {
      columns.isEmpty || channels.isEmpty
        ? []
        : each(columns, channels) { x, c in [.assign(result(x, c), constant)] }
    }
    let all = (columns: 0..<output.width, channels: 0..<output.channels)
    guard !box.rows.isEmpty, !box.columns.isEmpty, !box.channels.isEmpty else {
      return filled(all.columns, all.channels)
    }
    let moved =
      filled(0..<box.columns.lowerBound, all.channels)
      + filled(box.columns, 0..<box.channels.lowerBound)
      + each(box.columns, box.channels) { x, c in
        [
          .assign(
            result(x, c),
            operands[0].copied(operands[0].element("input", op.source(row, x, c))))
        ]
      }
      + filled(box.columns, box.channels.upperBound..<output.channels)
      + filled(box.columns.upperBound..<output.width, all.channels)
    var limits: [Expression] = []
    if box.rows.lowerBound > 0 {
      limits.append(row.isGreater(than: .integer(box.rows.lowerBound - 1)))
    }
    if box.rows.upperBound < output.height {
      limits.append(row.isLess(than: .integer(box.rows.upperBound)))
    }
    guard let first = limits.first else { return moved }
    return [
      .when(
        limits.dropFirst().reduce(first) { $0.and($1) }, moved,
        otherwise: filled(all.columns, all.channels))
    ]
  }

  private func each(
    _ columns: Range<Int>, _ channels: Range<Int>,
    _ body: (_ x: Expression, _ c: Expression) -> [Statement]
  ) -> [Statement] {
    loop("x", to: columns.count) { x in
      loop("c", to: channels.count) { c in
        body(x + .integer(columns.lowerBound), c + .integer(channels.lowerBound))
      }
    }
  }

  // MARK: Another size

  private func nearest(_ op: ResizeNearest) -> [Statement] {
    let map = operands[0]
    let (height, width) = (map.shape.height, map.shape.width)
    let y = op.rows.parts(at: row, outputs: output.height, extent: height)
    return [.constant("first", .index, y / .integer(op.rows.divisor) * .integer(width))]
      + loop("x", to: output.width) { x in
        let column = op.columns.parts(at: x, outputs: output.width, extent: width)
        return [
          .constant("pixel", .index, ref("first") + column / .integer(op.columns.divisor))
        ]
          + loop("c", to: output.channels) { c in
            [
              .assign(
                result(x, c),
                map.copied(map.element("input", pixel: ref("pixel"), channel: c)))
            ]
          }
      }
  }

  private func bilinear(_ op: ResizeBilinear) -> [Statement] {
    let (height, width) = (operands[0].shape.height, operands[0].shape.width)
    return [
      .constant(
        "rows", .index, op.rows.parts(at: row, outputs: output.height, extent: height)),
      .constant("top", .index, ref("rows") / .integer(op.rows.divisor)),
      .constant("bottom", .index, .least(ref("top") + 1, .integer(height - 1))),
      share("down", of: "rows", op.rows.divisor),
    ]
      + loop("x", to: output.width) { x in
        [
          .constant(
            "columns", .index, op.columns.parts(at: x, outputs: output.width, extent: width)),
          .constant("left", .index, ref("columns") / .integer(op.columns.divisor)),
          .constant("right", .index, .least(ref("left") + 1, .integer(width - 1))),
          share("across", of: "columns", op.columns.divisor),
        ] + loop("c", to: output.channels) { c in [.assign(result(x, c), mean(op, c))] }
      }
  }

  /// The rest of a division: of floats as a share of 1, of integers as it is.
  private func share(_ name: String, of parts: String, _ divisor: Int) -> Statement {
    let rest = IntegerFunction.narrowed(ref(parts) % divisor)
    return scalar == .float
      ? .constant(name, .float, IntegerFunction.real(rest, .float(1 / Float(divisor))))
      : .constant(name, .scalar(.int32), rest)
  }

  private func mean(_ op: ResizeBilinear, _ c: Expression) -> Expression {
    let map = operands[0]
    func element(_ y: String, _ x: String) -> Expression {
      map.element(
        "input", pixel: ref(y) * .integer(map.shape.width) + ref(x), channel: c)
    }
    func between(_ a: Expression, _ b: Expression, _ share: String, _ whole: Int) -> Expression {
      let rest: Expression = scalar == .float ? .float(1) : .integer(whole)
      return a * .binary(.subtract, rest, ref(share)) + b * ref(share)
    }
    let sum = between(
      between(element("top", "left"), element("top", "right"), "across", op.columns.divisor),
      between(element("bottom", "left"), element("bottom", "right"), "across", op.columns.divisor),
      "down", op.rows.divisor)
    guard scalar == .int8 else { return sum }
    let quotient: IntegerFunction = op.output == nil ? .quotient : .quotientUp
    return IntegerFunction.clamped(
      quotient(sum, .integer(op.rows.divisor * op.columns.divisor)), .signed(-128), .integer(127))
  }
}

extension Rearrange {
  /// The number of an element in the operand; steps back come last, so that no sum is negative.
  fileprivate func source(_ y: Expression, _ x: Expression, _ c: Expression) -> Expression {
    let moves = [(y, steps.height), (x, steps.width), (c, steps.channels)]
    let ahead = moves.filter { $0.1 > 0 }.reduce(Expression.integer(max(start.index, 0))) {
      $0 + $1.0 * .integer($1.1)
    }
    return moves.filter { $0.1 < 0 }.reduce(ahead) { $0 - $1.0 * .integer(-$1.1) }
      - .integer(max(-start.index, 0))
  }
}

extension SourceAxis {
  /// In parts of the divisor, where one of so many positions lies along an operand.
  fileprivate func parts(at index: Expression, outputs: Int, extent: Int) -> Expression {
    let steps = index * .integer(factor)
    let raised: Expression =
      offset < 0
      ? .excess(of: steps, over: .integer(-offset)) : steps + .integer(offset)
    let end = (extent - 1) * divisor
    return factor * (outputs - 1) + offset > end ? .least(raised, .integer(end)) : raised
  }
}
