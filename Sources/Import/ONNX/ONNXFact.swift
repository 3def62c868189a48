import IR

/// What a name of an ONNX graph stands for while it is imported.
enum ONNXFact {
  case constant(ONNXConstant)
  case map(ONNXMap)
  /// The result of a node that was refused; its readers say nothing more.
  case refused
}

/// A map of our graph as a tensor of the file.
struct ONNXMap {
  /// What the elements of the tensor are.
  enum Form: Hashable {
    case floats
    /// The integers of the map, in the file plus 128 if they are unsigned.
    case integers(isUnsigned: Bool)
    /// The numbers that the integers of the map stand for.
    case dequantized
  }

  var value: ValueID
  /// Of the map, zeros around it left out.
  var mapShape: Shape
  var axes: FileAxes
  var form = Form.floats
  /// What the tensor has of each element of the map.
  var function = ElementFunction()
  /// Zeros around the map that no op has taken yet.
  var padding = Padding()

  /// The shape of the map with the zeros around it.
  var paddedShape: Shape {
    Shape(
      mapShape.height + padding.top + padding.bottom,
      mapShape.width + padding.left + padding.right, mapShape.channels)
  }

  /// The axes of the map with the zeros around it.
  var paddedAxes: FileAxes {
    guard padding != Padding() else { return axes }
    return FileAxes(
      axes.axes.map { parts in
        parts.map { part in
          // Only whole axes are padded.
          part.extent == part.axis.extent(mapShape)
            ? AxisPart(axis: part.axis, extent: part.axis.extent(paddedShape)) : part
        }
      })
  }

  /// The shape of the tensor.
  var shape: [Int] { paddedAxes.shape }

  /// Whether it lies as image operators of two dimensions or of one take it.
  func isImage(rank: Int = 4) -> Bool {
    axes.rank == rank && axes == .image(mapShape, rank: rank) && (rank == 4 || mapShape.height == 1)
  }

  /// Whether it is the map and nothing else.
  var isPlain: Bool { function.isIdentity && padding == Padding() }
}
