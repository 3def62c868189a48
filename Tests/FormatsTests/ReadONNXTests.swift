import Basics
import Formats
import Testing

@Suite struct ReadONNXTests {
  @Test func readsTheModel() throws {
    let model = try readONNX(onnxWithEverything, file: "a/m.onnx")
    #expect(model.irVersion == 8)
    #expect(model.operatorSetVersion() == 17)
    #expect(model.operatorSetVersion(of: "com.microsoft") == 1)
    #expect(model.operatorSetVersion(of: "other") == nil)
    #expect(model.producerName == "pytorch" && model.producerVersion == "2.9")
    #expect(model.metadata.map { "\($0.key)=\($0.value)" } == ["k=v"])
    #expect(model.functions == ["d.f"] && model.hasTrainingInfo)
    #expect(model.graph.name == "net")
    #expect(model.graph.sparseInitializers == ["sparse"])
  }

  @Test func knowsModelsByTheirStart() throws {
    #expect(isONNX(onnxWithEverything))
    for name in ["stored.pth", "legacy.pth", "all.safetensors", "grey.png"] {
      #expect(!isONNX(try fixture(name)), "\(name)")
    }
    #expect(!isONNX([]) && !isONNX(Array("{\"a\": 1}".utf8)))
  }

  @Test func readsNodes() throws {
    let node = try #require(try readONNX(onnxWithEverything, file: "m.onnx").graph.nodes.first)
    #expect(node.operatorType == "Conv" && node.domain == "" && node.name == "conv 1")
    #expect(node.inputs == ["x", "", "w"] && node.outputs == ["y"])
    #expect(node.origin.description == "m.onnx: graph.node[0] conv 1")
    #expect(
      node.attributes.map(\.name) == [
        "alpha", "group", "auto_pad", "value", "scales", "pads", "keys", "body",
      ])
    let values = node.attributes.map(\.value)
    guard case .float(0.25) = values[0], case .integer(-3) = values[1],
      case .text("SAME_UPPER") = values[2], case .tensor(let tensor) = values[3],
      case .floats([1, 2]) = values[4], case .integers([0, 1, 2]) = values[5],
      case .texts(["a", "b"]) = values[6], case .other("graph") = values[7]
    else {
      Issue.record("found \(values)")
      return
    }
    #expect(try tensor.integers() == [-1])
    #expect(tensor.origin.description == "m.onnx: graph.node[0].attribute[3].t")
    #expect(node.attribute("pads")?.origin.description.hasSuffix("attribute[5] pads") == true)
  }

  @Test func readsValues() throws {
    let graph = try readONNX(onnxWithEverything, file: "m.onnx").graph
    #expect(graph.inputs.map(\.name) == ["x", "untyped"])
    #expect(graph.outputs.map(\.name) == ["y", "list"])
    guard case .tensor(.float, let shape) = graph.inputs[0].kind, graph.inputs[1].kind == nil,
      case .tensor(.int8, shape: nil) = graph.outputs[0].kind,
      case .other("sequence") = graph.outputs[1].kind
    else {
      Issue.record("found \(graph.inputs) and \(graph.outputs)")
      return
    }
    #expect(shape == [.named("N"), .known(3), .unknown, .unknown])
  }

  @Test func listsAllProblems() {
    let bytes = onnxModel(
      field(1, field(5, field(3, int: 1))),
      field(1, field(4, text: "Relu"), field(5, field(1, text: "t"), field(20, int: 4))),
      field(5, onnxTensor("w", type: 1, [3], field(9, [0, 0, 0, 0]))))
    #expect(
      onnxRefusal(of: bytes) == """
        m.onnx: graph.node[0]: error: has no operator type [onnx.node]
        m.onnx: graph.node[0].attribute[0]: error: has no name [onnx.attribute]
        m.onnx: graph.node[0].attribute[0]: error: does not say its type [onnx.attribute]
        m.onnx: graph.node[1].attribute[0] t: error: has no tensor, which its type says \
        [onnx.attribute]
        m.onnx: graph.initializer[0] w: error: the shape [3] of float asks for 12 bytes, found 4 \
        [onnx.tensor-size]
        """)
    #expect(onnxRefusal(of: field(1, int: 8)).contains("[onnx.no-graph]"))
  }

  @Test func saysWhereTheFileIsDamaged() {
    func place(_ bytes: [UInt8]) -> String { onnxRefusal(of: bytes) }
    #expect(
      place(onnxModel(field(1, field(3, [0xff])))) == """
        m.onnx: graph.node[0].name, byte 12: error: holds text that is not UTF-8 [onnx.damaged]
        """)
    #expect(
      place(onnxModel(field(1), field(1, field(5, [0x0a, 0x7f])))) == """
        m.onnx: graph.node[1].attribute[0], byte 14: error: a field of 127 bytes starts here, \
        found only 0 more [onnx.damaged]
        """)
    #expect(place([0x08]).hasPrefix("m.onnx: byte 1: error: a number is cut off"))
    #expect(place([0x0b]).contains("the wire type 3 is not used"))
    #expect(place([0x02, 0]).contains("the field number 0 does not exist"))
    #expect(place([0x38, 0]).contains("the field `graph` has wire type 0, expected 2"))
    #expect(place([0x08] + [UInt8](repeating: 0xff, count: 10)).contains("longer than ten bytes"))
    #expect(place([0x21, 0]).contains("expected 8 bytes of a number"))
    // Packed floats of three bytes.
    #expect(
      place(onnxModel(field(5, field(4, [0, 0, 0])))).hasPrefix(
        "m.onnx: error: a list of numbers does not fill its field"))
  }

  /// A message of two bytes becomes a hundred times that in memory.
  @Test func limitsTheNumberOfRecords() {
    let nodes = [UInt8](repeating: 0, count: 1 << 20).enumerated().map { index, _ in
      index.isMultiple(of: 2) ? UInt8(0x0a) : 0
    }
    #expect(onnxRefusal(of: onnxModel(nodes)).contains("[onnx.too-large]"))
  }

  /// What is not read may nest without end.
  @Test func deepSubgraphsAreSkipped() throws {
    var graph = field(1, field(4, text: "Relu"))
    for _ in 0..<300 {
      graph = field(
        1, field(4, text: "If"),
        field(5, field(1, text: "then"), field(6, graph), field(20, int: 5)))
    }
    #expect(try readGraph(graph).nodes.count == 1)
  }
}
