import IR

/// One axis of our maps.
enum MapAxis: Hashable, CaseIterable {
  case height, width, channels

  func extent(_ shape: Shape) -> Int {
    switch self {
    case .height: shape.height
    case .width: shape.width
    case .channels: shape.channels
    }
  }

  /// How many elements lie between neighbours along it.
  func step(_ shape: Shape) -> Int {
    switch self {
    case .height: shape.width * shape.channels
    case .width: shape.channels
    case .channels: 1
    }
  }
}

/// A part of one of our axes: `extent` places of it, `step` apart.
struct AxisPart: Hashable {
  var axis: MapAxis
  var extent: Int
  var step = 1
}

/// How one of our maps lies in a tensor of a file: for each axis of the file the parts of ours that make
/// it up, slowest first.
///
/// Axes of extent 1 stand nowhere. A map of 7x5x3 in a tensor of [1, 3, 7, 5] is `[[], [channels],
/// [height], [width]]`; flattened it is `[[], [channels, height, width]]`. A transposition or a
/// reshape of the file changes this note and moves no data.
struct FileAxes: Hashable {
  var axes: [[AxisPart]]

  init(_ axes: [[AxisPart]]) { self.axes = axes }

  /// Whole axes of a map.
  init(_ axes: [[MapAxis]], of shape: Shape) {
    self.axes = axes.map { roles in
      roles.map { AxisPart(axis: $0, extent: $0.extent(shape)) }.filter { $0.extent != 1 }
    }
  }

  /// A map in the order of ONNX's own image operators, of two dimensions or of one.
  static func image(_ shape: Shape, rank: Int = 4) -> FileAxes {
    FileAxes(
      rank == 3 ? [[], [.channels], [.width]] : [[], [.channels], [.height], [.width]], of: shape)
  }

  var rank: Int { axes.count }

  /// All parts, slowest first.
  var order: [AxisPart] { axes.flatMap { $0 } }

  /// Whether an axis of the file is one of ours and all of it.
  func isWhole(_ index: Int, _ axis: MapAxis, of shape: Shape) -> Bool {
    let extent = axis.extent(shape)
    return axes[index] == (extent == 1 ? [] : [AxisPart(axis: axis, extent: extent)])
  }

  /// Whether the elements lie in the order of the file.
  func isInOrder(of shape: Shape) -> Bool {
    order.map { $0.step * $0.axis.step(shape) } == elementSteps(of: order.map(\.extent))
  }

  /// The shape of the tensor.
  var shape: [Int] { axes.map { $0.reduce(1) { $0 * $1.extent } } }

  /// The note after a reshape, nil if a part would have to be cut unevenly.
  func reshaped(to extents: [Int]) -> FileAxes? {
    var rest = order[...]
    var result: [[AxisPart]] = []
    for extent in extents {
      var needed = extent
      var parts: [AxisPart] = []
      while needed > 1 {
        guard let next = rest.popFirst() else { return nil }
        if needed.isMultiple(of: next.extent) {
          needed /= next.extent
          parts.append(next)
        } else if next.extent.isMultiple(of: needed) {
          let inner = next.extent / needed
          parts.append(AxisPart(axis: next.axis, extent: needed, step: next.step * inner))
          rest = [AxisPart(axis: next.axis, extent: inner, step: next.step)] + rest
          needed = 1
        } else {
          return nil
        }
      }
      guard needed == 1 else { return nil }
      result.append(joined(parts))
    }
    return rest.isEmpty ? FileAxes(result) : nil
  }

  /// Parts that lie in one another become one again.
  private func joined(_ parts: [AxisPart]) -> [AxisPart] {
    parts.reduce(into: []) { result, part in
      if let last = result.last, last.axis == part.axis, last.step == part.step * part.extent {
        result[result.count - 1].extent *= part.extent
        result[result.count - 1].step = part.step
      } else {
        result.append(part)
      }
    }
  }

  /// The axes of a tensor of some shape that is broadcast to this one, nil if it is not.
  func broadcastAxes(_ extents: [Int]) -> [Int]? {
    let shape = shape
    guard extents.count <= rank || extents.dropLast(rank).allSatisfy({ $0 == 1 }) else {
      return nil
    }
    let places = extents.suffix(rank).enumerated().map {
      ($0.offset + rank - Swift.min(extents.count, rank), $0.element)
    }
    guard places.allSatisfy({ $1 == 1 || $1 == shape[$0] }) else { return nil }
    return places.filter { $1 != 1 }.map(\.0)
  }

  /// Whether a tensor of some shape that is broadcast to this one has a number for all of it, or one
  /// for each channel.
  func isScalarOrChannels(_ extents: [Int], channels: Int) -> Bool {
    guard let found = broadcastAxes(extents) else { return false }
    let whole = [AxisPart(axis: .channels, extent: channels)]
    return found.isEmpty || found.count == 1 && axes[found[0]] == whole
  }
}
