import IR

/// The code of a softmax over the channels of one pixel.
enum SoftmaxCode {
  /// Of floats: each element of the result is its exponential until the sum of all is known.
  static func ofFloats(
    _ channels: Int, beta: Float, input: (Expression) -> Expression,
    output: (Expression) -> Expression
  ) -> [Statement] {
    largest(channels, .float, input) + [
      .variable("sum", .float), .assign(ref("sum"), .float(0)),
    ]
      + loop("c", to: channels) { c in
        let distance = Expression.binary(.subtract, input(c), ref("most"))
        return [
          .constant(
            "power", .float,
            FloatFunction.exponential(beta == 1 ? distance : distance * .float(beta))),
          .assign(output(c), ref("power")), .accumulate(ref("sum"), ref("power")),
        ]
      }
      + [.constant("factor", .float, .binary(.divide, .float(1), ref("sum")))]
      + loop("c", to: channels) { c in [.assign(output(c), output(c) * ref("factor"))] }
  }

  /// Of integers in fixed-point; the exponentials of all 256 differences are in a table.
  static func ofIntegers(
    _ channels: Int, input: (Expression) -> Expression, output: (Expression) -> Expression
  ) -> [Statement] {
    func exponential(_ c: Expression) -> Expression {
      ref("factors")[.binary(.subtract, ref("most"), input(c))]
    }
    return largest(channels, .scalar(.int32), input) + [
      .variable("sum", .scalar(.int32)), .assign(ref("sum"), 0),
    ]
      + loop("c", to: channels) { c in
        [.addWrapping(IntegerFunction.softmaxTerm(exponential(c)), to: ref("sum"))]
      }
      + [
        .constant("inverse", .scalar(.int32), IntegerFunction.softmaxInverse(ref("sum"))),
        .constant("shift", .scalar(.int32), IntegerFunction.softmaxShift(ref("sum"))),
      ]
      + loop("c", to: channels) { c in
        [
          .assign(
            output(c),
            IntegerFunction.softmaxResult(exponential(c), ref("inverse"), ref("shift")))
        ]
      }
  }

  /// The same with other arithmetic: each integer stands for a number, and so does each result.
  static func ofRealIntegers(
    _ channels: Int, beta: Float, from: Quantization, to output: Requantization?,
    input: (Expression) -> Expression, place: (Expression) -> Expression
  ) -> [Statement] {
    func exponential(_ c: Expression) -> Expression {
      let distance = Expression.binary(.subtract, input(c), ref("most"))
      return FloatFunction.exponential(
        IntegerFunction.real(distance, .float(from.scale * beta)))
    }
    return largest(channels, .scalar(.int32), input) + [
      .variable("sum", .float), .assign(ref("sum"), .float(0)),
    ]
      + loop("c", to: channels) { c in [.accumulate(ref("sum"), exponential(c))] }
      + [.constant("factor", .float, .binary(.divide, .float(1), ref("sum")))]
      + loop("c", to: channels) { c in
        let share = exponential(c) * ref("factor")
        return [.assign(place(c), output.map { ElementFunction.quantized(share, $0) } ?? share)]
      }
  }

  /// The largest element of a pixel, as `most`.
  private static func largest(
    _ channels: Int, _ type: ValueType, _ input: (Expression) -> Expression
  ) -> [Statement] {
    let (most, c) = (ref("most"), ref("c"))
    let rest = Statement.loop(
      Loop(
        "c", from: 1, to: .integer(channels),
        [.assign(most, .select(input(c).isGreater(than: most), then: input(c), otherwise: most))]))
    return [.variable("most", type), .assign(most, input(0))] + (channels > 1 ? [rest] : [])
  }
}

/// What a softmax reads and makes.
enum SoftmaxKind: Hashable {
  case floats(beta: Float)
  /// In fixed-point, with a table of exponentials.
  case integers
  /// From integers to floats, or to integers through floats.
  case realIntegers(beta: Float, Quantization, Requantization?)

  var word: String {
    switch self {
    case .floats(let beta): "softmax" + (beta == 1 ? "" : "_beta" + Epilogue.word("\(beta)"))
    case .integers: "softmax8"
    case .realIntegers(let beta, let from, let output):
      "softmax8_" + ElementFunction.spelled("\(beta)\(from)\(output?.description ?? "")")
    }
  }

  var operand: Scalar {
    if case .floats = self { .float } else { .int8 }
  }

  var result: Scalar {
    switch self {
    case .floats, .realIntegers(_, _, nil): .float
    case .integers, .realIntegers: .int8
    }
  }

  func code(
    _ channels: Int, input: (Expression) -> Expression, output: (Expression) -> Expression
  ) -> [Statement] {
    switch self {
    case .floats(let beta):
      SoftmaxCode.ofFloats(channels, beta: beta, input: input, output: output)
    case .integers: SoftmaxCode.ofIntegers(channels, input: input, output: output)
    case .realIntegers(let beta, let from, let to):
      SoftmaxCode.ofRealIntegers(
        channels, beta: beta, from: from, to: to, input: input, place: output)
    }
  }

  var factors: [Function.Parameter] {
    self == .integers ? [.init("factors", .pointer(.int32))] : []
  }
}
