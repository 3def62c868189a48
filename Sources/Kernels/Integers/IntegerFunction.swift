import IR

/// The functions on integers that kernels call, by the names under which programs define them.
package enum IntegerFunction: String, CaseIterable, Sendable {
  /// (a, b): the high half of twice a product.
  case highProduct = "high_product"
  /// (x, shift): a quotient by a power of two, halves away from zero.
  case roundedShift = "rounded_shift"
  /// (x, multiplier, shift): a fixed-point product, rounded twice.
  case roundedTwice = "rounded_twice"
  /// (x, multiplier, shift): a fixed-point product, rounded once.
  case roundedOnce = "rounded_once"
  /// (x, multiplier, shift): the same with shifts from -31 to -1, and 0 where the multiplier is 0.
  case roundedTwiceRight = "rounded_twice_right"
  case roundedOnceRight = "rounded_once_right"
  /// (x, bits): the product with the float of these bits, to the nearest integer, halves to even.
  case roundedEven = "rounded_even"
  /// (a, b): the sum, which wraps as the sums of the runtimes do where a model is that odd.
  case wrappingSum = "wrapping_sum"
  /// (x, low, high): the `int8` within bounds, which may be those of integers without signs.
  case clamped
  /// (x, zero, low, high): the `int8` within bounds of a number that has its zero point yet to be added.
  case withZeroPoint = "with_zero_point"
  /// (x, pixels): the quotient, halves away from zero.
  case quotient
  /// (x, pixels): the quotient, halves up.
  case quotientUp = "quotient_up"
  /// (exponential): what it adds to the sum of a softmax.
  case softmaxTerm = "softmax_term"
  /// (sum): the zero bits above its highest.
  case softmaxHeadroom = "softmax_headroom"
  /// (sum): what a softmax multiplies its exponentials with, and by how much it shifts the products.
  case softmaxInverse = "softmax_inverse"
  case softmaxShift = "softmax_shift"
  /// (exponential, inverse, shift): the `int8` of a softmax.
  case softmaxResult = "softmax_result"
  /// (x): an integer without its sign.
  case unsigned = "unsigned_of"
  /// (x): an index as an integer.
  case narrowed
  /// (x, scale): the number that an integer less its zero point stands for.
  case real
  /// (left, its scale, right, its scale): the sum of the numbers that two integers stand for.
  case realSum = "real_sum"
  /// (x, scale): the integer nearest to x / scale, halves away from zero, or to even.
  case quantizedAway = "quantized_away"
  case quantizedEven = "quantized_even"
  /// (pointer): the two integers there, in the halves of one.
  case pairAt = "pair_at"
  /// (low, high): two integers in the halves of one.
  case pairOf = "pair_of"
  /// (pair, x): both halves less a number.
  case pairLess = "pair_less"
  /// (pair, pair): the sum of the products of the halves.
  case pairProduct = "pair_product"
  /// (pointer): the four integers there, in the quarters of one; the same, each more by 128.
  case quadAt = "quad_at"
  case raisedQuadAt = "raised_quad_at"
  /// (pointer, lane): those of the eight integers there that are of a lane: the first four of an even one, the
  /// others of an odd one.
  case quadOfTwo = "quad_of_two"
  /// (array, array, lane, lanes): the sum of two neighbours: of the first for the first half of the lanes, of
  /// the other for the others.
  case sumOfTwo = "sum_of_two"
  /// (a, b, c, d): four integers without signs in the quarters of one.
  case quadOf = "quad_of"
  /// (quad, quad): the sum of the products of the quarters, of which the first have no signs.
  case quadProduct = "quad_product"
  /// (quad, quad): the same where all quarters have signs.
  case signedQuadProduct = "signed_quad_product"
  /// (pointer, keep, flip) and with three or four pointers: the integers there, of which those bits are
  /// kept, then flipped.
  case columnOfOne = "column_of_one"
  case columnOfThree = "column_of_three"
  case columnOfFour = "column_of_four"
  /// (pointer, places, keep, flip, last): the same of the integers whose distances from a pointer the quarters
  /// of a number are; the last operand is 1 where nothing may be read behind them.
  case line
  /// (quad, quad): the quarters of the first but its lowest, and behind them the lowest of the second.
  case joined = "joined_quad"
  /// (x, factor, offset), (x, factor, rest, offset), (x, factor, rest, offset, less, start): the floor
  /// of a product with a float, or with the sum of two, plus an offset, which is less for an x below
  /// a start; all but x and the start as the bits of floats.
  case scaledFloor = "scaled_floor"
  case fineFloor = "fine_floor"
  case signedFloor = "signed_floor"
  /// (x, factor, offset), (x, factor, offset, lower, start): the floor of a product of two floats plus an
  /// offset, which is the lower one for an x below a start; all of them as bits, of which x and the start are
  /// compared.
  case heldFloor = "held_floor"
  case heldSignedFloor = "held_signed_floor"
  /// (x, factor, offset): the floor of the product of a magnitude with a float plus an offset, with the sign
  /// of x; the others as the bits of floats.
  case mirroredFloor = "mirrored_floor"
  /// (x, factor, y, factor, offset): the floor of the sum of two products with floats plus an offset,
  /// all but x and y as the bits of floats.
  case sumFloor = "sum_floor"
  /// (x): an integer as the bits of a float.
  case floatBits = "float_bits"
  /// (x, gate, more, factor, offset), (x, gate, more, factor, offset, less, start): the floor of an exact
  /// product with a float plus another, times a factor plus an offset, which is less for a number below a
  /// start; all but x as the bits of floats.
  case gatedFloor = "gated_floor"
  case signedGatedFloor = "signed_gated_floor"
  /// (table, x): the element of a table of 256 for an `int8`.
  case tableAt = "table_at"
  /// (x): the nearest `int8`; the bits of the nearest integer of 8 bits without a sign.
  case saturatedInt8 = "saturated_int8"
  case saturatedUInt8 = "saturated_uint8"

  package func callAsFunction(_ operands: Expression...) -> Expression {
    .apply(rawValue, operands)
  }

  /// The nearest integer of 8 bits, with a sign or, of a number that is raised, without.
  static func saturated(_ x: Expression, raised: Bool) -> Expression {
    raised ? saturatedUInt8(x) : saturatedInt8(x)
  }
}

