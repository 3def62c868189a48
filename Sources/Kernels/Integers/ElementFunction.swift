import IR
import Targets

/// What an op does with each element by itself, where integers are involved.
enum ElementFunction: Hashable {
  /// With the floats that do it, where there are some and the machine is fast with them; what is raised is
  /// stored without signs.
  case add(IntegerAdd, FloorSum?, raises: Bool)
  /// A product of two integers, both less their zero points.
  case product(IntegerEpilogue, leftZero: Int, rightZero: Int)
  /// What a table of 256 says.
  case table
  case quantize(Requantization)
  case dequantize(Quantization)

  var operands: [Scalar] {
    switch self {
    case .add, .product: [.int8, .int8]
    case .table, .dequantize: [.int8]
    case .quantize: [.float]
    }
  }

  var result: Scalar {
    if case .dequantize = self { .float } else { .int8 }
  }

  var hasWeights: Bool { self == .table }

  /// Whether vectors of integers of a machine can do it.
  private func hasVectors(_ target: Target) -> Bool {
    switch self {
    case .add(let add, let floors, _): floors != nil || add.output.rounding != .even
    case .product: true
    case .table: target.has(.lookUp)
    case .quantize, .dequantize: false
    }
  }

  /// Code for the elements of a pixel, lane by lane where the machine has vectors of integers.
  func elements(
    _ channels: Int, _ target: Target, _ element: @escaping (Expression) -> [Statement]
  ) -> [Statement] {
    guard hasVectors(target), !target.integers.isEmpty else {
      return loop("c", to: channels, element)
    }
    // So few instructions look up that those of a loop around them would take as long as some of them.
    let size =
      self == .table && target.translates ? 4 * IntegerOperation.translated : target.storedBlock
    return Tiling.full(0..<channels, size: size).flatMap { block in
      block.loop("c") { c in [lanes(block.size) { j in element(c + j) }] }
    }
  }

  /// A word for names of kernels, with all numbers that the function has in it.
  var word: String {
    switch self {
    case .add(let add, let floors, let raises):
      let word = add.subtracts ? "subtract8" : "add8"
      return Self.spelled("\(word)_\(add.left)\(add.right)\(add.output)")
        + (floors == nil ? "" : "_floor") + (raises ? "_raised" : "")
    case .product(let epilogue, let left, let right):
      return Self.spelled(
        "scale8_\(left)_\(right)_\(epilogue.start(0))_\(epilogue.numbers(0..<1))"
          + epilogue.word)
    case .table: return "table8"
    case .quantize(let output): return Self.spelled("quantize_\(output)")
    case .dequantize(let from): return Self.spelled("dequantize_\(from)")
    }
  }

  /// A text as a part of a name.
  static func spelled(_ text: String) -> String {
    String(
      text.map { character in
        switch character {
        case "-": "m"
        case "a"..."z", "A"..."Z", "0"..."9": character
        default: "_"
        }
      })
  }

  var comment: String {
    switch self {
    case .add(let add, _, _): "\(add.subtracts ? "difference" : "sum") of two maps of integers"
    case .product: "integers, each times its scale"
    case .table: "integers through a table"
    case .quantize: "integers of floats"
    case .dequantize: "floats of integers"
    }
  }

  /// An element of an operand as the function takes it.
  func operand(_ element: Expression, isUnsigned: Bool) -> Expression {
    if case .add(_, .some, _) = self, isUnsigned { return IntegerFunction.unsigned(element) }
    return element.signed(isUnsigned)
  }

