import Basics
import Formats
import IR

/// Turns an image file into the input of a graph, as its `Preprocessing` says.
///
/// The shorter side is resized so that the crop in the middle is the network's input, as
/// torchvision's evaluation transforms do.
func input(_ graph: Graph, from path: String) throws(Rejection) -> [Float] {
  let shape = graph.shape(of: graph.inputs[0])
  guard graph.inputs.count == 1, shape.channels == 3, let facts = graph.preprocessing else {
    throw Rejection(
      .unsupported, "image.input", at: .file(path),
      "the model does not say how an image becomes its input; it needs one input of 3 channels"
        + " with scale, mean and std")
  }
  let image = try readImage(readFile(path), file: path)
  let shorter = Int((Float(min(shape.height, shape.width)) / facts.crop).rounded(.down))
  let longest = max(shape.height, shape.width)
  let resized = try image.resized(shorterSide: max(shorter, longest), file: path)
  let cropped = resized.croppedToCenter(width: shape.width, height: shape.height)
  return cropped.pixels.enumerated().map { index, pixel in
    (Float(pixel) * facts.scale - facts.mean[index % 3]) / facts.std[index % 3]
  }
}

/// The tensor that a model's generated code expects for an image, and its raw bytes.
public func preprocess(
  _ request: ModelRequest, image path: String
) throws(Failure) -> [UInt8] {
  try facade { () throws(Rejection) in
    Elements.bytes(try input(try load(request).graph, from: path))
  }
}
