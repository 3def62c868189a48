import Basics
import Kernels

/// The definitions of the functions on numbers that kernels in Swift call; they need no libm.
struct SwiftFunctions {
  private let floats: [FloatFunction]
  private let integers: [IntegerFunction]

  init(for words: CodeWords) {
    // Some are handed over by their name alone.
    floats = FloatFunction.withCalls(
      FloatFunction.allCases.filter { words.names.contains($0.rawValue) })
    integers = IntegerFunction.withCalls(
      IntegerFunction.allCases.filter { words.called.contains("\($0)") })
  }

  var isEmpty: Bool { floats.isEmpty && integers.isEmpty }

  func print(to writer: inout CodeWriter) {
    for function in floats { writer.line(function.swiftDefinition + "\n") }
    if integers.contains(where: \.rounds) { writer.line(IntegerFunction.swiftNearest + "\n") }
    for function in integers { writer.line(function.swiftDefinition + "\n") }
  }
}
