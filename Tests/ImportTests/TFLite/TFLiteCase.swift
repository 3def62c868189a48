import TestSupport
import Testing

/// A tiny model for an operator in one of its forms, whose answer LiteRT was asked for.
struct TFLiteCase: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let inputs: [[UInt8]]

  var testDescription: String { name }

  init(_ name: String, _ numbers: TinyTFLite.Numbers, _ build: (inout TinyTFLite) -> Void) {
    self.name = "\(name) \(numbers.rawValue)"
    var model = TinyTFLite(self.name, numbers)
    build(&model)
    (bytes, inputs) = model.finish()
  }

  /// The same model for each kind of elements.
  static func each(
    _ name: String, of numbers: [TinyTFLite.Numbers] = TinyTFLite.Numbers.allCases,
    _ build: (inout TinyTFLite) -> Void
  ) -> [TFLiteCase] {
    numbers.map { TFLiteCase(name, $0, build) }
  }

  static let all =
    convolutions + depthwise + blocks + fullyConnected + pools + elementwise + constants + numbers
    + conversions
    + shapes + heads
}
