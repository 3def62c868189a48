import IR
import Targets

/// One row of a sum of two maps.
package struct AddRow: RowKernel {
  /// Elements in a row.
  package var count: Int

  package var name: String { "add_\(count)" }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "sum of two rows of \(count) elements",
      [.init("left", .source), .init("right", .source), .init("output", .destination)],
      [
        .loop(
          Loop(
            "i", to: .integer(count),
            [.assign(ref("output")[ref("i")], ref("left")[ref("i")] + ref("right")[ref("i")])]))
      ])
  }
}

/// One row of a map times one number per channel.
package struct ChannelScaleRow: RowKernel {
  package var width: Int
  package var channels: Int

  package var name: String { "scale_w\(width)_c\(channels)" }

  package func function(for target: Target) -> Function {
    let index = ref("x") * .integer(channels) + ref("c")
    return Function(
      name, comment: "\(width) pixels of \(channels) channels, each times its scale",
      [.init("input", .source), .init("scale", .source), .init("output", .destination)],
      [
        .loop(
          Loop(
            "x", to: .integer(width),
            [
              .loop(
                Loop(
                  "c", to: .integer(channels),
                  [.assign(ref("output")[index], ref("input")[index] * ref("scale")[ref("c")])]))
            ]))
      ])
  }
}

/// One row of an activation that stands by itself.
package struct ActivationRow: RowKernel {
  package var width: Int
  package var channels: Int
  package var inputPitch: Int
  package var outputPitch: Int
  package var activation: Activation

  package var name: String {
    "activate_w\(width)_c\(channels)_from\(inputPitch)_into\(outputPitch)"
      + Epilogue(activation: activation).suffix
  }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "\(activation) of \(width) pixels of \(channels) channels",
      [.init("input", .source), .init("output", .destination)],
      [
        .loop(
          Loop(
            "x", to: .integer(width),
            [
              .loop(
                Loop(
                  "c", to: .integer(channels),
                  Epilogue(activation: activation).store(
                    ref("input")[ref("x") * .integer(inputPitch) + ref("c")],
                    to: ref("output")[ref("x") * .integer(outputPitch) + ref("c")], tag: "")))
            ]))
      ])
  }
}
