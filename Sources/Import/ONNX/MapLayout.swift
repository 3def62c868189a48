import IR

/// Where the elements of a tensor of a file go in a map of ours.
struct MapLayout: Hashable {
  var axes: FileAxes
  var shape: Shape

  init(_ axes: FileAxes, _ shape: Shape) {
    self.axes = axes
    self.shape = shape
  }

  /// Some axes of a tensor as axes of ours, each made of those given, slowest first.
  init(_ extents: [Int], height: [Int], width: [Int], channels: [Int]) {
    var parts: [[AxisPart]] = extents.map { _ in [] }
    var counts: [MapAxis: Int] = [:]
    for (axis, members) in [(MapAxis.height, height), (.width, width), (.channels, channels)] {
      var step = 1
      for index in members.reversed() where extents[index] != 1 {
        parts[index] = [AxisPart(axis: axis, extent: extents[index], step: step)]
        step *= extents[index]
      }
      counts[axis] = step
    }
    axes = FileAxes(parts)
    shape = Shape(counts[.height] ?? 1, counts[.width] ?? 1, counts[.channels] ?? 1)
  }

  /// The same with another extent along an axis of the file that is all of one of ours.
  func with(_ extent: Int, along index: Int) -> MapLayout {
    guard let part = axes.axes[index].first else { return self }
    var result = self
    result.axes.axes[index] = extent == 1 ? [] : [AxisPart(axis: part.axis, extent: extent)]
    switch part.axis {
    case .height: result.shape.height = extent
    case .width: result.shape.width = extent
    case .channels: result.shape.channels = extent
    }
    return result
  }

  /// The usual one of a tensor of some shape: an image with its channels side by side, all else in the
  /// order of the file.
  static func usual(_ extents: [Int]) -> MapLayout {
    if extents.count == 4, extents[0] == 1 {
      return MapLayout(extents, height: [2], width: [3], channels: [1])
    }
    return inOrder(extents)
  }

  /// All elements in the order of the file, the last two axes of more than one as they are.
  static func inOrder(_ extents: [Int]) -> MapLayout {
    let long = extents.indices.filter { extents[$0] != 1 }
    return MapLayout(
      extents, height: Array(long.dropLast(2)), width: Array(long.dropLast().suffix(1)),
      channels: Array(long.suffix(1)))
  }

  /// All elements in the order of the file, side by side.
  static func vector(_ extents: [Int]) -> MapLayout {
    MapLayout(extents, height: [], width: [], channels: Array(extents.indices))
  }

  /// Some axes of a tensor as channels, the others as pixels.
  static func channels(_ chosen: [Int], of extents: [Int]) -> MapLayout {
    let others = extents.indices.filter { !chosen.contains($0) && extents[$0] != 1 }
    return MapLayout(
      extents, height: Array(others.dropLast()), width: Array(others.suffix(1)), channels: chosen)
  }
}
