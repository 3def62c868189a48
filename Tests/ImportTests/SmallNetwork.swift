import Basics
import Formats
import IR
import Import

/// A network with one of everything, small enough to write its tensors' names down.
let smallNetwork = """
  {
    "name": "small",
    "family": "v3",
    "dialect": "torchvision",
    "input": {"height": 9, "width": 12, "scale": 1, "mean": [0, 0, 0], "std": [1, 1, 1]},
    "classes": 5,
    "labels": "five.txt",
    "stem": {"c": 8, "s": 2, "nonlinearity": "hard-swish"},
    "blocks": [
      {"expand": 8, "c": 8, "s": 2, "squeeze-excite": 0.25, "nonlinearity": "relu"},
      {"t": 3, "c": 16, "kernel": 5},
      {"expand": 32, "c": 16, "squeeze-excite": 0.25}
    ],
    "head": {"conv": 48, "hidden": 64}
  }
  """

/// Imports the small network, changed by `edit` on the way.
func importSmall(
  replacing old: String = "", by new: String = "", overrides: Overrides = Overrides(),
  weights: TensorFile? = nil
) throws(Rejection) -> ImportedModel {
  var text = smallNetwork
  if let range = text.firstRange(of: old), !old.isEmpty { text.replaceSubrange(range, with: new) }
  return try importDefinition(
    Array(text.utf8), file: "small.json", overrides: overrides,
    weights: weights.map { ("small.safetensors", $0) })
}

/// A tensor for a weight file.
struct NamedTensor {
  var name: String
  var shape: [Int]
  var values: [Float]
}

/// The tensors as a safetensors file, read back by the project's reader.
func weightFile(_ tensors: [NamedTensor]) throws -> TensorFile {
  var data: [UInt8] = []
  var entries: [String] = []
  for tensor in tensors {
    let start = data.count
    for value in tensor.values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    entries.append(
      "\"\(tensor.name)\": {\"dtype\": \"F32\", \"shape\": \(tensor.shape),"
        + " \"data_offsets\": [\(start), \(data.count)]}")
  }
  let header = Array("{\(entries.joined(separator: ", "))}".utf8)
  let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
  return try readTensors(length + header + data, file: "small.safetensors")
}
