import Targets

extension PackedOperation {
  func callAsFunction(_ operands: Expression...) -> Expression { .apply(rawValue, operands) }

  /// The bytes of a word that are widened into words.
  static func widened(unsigned: Bool) -> [PackedOperation] {
    unsigned ? [.evenUnsigned, .oddUnsigned] : [.evenBytes, .oddBytes]
  }
}

/// What kernels of packed integers call beside the operations of the machine.
package enum PackedFunction: String, CaseIterable, Sendable {
  /// (pointer): the word there, aligned or not.
  case wordAt = "word_at"
  /// (sum, multiplier, offset, shift): a fixed-point product with its zero point, halves up, or away from
  /// zero.
  case scaledUp = "scaled_up"
  case scaledAway = "scaled_away"

  func callAsFunction(_ operands: Expression...) -> Expression { .apply(rawValue, operands) }

  /// The operation of the machine that it is made of.
  package var calls: PackedOperation? {
    switch self {
    case .wordAt: nil
    case .scaledUp, .scaledAway: .addRoundedHigh
    }
  }
}

/// The step of a register tile: words of its pixels times words of its channels.
package enum PackedStep {
  package static func name(_ size: RegisterTileSize) -> String {
    "multiply_\(size.channels)x\(size.pixels)"
  }

  /// All that a program can call on a machine.
  package static func all(_ packed: PackedInstructions) -> [RegisterTileSize] {
    (1...packed.tile.pixels).flatMap { pixels in
      (1...packed.tile.channels).map { RegisterTileSize(pixels: pixels, channels: $0) }
    }
  }
}

extension PackedRowStep {
  private static let strides = 1...3

  /// Whether there is code for it where a column is so many bytes from the next: all must lie within
  /// reach of a read, 4095 bytes.
  func isKnown(at pitch: Int) -> Bool {
    Self.strides.contains(stride)
      && Self.pixels(columns: columns, most: pixels) == pixels
      && (covered.last ?? 0) * pitch <= 4095
  }

  /// All that a program can call on a machine.
  package static func all(_ packed: PackedInstructions) -> [PackedRowStep] {
    (1...7).flatMap { columns in
      (1...(pixels(columns: columns, most: packed.depthwisePixels) ?? 1)).flatMap { pixels in
        strides.flatMap { stride in
          [false, true].map {
            PackedRowStep(columns: columns, stride: stride, pixels: pixels, isOdd: $0)
          }
        }
      }
    }
  }
}