  /// An element of the result.
  func element(_ operands: [Expression]) -> Expression {
    switch self {
    case .add(let add, let floors, let raises):
      if let floors {
        return IntegerFunction.saturated(floors.sum(operands[0], operands[1]), raised: raises)
      }
      let more = raises ? 128 : 0
      if add.output.rounding == .even {
        let sum = IntegerFunction.realSum(
          operands[0].plus(-add.left.zeroPoint), .float(add.left.scale),
          operands[1].plus(-add.right.zeroPoint),
          .float(add.subtracts ? -add.right.scale : add.right.scale))
        return Self.quantized(sum, add.output, more: more)
      }
      let rounded: IntegerFunction =
        add.output.rounding == .single ? .roundedOnce : .roundedTwice
      func scaled(_ x: Expression, _ from: Quantization, _ factor: FixedPointFactor) -> Expression {
        let number = x.plus(-from.zeroPoint)
        // Half of the larger scale, or half of that and so on: nothing is rounded.
        if factor.multiplier == 1 << 30, (-8...0).contains(factor.shift) {
          return number * .integer(1 << (IntegerAdd.moreBits - 1 + factor.shift))
        }
        let more = number * .integer(1 << IntegerAdd.moreBits)
        return rounded(more, .integer(Int(factor.multiplier)), .signed(factor.shift))
      }
      let sum = Expression.binary(
        add.subtracts ? .subtract : .add, scaled(operands[0], add.left, add.leftFactor),
        scaled(operands[1], add.right, add.rightFactor))
      let result = rounded(
        sum, .integer(Int(add.resultFactor.multiplier)), .signed(add.resultFactor.shift))
      return IntegerFunction.clamped(
        result.plus(add.output.result.zeroPoint + more), .signed(more - 128),
        .integer(more + 127))
    case .product(let epilogue, let left, let right):
      let product = operands[0].plus(-left) * operands[1].plus(-right)
      return epilogue.result(product.plus(epilogue.start(0)))
    case .table: return IntegerFunction.tableAt(ref("weights"), operands[0])
    case .quantize(let output): return Self.quantized(operands[0], output)
    case .dequantize(let from): return real(operands[0], of: from)
    }
  }

  private func real(_ x: Expression, of from: Quantization) -> Expression {
    IntegerFunction.real(x.plus(-from.zeroPoint), .float(from.scale))
  }

  /// The `int8` nearest to a number, or that and `more`.
  static func quantized(_ x: Expression, _ output: Requantization, more: Int = 0) -> Expression {
    let nearest: IntegerFunction = output.rounding == .even ? .quantizedEven : .quantizedAway
    return IntegerFunction.clamped(
      nearest(x, .float(output.result.scale)).plus(output.result.zeroPoint + more),
      .signed(more - 128), .integer(more + 127))
  }
}

/// One row of an op that does something with each element by itself.
package struct ElementRow: RowKernel {
  var function: ElementFunction
  var width: Int
  var channels: Int
  /// Of each operand: elements from a pixel to the next, and from a channel to the next.
  var strides: [Strides]
  var outputPitch: Int

  struct Strides: Hashable {
    let pixel: Int
    let channel: Int
    /// Whether it is an input of unsigned integers.
    let isUnsigned: Bool
  }

  package var name: String {
    let lie = strides.map { "_\($0.pixel)x\($0.channel)\($0.isUnsigned ? "u" : "")" }.joined()
    return "\(function.word)_w\(width)_c\(channels)\(lie)_into\(outputPitch)"
  }

  package func function(for target: Target) -> Function {
    let names = strides.count == 1 ? ["input"] : ["left", "right"]
    func element(_ operand: Int, _ x: Expression, _ c: Expression) -> Expression {
      let place = x * .integer(strides[operand].pixel) + c * .integer(strides[operand].channel)
      return function.operand(
        ref(names[operand])[place], isUnsigned: strides[operand].isUnsigned)
    }
    if let gated = gatedBody(target) { return program(names, gated) }
    // Where pixels lie one behind the other a row is one long pixel.
    let isOneRun =
      !target.integers.isEmpty && outputPitch == channels
      && strides.allSatisfy { $0.pixel == channels && $0.channel == 1 }
    let (count, length) = isOneRun ? (1, width * channels) : (width, channels)
    let body = loop("x", to: count) { x in
      function.elements(length, target) { c in
        [
          .assign(
            ref("output")[x * .integer(outputPitch) + c],
            function.element(strides.indices.map { element($0, x, c) }))
        ]
      }
    }
    return program(names, body)
  }

  private func program(_ names: [String], _ body: [Statement]) -> Function {
    Function(
      name, comment: "\(function.comment), \(width) pixels of \(channels) channels",
      zip(names, function.operands).map { .init($0, .pointer($1)) }
        + (function.hasWeights ? [.init("weights", .pointer(.int8))] : [])
        + [.init("output", .place(function.result))], body)
  }
}
