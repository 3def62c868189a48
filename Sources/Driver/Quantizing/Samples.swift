import Basics
import Formats
import Foundation
import IR

/// Typical inputs of a network, channels side by side.
struct Samples {
  let shape: Shape
  let inputs: [[Float]]

  /// The inputs one after the other, none kept.
  var tensors: some Collection<Tensor> {
    inputs.lazy.map { [shape] in Tensor(shape: shape, values: $0.map(Double.init)) }
  }

  /// Elements of all inputs together, at most.
  static let mostElements = 1 << 28
}

/// Reads at most `count` inputs.
func readSamples(
  _ source: QuantizeOptions.Samples, count: Int, for graph: Graph
) throws(Rejection) -> Samples {
  let most = Samples.mostElements / graph.shape(of: graph.inputs[0]).count
  guard (1...max(most, 1)).contains(count) else {
    throw Rejection(
      .usage, "usage.count", "found --count \(count), expected 1 to \(most) inputs of this size")
  }
  switch source {
  case .images(let folder): return try imageSamples(folder, count: count, for: graph)
  case .arrays(let file): return try arraySamples(file, count: count, for: graph)
  }
}

/// The middles of the images of a folder, then crops of them in turn until there are enough.
///
/// Of a folder with more images some are taken, at equal distances in the order of their names.
private func imageSamples(
  _ folder: String, count: Int, for graph: Graph
) throws(Rejection) -> Samples {
  let files = try imageFiles(folder)
  let used = min(files.count, count)
  let chosen = (0..<used).map { files[$0 * files.count / used] }
  var inputs: [[Float]] = []
  var images: [PixelImage] = []
  for file in chosen {
    let maker = try InputMaker(graph, file: file)
    let image = try readImage(readFile(file), file: file)
    inputs.append(maker.input(from: try maker.middle(of: image)))
    if used < count { images.append(image) }
  }
  for index in used..<count {
    let file = chosen[index % used]
    let maker = try InputMaker(graph, file: file)
    let crop = try maker.crop(of: images[index % used], numbered: index)
    inputs.append(maker.input(from: crop))
  }
  return Samples(shape: graph.shape(of: graph.inputs[0]), inputs: inputs)
}

/// The files of a folder that are called like images, by name.
private func imageFiles(_ folder: String) throws(Rejection) -> [String] {
  let names: [String]
  do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
    throw Rejection(
      .badFile, "file.unreadable", at: .file(folder),
      "cannot be listed, expected a folder with images")
  }
  let endings = [".png", ".jpg", ".jpeg"]
  let images = names.filter { name in
    !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) }
  }
  guard !images.isEmpty else {
    throw Rejection(
      .badFile, "images.none", at: .file(folder),
      "found \(names.count) files and none that ends in .png, .jpg or .jpeg")
  }
  return images.sorted().map { "\(folder)/\($0)" }
}

/// The arrays of a file, one input each or a stack of them.
private func arraySamples(
  _ file: String, count: Int, for graph: Graph
) throws(Rejection) -> Samples {
  let shape = graph.shape(of: graph.inputs[0])
  let content = try readTensors(readFile(file), file: file)
  var inputs: [[Float]] = []
  for record in content.tensors {
    inputs += try arrays(record, shape, most: count - inputs.count)
  }
  guard !inputs.isEmpty else {
    throw Rejection(.badFile, "samples.none", at: .file(file), "found no arrays, expected inputs")
  }
  return Samples(shape: shape, inputs: inputs)
}

/// The inputs of a shape that an array has.
func arrays(
  _ record: TensorRecord, _ shape: Shape, most: Int
) throws(Rejection) -> [[Float]] {
  let nhwc = [shape.height, shape.width, shape.channels]
  let nchw = [shape.channels, shape.height, shape.width]
  let extents = record.shape.count == 4 ? Array(record.shape.dropFirst()) : record.shape
  // Of one channel, or one pixel, there is a single order, in which files may have vectors.
  let isVector = shape.channels == 1 || shape.height * shape.width == 1
  let areVectors = isVector && record.shape.last == shape.count
  guard extents == nhwc || extents == nchw || areVectors else {
    func text(_ extents: [Int]) -> String { extents.map(String.init).joined(separator: "x") }
    throw Rejection(
      .badFile, "samples.shape", at: record.origin,
      "found \(text(record.shape)), expected \(text(nhwc)) or \(text(nchw)), or a stack of these")
  }
  guard record.values.allSatisfy(\.isFinite) else {
    throw Rejection(
      .badFile, "samples.not-finite", at: record.origin,
      "found elements that are infinite or not a number")
  }
  let all = record.values.count / shape.count
  return (0..<min(all, most)).map { index in
    let array = record.values[index * shape.count..<(index + 1) * shape.count]
    if extents == nhwc || areVectors { return Array(array) }
    let pixels = shape.height * shape.width
    return (0..<shape.count).map { element in
      let (pixel, channel) = element.quotientAndRemainder(dividingBy: shape.channels)
      return array[array.startIndex + channel * pixels + pixel]
    }
  }
}
