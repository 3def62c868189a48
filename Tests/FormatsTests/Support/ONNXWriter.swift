import Basics
import Formats

/// A model of IR version 8 and opset 13 with these fields of its graph.
func onnxModel(_ graphFields: [UInt8]...) -> [UInt8] {
  field(1, int: 8) + field(8, field(2, int: 13)) + field(7, Array(graphFields.joined()))
}

/// The fields of a tensor but for its data.
func onnxTensor(_ name: String, type: Int64, _ shape: [Int64], _ data: [UInt8]...) -> [UInt8] {
  var fields = shape.isEmpty ? [] : field(1, packed: shape)
  fields += field(2, int: type) + field(8, text: name)
  return fields + data.joined()
}

/// An initialiser that lies at these entries.
func externalTensor(
  _ shape: [Int64] = [2], location: String?, offset: String? = nil, length: String? = nil
) -> [UInt8] {
  let entries = [("location", location), ("offset", offset), ("length", length)]
  let fields = entries.compactMap { key, value in
    value.map { field(13, field(1, text: key), field(2, text: $0)) }
  }
  return field(
    5, onnxTensor("w", type: 1, shape, Array(fields.joined()), field(14, int: 1)))
}

/// Reads a model whose graph has these fields.
func readGraph(_ fields: [UInt8]..., file: String = "m.onnx") throws(Rejection) -> ONNXGraph {
  try readONNX(onnxModel(Array(fields.joined())), file: file).graph
}

/// What the reader says about a model that it refuses.
func onnxRefusal(of bytes: [UInt8]) -> String {
  do {
    _ = try readONNX(bytes, file: "m.onnx")
    return "not refused"
  } catch {
    return error.description
  }
}

/// A model with every record that is read.
let onnxWithEverything: [UInt8] = {
  let attributes = [
    field(1, text: "alpha") + field(2, float: 0.25) + field(20, int: 1),
    field(1, text: "group") + field(3, int: -3) + field(20, int: 2),
    field(1, text: "auto_pad") + field(4, text: "SAME_UPPER") + field(20, int: 3),
    field(1, text: "value")
      + field(5, onnxTensor("", type: 7, [1], field(7, packed: [-1]))) + field(20, int: 4),
    field(1, text: "scales") + field(7, float: 1) + field(7, float: 2) + field(20, int: 6),
    field(1, text: "pads") + field(8, int: 0) + field(8, packed: [1, 2]) + field(20, int: 7),
    field(1, text: "keys") + field(9, text: "a") + field(9, text: "b") + field(20, int: 8),
    field(1, text: "body") + field(6, field(1, field(4, text: "Relu"))) + field(20, int: 5),
  ]
  let names = field(1, text: "x") + field(1, text: "") + field(1, text: "w") + field(2, text: "y")
  let node =
    names + field(3, text: "conv 1") + field(4, text: "Conv")
    + attributes.flatMap { field(5, $0) } + field(7, text: "ai.onnx")
  let batch = field(1, field(2, text: "N")) + field(1, field(1, int: 3)) + field(1)
  let shape = batch + field(1, field(1, int: -1))
  let inputType = field(1, field(1, int: 1), field(2, shape))
  let floats = [1, -2].flatMap { littleEndian(Float($0).bitPattern) }
  let graph = [
    field(1, node), field(2, text: "net"),
    field(5, onnxTensor("w", type: 1, [2], field(9, floats))),
    field(5, onnxTensor("half", type: 10, [2], field(5, packed: [0x3c00, 0xc000]))),
    field(5, onnxTensor("nibbles", type: 22, [2], field(5, packed: [0x12]))),
    externalTensor(location: "w.bin", offset: "4", length: "8"),
    field(11, field(1, text: "x"), field(2, inputType)),
    field(11, field(1, text: "untyped")),
    field(12, field(1, text: "y"), field(2, field(1, field(1, int: 3)))),
    field(12, field(1, text: "list"), field(2, field(4, field(1, field(1, int: 1))))),
    field(15, field(1, field(8, text: "sparse"))),
  ]
  let model = field(1, int: 8) + field(2, text: "pytorch") + field(3, text: "2.9")
  let sets =
    field(8, field(1, text: "ai.onnx"), field(2, int: 17))
    + field(8, field(1, text: "com.microsoft"), field(2, int: 1))
  let rest =
    field(14, field(1, text: "k"), field(2, text: "v"))
    + field(20, field(1)) + field(25, field(1, text: "f"), field(10, text: "d"))
  return model + field(7, Array(graph.joined())) + sets + rest
}()