extension Statement {
  /// Adds to a 32-bit sum.
  static func addWrapping(_ number: Expression, to sum: Expression) -> Statement {
    .assign(sum, IntegerFunction.wrappingSum(sum, number))
  }
}

extension Expression {
  /// An element of an input that the caller has as unsigned integers as one of the graph's.
  func signed(_ isUnsigned: Bool) -> Expression {
    isUnsigned ? IntegerFunction.unsigned(self).plus(-128) : self
  }

  /// A sum with a number that may be negative; indices never are, integers are.
  func plus(_ number: Int) -> Expression {
    number < 0 ? .binary(.subtract, self, .integer(-number)) : self + .integer(number)
  }

  /// What a number is added to, and that number; all of it and 0 where there is none.
  var splitSum: (Expression, Int) {
    switch self {
    case .binary(.add, let sum, .integer(let number)): (sum, number)
    case .binary(.subtract, let sum, .integer(let number)): (sum, -number)
    default: (self, 0)
    }
  }

  /// The number it spells, if it is one.
  var literal: Int? {
    switch self {
    case .integer(let number): number
    case .binary(.subtract, .integer(0), .integer(let number)): -number
    case .float, .name, .element, .field, .address, .advanced, .binary, .select, .apply: nil
    }
  }

  /// The bits of a float as a number.
  static func bits(of number: Float) -> Expression {
    signed(Int(Int32(bitPattern: number.bitPattern)))
  }

  /// A negative number too.
  ///
  /// C has no word of 32 bits for the least one, only one for the number after it.
  static func signed(_ number: Int) -> Expression {
    guard number < 0 else { return .integer(number) }
    guard number == Int(Int32.min) else { return .binary(.subtract, 0, .integer(-number)) }
    return .binary(.subtract, signed(number + 1), 1)
  }
}
