import Basics
import Kernels

/// The definitions of the functions on integers that a program calls.
struct IntegerPrologue {
  private let functions: [IntegerFunction]

  init(for words: CodeWords) {
    functions = IntegerFunction.withCalls(
      IntegerFunction.allCases.filter { words.called.contains($0.rawValue) })
  }

  func print(to writer: inout CodeWriter) {
    guard !functions.isEmpty else { return }
    writer.line(
      """
      /* ---- Integers: shifts of negative numbers are arithmetic, as with every known compiler ---- */

      """)
    for function in functions { writer.line(function.definition + "\n") }
  }
}

extension IntegerFunction {
  /// Some functions with all that they call.
  static func withCalls(_ functions: [IntegerFunction]) -> [IntegerFunction] {
    let used = Set(functions + functions.flatMap(\.calls))
    return allCases.filter(used.contains)
  }

  /// Functions that this one calls.
  fileprivate var calls: [IntegerFunction] {
    switch self {
    case .softmaxTerm, .softmaxResult: [.roundedShift, .highProduct]
    case .softmaxInverse: [.softmaxHeadroom, .highProduct]
    case .softmaxShift: [.softmaxHeadroom]
    case .roundedTwice: [.highProduct, .roundedShift]
    case .roundedTwiceRight: [.roundedTwice, .highProduct, .roundedShift]
    case .roundedOnceRight: [.roundedOnce]
    case .roundedOnce, .roundedEven, .roundedShift, .highProduct, .wrappingSum, .clamped,
      .withZeroPoint, .realSum, .quotient, .quotientUp,
      .softmaxHeadroom, .narrowed, .unsigned, .real, .quantizedAway, .quantizedEven,
      .pairAt, .pairOf:
      []
    case .fineFloor, .signedFloor, .heldFloor, .heldSignedFloor, .mirroredFloor, .sumFloor,
      .gatedFloor,
      .signedGatedFloor:
      [.scaledFloor]
    case .pairLess, .pairProduct, .quadAt, .raisedQuadAt, .quadOfTwo, .sumOfTwo, .quadOf,
      .quadProduct,
      .signedQuadProduct, .columnOfOne, .columnOfThree, .columnOfFour, .line, .joined,
      .scaledFloor,
      .floatBits, .saturatedInt8, .saturatedUInt8, .tableAt:
      []
    }
  }
}
