import IR
import Targets

/// A few pixels of a sum of two maps.
package struct AddPixels: PixelKernel {
  package var channels: Int

  package var name: String { "add_pixels_c\(channels)" }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "sum of two maps, some pixels of \(channels) channels",
      [
        .init("left", .sourceRows), .init("right", .sourceRows), .init("count", .index),
        .init("places", .destinationRows),
      ],
      eachPixel(channels, reading: ["left", "right"]) { c in
        [.assign(ref("to")[c], ref("left0")[c] + ref("right0")[c])]
      })
  }
}

/// A few pixels of a map times one number per channel.
package struct ChannelScalePixels: PixelKernel {
  package var channels: Int

  package var name: String { "scale_pixels_c\(channels)" }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "some pixels of \(channels) channels, each times its scale",
      [
        .init("pixels", .sourceRows), .init("scale", .source), .init("count", .index),
        .init("places", .destinationRows),
      ],
      eachPixel(channels, reading: ["pixels"]) { c in
        [.assign(ref("to")[c], ref("pixels0")[c] * ref("scale")[c])]
      })
  }
}

/// A few pixels of an activation that stands by itself.
package struct ActivationPixels: PixelKernel {
  package var channels: Int
  package var activation: Activation

  package var name: String {
    "activate_pixels_c\(channels)" + Epilogue(activation: activation).suffix
  }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "\(activation) of some pixels of \(channels) channels",
      [
        .init("pixels", .sourceRows), .init("count", .index), .init("places", .destinationRows),
      ],
      eachPixel(channels, reading: ["pixels"]) { c in
        Epilogue(activation: activation).store(ref("pixels0")[c], to: ref("to")[c], tag: "")
      })
  }
}

/// Loops over pixels and channels, with the pointers to a pixel of each table as `NAME0` and `to`.
private func eachPixel(
  _ channels: Int, reading tables: [String], _ body: (_ channel: Expression) -> [Statement]
) -> [Statement] {
  let pointers = tables.map { Statement.constant("\($0)0", .source, ref($0)[ref("x")]) }
  return [
    .loop(
      Loop(
        "x", to: ref("count"),
        pointers + [.constant("to", .destination, ref("places")[ref("x")])]
          + loop("c", to: channels, body)))
  ]
}
