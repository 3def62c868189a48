import Kernels

extension IntegerFunction {
  /// The function in Swift, if it is one that kernels for any machine call: it wraps where the one in C
  /// does (`IntegerFunction+Definition`), and never ends the program.
  var swiftDefinition: String {
    switch self {
    case .highProduct:
      """
      /// The high 32 bits of twice the product, halves up; not both are the least there is.
      @inline(__always)
      private static func highProduct(_ a: Int32, _ b: Int32) -> Int32 {
        Int32(truncatingIfNeeded: (Int64(a) &* Int64(b) &+ 0x4000_0000) &>> 31)
      }
      """
    case .roundedShift:
      """
      /// x / 2^shift, halves away from zero; a shift of more than 31 bits leaves nothing.
      @inline(__always)
      private static func roundedShift(_ x: Int32, _ shift: Int32) -> Int32 {
        let half = ((1 as Int64) &<< Int64(shift)) &>> 1
        let less: Int64 = x < 0 && shift > 0 ? 1 : 0
        return Int32(truncatingIfNeeded: (Int64(x) &+ half &- less) &>> Int64(shift))
      }
      """
    case .roundedTwice:
      """
      /// x * multiplier * 2^(shift - 31), rounded to 31 bits of the multiplier and then once more.
      @inline(__always)
      private static func roundedTwice(_ x: Int32, _ multiplier: Int32, _ shift: Int32) -> Int32 {
        let left = shift > 0 ? shift : 0
        let right = shift > 0 ? 0 : 0 &- shift
        return roundedShift(highProduct(x &<< left, multiplier), right)
      }
      """
    case .roundedOnce:
      """
      /// x * multiplier * 2^(shift - 31), rounded once, halves up.
      @inline(__always)
      private static func roundedOnce(_ x: Int32, _ multiplier: Int32, _ shift: Int32) -> Int32 {
        let right = 31 &- Int64(shift)
        let half = (1 as Int64) &<< (right &- 1)
        return Int32(truncatingIfNeeded: (Int64(x) &* Int64(multiplier) &+ half) &>> right)
      }
      """
    case .roundedEven:
      """
      /// x times the float of these bits, to the nearest integer, halves to even. What is cut off lies
      /// outside of any result.
      @inline(__always)
      private static func roundedEven(_ x: Int32, _ bits: Int32) -> Int32 {
        nearest(Float(x) * Float(bitPattern: UInt32(bitPattern: bits)))
      }
      """
    case .withZeroPoint:
      """
      /// x + zero within bounds; x may be so large that the sum would overflow.
      @inline(__always)
      private static func withZeroPoint(
        _ x: Int32, _ zero: Int32, _ low: Int32, _ high: Int32
      ) -> Int32 {
        let raised = x < low &- zero ? low &- zero : x
        return (raised > high &- zero ? high &- zero : raised) &+ zero
      }
      """
    case .realSum:
      """
      /// The sum of the numbers that two integers stand for; doubles hold the products exactly.
      @inline(__always)
      private static func realSum(_ a: Int32, _ left: Float, _ b: Int32, _ right: Float) -> Float {
        Float(Double(a) * Double(left)) + Float(Double(b) * Double(right))
      }
      """
    case .clamped:
      """
      /// x within bounds.
      @inline(__always)
      private static func clamped(_ x: Int32, _ low: Int32, _ high: Int32) -> Int32 {
        let raised = x < low ? low : x
        return raised > high ? high : raised
      }
      """
    case .quotient:
      """
      /// sum / count, halves away from zero.
      @inline(__always)
      private static func quotient(_ sum: Int32, _ count: Int32) -> Int32 {
        let half = count &>> 1
        let raised = sum > 0 ? sum &+ half : sum &- half
        return raised.dividedReportingOverflow(by: count).partialValue
      }
      """
    case .quotientUp:
      """
      /// sum / count, halves up.
      @inline(__always)
      private static func quotientUp(_ sum: Int32, _ count: Int32) -> Int32 {
        let raised = sum &+ (count &>> 1)
        let distance = raised < 0 ? count &- 1 &- raised : raised
        let quotient = distance.dividedReportingOverflow(by: count).partialValue
        return raised < 0 ? 0 &- quotient : quotient
      }
      """
    case .softmaxTerm:
      """
      /// What an exponential in Q0.31 adds to a sum in Q12.19.
      @inline(__always)
      private static func softmaxTerm(_ exponential: Int32) -> Int32 { roundedShift(exponential, 12) }
      """
    case .softmaxHeadroom:
      """
      /// Zero bits above the highest bit of a sum.
      @inline(__always)
      private static func softmaxHeadroom(_ sum: Int32) -> Int32 {
        let count = Int32(truncatingIfNeeded: sum.leadingZeroBitCount)
        return count < 31 ? count : 31
      }
      """
    case .softmaxShift:
      """
      /// By how much products with the reciprocal of a sum are shifted to have 8 bits.
      @inline(__always)
      private static func softmaxShift(_ sum: Int32) -> Int32 { 35 &- softmaxHeadroom(sum) }
      """
    case .softmaxInverse:
      """
      /// The reciprocal of a sum, its highest bit taken for 1, in Q0.31: three steps of Newton and
      /// Raphson from 48/17 - 32/17 x.
      @inline(__always)
      private static func softmaxInverse(_ sum: Int32) -> Int32 {
        let high = UInt32(bitPattern: sum &<< softmaxHeadroom(sum))
        let half = Int32(bitPattern: high &>> 1)
        var x = 1_515_870_810 &+ Int64(highProduct(half, -1_010_580_540))
        var step = 0
        while step < 3 {
          let y = Int32(truncatingIfNeeded: x)
          x &+= Int64(highProduct(y, 0x2000_0000 &- highProduct(half, y))) &* 4
          step &+= 1
        }
        return x &* 2 > 0x7fff_ffff ? 0x7fff_ffff : Int32(truncatingIfNeeded: x &* 2)
      }
      """
    case .softmaxResult:
      """
      /// The result of an exponential: 1/256 for each, less 128.
      @inline(__always)
      private static func softmaxResult(
        _ exponential: Int32, _ inverse: Int32, _ shift: Int32
      ) -> Int32 {
        let result = roundedShift(highProduct(inverse, exponential), shift) &- 128
        return result > 127 ? 127 : result
      }
      """
    case .tableAt:
      """
      /// The element of a table of 256 for an integer.
      @inline(__always)
      private static func tableAt(_ table: Source8, _ x: Int32) -> Int32 {
        Int32(table[Int(x) &+ 128])
      }
      """
    case .real:
      """
      /// The number that an integer less its zero point stands for.
      @inline(__always)
      private static func real(_ x: Int32, _ scale: Float) -> Float { Float(x) * scale }
      """
    case .quantizedAway:
      """
      /// The integer nearest to x / scale, halves away from zero; what is cut off lies outside of any
      /// result, and not-a-number is 0.
      @inline(__always)
      private static func quantizedAway(_ x: Float, _ scale: Float) -> Int32 {
        let scaled = x / scale
        let low: Float = scaled > -1024 ? scaled : scaled == scaled ? -1024 : 0
        let bound: Float = low < 1024 ? low : 1024
        let even = nearest(bound)
        let rest = bound - Float(even)
        let more: Int32 = rest == 0.5 && bound > 0 ? 1 : 0
        let less: Int32 = rest == -0.5 && bound < 0 ? 1 : 0
        return even &+ more &- less
      }
      """
    case .quantizedEven:
      """
      /// The integer nearest to x / scale, halves to even; what is cut off lies outside of any result,
      /// and not-a-number is 0.
      @inline(__always)
      private static func quantizedEven(_ x: Float, _ scale: Float) -> Int32 {
        let scaled = x / scale
        return nearest(scaled == scaled ? scaled : 0)
      }
      """
    case .wrappingSum, .unsigned, .narrowed:
      preconditionFailure("Swift has operators for \(self)")
    case .roundedTwiceRight, .roundedOnceRight, .pairAt, .pairOf, .pairLess, .pairProduct, .quadAt,
      .raisedQuadAt, .quadOfTwo, .sumOfTwo, .quadOf, .quadProduct, .signedQuadProduct, .columnOfOne,
      .columnOfThree,
      .columnOfFour, .line, .joined, .scaledFloor, .fineFloor, .signedFloor, .heldFloor,
      .heldSignedFloor,
      .mirroredFloor,
      .sumFloor, .floatBits, .gatedFloor, .signedGatedFloor, .saturatedInt8,
      .saturatedUInt8:
      preconditionFailure("only machines with vectors of integers ask for \(self)")
    }
  }

  /// Whether it calls `nearest`.
  var rounds: Bool { [.roundedEven, .quantizedAway, .quantizedEven].contains(self) }

  /// What rounds floats in Swift: a conversion would have to be checked.
  static let swiftNearest = """
    /// The integer nearest to a number between -1024 and 1024, halves to even; others are cut off.
    ///
    /// Adding 1.5 * 2^23 leaves no room for a fraction: the integer is in the low bits.
    @inline(__always)
    private static func nearest(_ x: Float) -> Int32 {
      let low: Float = x < -1024 ? -1024 : x
      let bound: Float = low > 1024 ? 1024 : low
      return Int32(bitPattern: (bound + 12582912).bitPattern &- 0x4b40_0000)
    }
    """
}
