import IR
import Targets

/// What becomes of two elements that lie at the same place of two maps.
package enum PairOperation: String, Hashable, Sendable {
  case add, subtract, multiply

  func callAsFunction(_ left: Expression, _ right: Expression) -> Expression {
    switch self {
    case .add: left + right
    case .subtract: .binary(.subtract, left, right)
    case .multiply: left * right
    }
  }

  var noun: String {
    switch self {
    case .add: "sum"
    case .subtract: "difference"
    case .multiply: "product"
    }
  }
}

/// One row of a sum, a difference or a product of two maps.
package struct PairRow: RowKernel {
  package var operation: PairOperation
  package var width: Int
  package var channels: Int
  /// Pixels of a channel of each operand that lie side by side before those of the next channel.
  package var leftPlane: Int
  package var rightPlane: Int
  /// Elements from a pixel of an operand whose channels lie side by side to the next, and of the result.
  package var pitch: Int

  private var isPlanar: Bool { leftPlane > 1 || rightPlane > 1 }
  private var isDense: Bool { !isPlanar && pitch == channels }

  package var name: String {
    if isDense { return "\(operation)_\(width * channels)" }
    return "\(operation)_w\(width)_c\(channels)"
      + (isPlanar ? "_planar\(leftPlane)and\(rightPlane)" : "")
      + (pitch == channels ? "" : "_of\(pitch)")
  }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "\(operation.noun) of two rows of \(width * channels) elements",
      [.init("left", .source), .init("right", .source), .init("output", .destination)],
      isDense ? eachPair(for: target) : eachChannel(for: target))
  }

  /// Where all rows lie alike, pixels do not matter.
  private func eachPair(for target: Target) -> [Statement] {
    eachElement("i", of: width * channels, for: target) { i in
      [.assign(ref("output")[i], operation(ref("left")[i], ref("right")[i]))]
    }
  }

  private func eachChannel(for target: Target) -> [Statement] {
    loop("x", to: width) { x in
      func code(_ c: Expression) -> [Statement] {
        func element(_ name: String, plane: Int) -> Expression {
          ref(name)[x * .integer(plane == 1 ? pitch : 1) + c * .integer(plane)]
        }
        return [
          .assign(
            element("output", plane: 1),
            operation(element("left", plane: leftPlane), element("right", plane: rightPlane)))
        ]
      }
      return eachElement("c", of: channels, for: isPlanar ? nil : target, code)
    }
  }
}

/// One row of a map times one number per channel.
package struct ChannelScaleRow: RowKernel {
  package var width: Int
  package var channels: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  package var inputPlane: Int
  /// Elements from a pixel of the result, and of an input whose channels lie side by side, to the next.
  package var pitch: Int

  package var name: String {
    "scale_w\(width)_c\(channels)" + (pitch == channels ? "" : "_of\(pitch)")
      + (inputPlane == 1 ? "" : "_planar\(inputPlane)")
  }

  package func function(for target: Target) -> Function {
    let code = loop("x", to: width) { x in
      func code(_ c: Expression) -> [Statement] {
        let index = x * .integer(pitch) + c
        let input = inputPlane == 1 ? index : x + c * .integer(inputPlane)
        return [.assign(ref("output")[index], ref("input")[input] * ref("scale")[c])]
      }
      return eachElement("c", of: channels, for: inputPlane == 1 ? target : nil, code)
    }
    return Function(
      name, comment: "\(width) pixels of \(channels) channels, each times its scale",
      [.init("input", .source), .init("scale", .source), .init("output", .destination)], code)
  }
}

/// One row of an activation that stands by itself.
package struct ActivationRow: RowKernel {
  package var width: Int
  package var channels: Int
  package var inputPitch: Int
  /// Pixels of a channel of the input that lie side by side before those of the next channel.
  package var inputPlane: Int
  package var outputPitch: Int
  package var activation: Activation

  package var name: String {
    "activate_w\(width)_c\(channels)_from\(inputPitch)_into\(outputPitch)"
      + (inputPlane == 1 ? "" : "_planar\(inputPlane)") + Epilogue(activation: activation).suffix
  }

  package func function(for target: Target) -> Function {
    let epilogue = Epilogue(activation: activation)
    let code = loop("x", to: width) { x in
      func code(_ c: Expression) -> [Statement] {
        epilogue.store(
          ref("input")[x * .integer(inputPitch) + c * .integer(inputPlane)],
          to: ref("output")[x * .integer(outputPitch) + c], tag: "")
      }
      let hasVectors = inputPlane == 1 && epilogue.hasVectors
      return eachElement("c", of: channels, for: hasVectors ? target : nil, code)
    }
    return Function(
      name, comment: "\(activation) of \(width) pixels of \(channels) channels",
      [.init("input", .source), .init("output", .destination)], code)
  }
}
