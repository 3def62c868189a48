/// How many channels a layer has at a width: what a dialect says for one role of layers.
enum ChannelRule: Sendable {
  /// As written, whatever the width.
  case unscaled
  /// Times the width.
  case scaled(Rounding)
  /// Times the width, if that is above 1; rounded either way.
  case scaledUpwards(Rounding)
  /// Times the width and rounded if that is above 1, else as written.
  case unscaledUpTo1(Rounding)
  /// Times the width, but never less than written.
  case atLeastUnscaled(Rounding)
  /// As written below a width, times the width from there on.
  case unscaledBelow(Double, Rounding)
  /// In the same proportion to the channels of the layer's input as at width 1.
  case proportional(Rounding)

  /// The channels of a layer that is written with `channels` and `input` ones at width 1, where
  /// the input has come to `actualInput`.
  func callAsFunction(
    _ channels: Double, width: Double, input: Int, actualInput: Int
  ) -> Int {
    switch self {
    case .unscaled: Int(channels)
    case .scaled(let round): round(channels * width)
    case .scaledUpwards(let round): round(channels * max(1, width))
    case .unscaledUpTo1(let round): width <= 1 ? Int(channels) : round(channels * width)
    case .atLeastUnscaled(let round): max(Int(channels), round(channels * width))
    case .unscaledBelow(let limit, let round):
      width < limit ? Int(channels) : round(channels * width)
    // Multiplied first: the quotient is then the exact number, correctly rounded.
    case .proportional(let round): round(Double(actualInput) * channels / Double(input))
    }
  }
}
