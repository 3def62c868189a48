import Basics
import Formats
import IR

/// Turns images into the input of a graph, as its `Preprocessing` says.
struct InputMaker {
  private let shape: Shape
  private let facts: Preprocessing
  private let file: String

  /// `file` is the image that diagnostics speak of.
  init(_ graph: Graph, file: String) throws(Rejection) {
    shape = graph.shape(of: graph.inputs[0])
    guard graph.inputs.count == 1, shape.channels == 3, let facts = graph.preprocessing else {
      throw Rejection(
        .unsupported, "image.input", at: .file(file),
        "the model does not say how an image becomes its input; it needs one input of 3 channels"
          + " with scale, mean and std")
    }
    self.facts = facts
    self.file = file
  }

  /// The middle of an image.
  ///
  /// The shorter side is resized so that the crop in the middle is the network's input, as
  /// torchvision's evaluation transforms do.
  func middle(of image: PixelImage) throws(Rejection) -> PixelImage {
    let shorter = Int((Float(min(shape.height, shape.width)) / facts.crop).rounded(.down))
    let longest = max(shape.height, shape.width)
    let resized = try image.resized(shorterSide: max(shorter, longest), file: file)
    return resized.croppedToCenter(width: shape.width, height: shape.height)
  }

  /// Some part of an image, between the whole of its shorter side and half of it; the same for the
  /// same number.
  func crop(of image: PixelImage, numbered number: Int) throws(Rejection) -> PixelImage {
    let numbers = SeededNumbers(name: "crop/\(number)")
    let longest = max(shape.height, shape.width)
    let resized = try image.resized(
      shorterSide: longest + Int(Double(longest) * numbers[0]), file: file)
    return resized.cropped(
      x: Int(Double(resized.width - shape.width + 1) * numbers[1]),
      y: Int(Double(resized.height - shape.height + 1) * numbers[2]),
      width: shape.width, height: shape.height)
  }

  /// The elements of an image of the input's size, channels side by side.
  func input(from image: PixelImage) -> [Float] {
    image.pixels.enumerated().map { index, pixel in
      (Float(pixel) * facts.scale - facts.mean[index % 3]) / facts.std[index % 3]
    }
  }
}

/// The input of a graph from an image file.
func input(_ graph: Graph, from path: String) throws(Rejection) -> [Float] {
  let maker = try InputMaker(graph, file: path)
  return maker.input(from: try maker.middle(of: try readImage(readFile(path), file: path)))
}

/// The tensor that a model's generated code expects for an image, and its raw bytes.
public func preprocess(
  _ request: ModelRequest, image path: String
) throws(Failure) -> [UInt8] {
  try facade { () throws(Rejection) in
    Elements.bytes(try input(try load(request).graph, from: path))
  }
}
