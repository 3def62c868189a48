import IR

/// How the elements of an input lie where the caller has them, puts them or delivers them.
package enum InputLayout: String, CaseIterable, Sendable {
  /// The channels of a pixel side by side.
  case nhwc
  /// All rows of a channel before those of the next; of an input that is delivered, each row by itself:
  /// its pixels of one channel before those of the next.
  case nchw
}

extension Plan {
  /// How many pixels of a channel lie side by side before those of the next channel; more than one
  /// in planar inputs only.
  package func planePixels(of value: ValueID) -> Int {
    guard memory.inputLayout == .nchw, let index = graph.inputs.firstIndex(of: value) else {
      return 1
    }
    let shape = graph.shape(of: value)
    if shape.channels == 1 { return 1 }
    return style(ofInput: index) == .rows ? shape.width : shape.height * shape.width
  }
}
