import IR

/// The range of pixel values a dialect's networks are trained on.
enum InputConvention: Sendable {
  /// Mean and deviation of ImageNet's colours, of pixels from 0 to 1.
  case imageNet
  /// From -1 to 1.
  case symmetric

  /// The convention in numbers; nil if it does not say what to do with that many channels.
  func preprocessing(channels: Int) -> Preprocessing? {
    switch self {
    case .imageNet:
      channels != 3
        ? nil
        : Preprocessing(
          scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225], crop: 0.875)
    case .symmetric:
      Preprocessing(
        scale: 1 / 127.5, mean: Array(repeating: 1, count: channels),
        std: Array(repeating: 1, count: channels), crop: 0.875)
    }
  }
}
