import IR

/// One axis of our maps.
enum MapAxis: Hashable {
  case height, width, channels

  func extent(_ shape: Shape) -> Int {
    switch self {
    case .height: shape.height
    case .width: shape.width
    case .channels: shape.channels
    }
  }
}

/// How one of our maps lies in a tensor of a file: for each axis of the file those of ours that make
/// it up, slowest first.
///
/// Axes of extent 1 stand nowhere. A map of 7x5x3 in a tensor of [1, 3, 7, 5] is `[[], [channels],
/// [height], [width]]`; flattened it is `[[], [channels, height, width]]`. A transposition or a
/// reshape of the file changes this note and moves no data.
struct FileAxes: Hashable {
  var axes: [[MapAxis]]

  init(_ axes: [[MapAxis]]) { self.axes = axes }

  /// A map in the order of ONNX's own image operators.
  static func nchw(_ shape: Shape) -> FileAxes {
    FileAxes([[], [.channels], [.height], [.width]]).without(unitsOf: shape)
  }

  /// A vector for each image of a batch of one.
  static func vector(_ shape: Shape) -> FileAxes {
    FileAxes([[], [.channels]]).without(unitsOf: shape)
  }

  private func without(unitsOf shape: Shape) -> FileAxes {
    FileAxes(axes.map { $0.filter { $0.extent(shape) != 1 } })
  }

  var rank: Int { axes.count }

  /// All axes, slowest first.
  var order: [MapAxis] { axes.flatMap { $0 } }

  /// Whether the axes are those of an image operator.
  var isNCHW: Bool {
    rank == 4 && axes[0].isEmpty
      && zip(axes[1...], [MapAxis.channels, .height, .width]).allSatisfy { $0 == [$1] || $0 == [] }
  }

  /// The shape of the tensor.
  func shape(of map: Shape) -> [Int] {
    axes.map { $0.reduce(1) { $0 * $1.extent(map) } }
  }

  /// The note after a reshape, nil if an axis of ours would be cut in two.
  func reshaped(to extents: [Int], of map: Shape) -> FileAxes? {
    var rest = order[...]
    var result: [[MapAxis]] = []
    for extent in extents {
      var found = 1
      var parts: [MapAxis] = []
      while found < extent, let next = rest.first {
        found *= next.extent(map)
        parts.append(rest.removeFirst())
      }
      guard found == extent else { return nil }
      result.append(parts)
    }
    return rest.isEmpty ? FileAxes(result) : nil
  }

  /// Which of our axes a tensor of the file runs along that is broadcast to this one.
  enum Broadcast: Hashable {
    case scalar, channels
  }

  /// Nil if it runs along pixels too, or does not fit so many channels.
  func broadcast(_ extents: [Int], channels: Int) -> Broadcast? {
    var found = Broadcast.scalar
    guard extents.count <= rank || extents.dropLast(rank).allSatisfy({ $0 == 1 }) else {
      return nil
    }
    for (axis, extent) in zip(axes.reversed(), extents.reversed()) where extent != 1 {
      guard axis == [.channels], extent == channels else { return nil }
      found = .channels
    }
    return found
  }
}
