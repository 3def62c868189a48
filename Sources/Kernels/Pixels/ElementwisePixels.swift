import IR
import Targets

/// A few pixels of a sum, a difference or a product of two maps.
package struct PairPixels: PixelKernel {
  package var operation: PairOperation
  package var channels: Int
  /// The channels of a pixel of each operand that have a pointer each; 1 where there is one for all.
  package var leftPlanes: Int
  package var rightPlanes: Int

  private var left: PixelTable { PixelTable(name: "left", planes: leftPlanes) }
  private var right: PixelTable { PixelTable(name: "right", planes: rightPlanes) }

  package var name: String {
    let tables = left.planes + right.planes == 2 ? "" : "_left\(left.word)_right\(right.word)"
    return "\(operation)_pixels_c\(channels)" + tables
  }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "\(operation.noun) of two maps, some pixels of \(channels) channels",
      [
        .init("left", .sourceRows), .init("right", .sourceRows), .init("count", .index),
        .init("places", .destinationRows),
      ],
      eachPixel(channels, reading: [left, right], for: target) { c in
        [
          .assign(
            ref("to")[c],
            operation(left.element(c, of: ref("left0")), right.element(c, of: ref("right0"))))
        ]
      })
  }
}

/// A few pixels of a map times one number per channel.
package struct ChannelScalePixels: PixelKernel {
  package var channels: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  package var planes: Int

  private var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  package var name: String { "scale_pixels_c\(channels)" + table.word }

  package func function(for target: Target) -> Function {
    Function(
      name, comment: "some pixels of \(channels) channels, each times its scale",
      [
        .init("pixels", .sourceRows), .init("scale", .source), .init("count", .index),
        .init("places", .destinationRows),
      ],
      eachPixel(channels, reading: [table], for: target) { c in
        [.assign(ref("to")[c], table.element(c, of: ref("pixels0")) * ref("scale")[c])]
      })
  }
}

/// A few pixels of an activation that stands by itself.
package struct ActivationPixels: PixelKernel {
  package var channels: Int
  /// The channels of a pixel that have a pointer each; 1 where there is one for all.
  package var planes: Int
  package var activation: Activation

  private var table: PixelTable { PixelTable(name: "pixels", planes: planes) }

  package var name: String {
    "activate_pixels_c\(channels)" + table.word + Epilogue(activation: activation).suffix
  }

  package func function(for target: Target) -> Function {
    let epilogue = Epilogue(activation: activation)
    return Function(
      name, comment: "\(activation) of some pixels of \(channels) channels",
      [
        .init("pixels", .sourceRows), .init("count", .index), .init("places", .destinationRows),
      ],
      eachPixel(channels, reading: [table], for: epilogue.hasVectors ? target : nil) { c in
        epilogue.store(table.element(c, of: ref("pixels0")), to: ref("to")[c], tag: "")
      })
  }
}

/// Loops over pixels and channels, with the pixel of each table as `NAME0` and `to`; in the vectors of a
/// target if there is one.
private func eachPixel(
  _ channels: Int, reading tables: [PixelTable], for target: Target?,
  _ body: (_ channel: Expression) -> [Statement]
) -> [Statement] {
  let pointers = tables.map {
    Statement.constant("\($0.name)0", $0.pixelType, $0.pixel(at: ref("x")))
  }
  let isDense = tables.allSatisfy { $0.planes == 1 }
  return [
    .loop(
      Loop(
        "x", to: ref("count"),
        pointers + [.constant("to", .destination, ref("places")[ref("x")])]
          + eachElement("c", of: channels, for: isDense ? target : nil, body)))
  ]
}
