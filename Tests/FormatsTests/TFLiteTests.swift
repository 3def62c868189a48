import Basics
import Formats
import TestSupport
import Testing

@Suite struct TFLiteTests {
  private let model: TFLiteModel

  init() throws { model = try readTFLite(sampleTFLiteModel(), file: "m.tflite") }

  private func tensor(_ name: String) throws -> TFLiteTensor {
    try #require(model.subgraphs[0].tensors.first { $0.name == name })
  }

  /// The tables of the sample as `Fixtures/dump_tflite.py` prints them, but for its buffers.
  private static let tables = """
    model 3 a sample
    code 3 - 2
    code 4 - 2
    code 17 - 2
    code 9 - 2
    code 25 - 2
    code 2 - 2
    code 0 - 2
    code 41 - 2
    code 18 - 2
    code 23 - 2
    code 97 - 2
    code 22 - 2
    code 40 - 2
    code 43 - 2
    code 45 - 2
    code 77 - 2
    code 83 - 2
    code 34 - 2
    code 150 - 2
    code 117 - 1
    code 206 - 1
    code 32 Mine 1
    code 32 Far 1
    subgraph main 0 5
    tensor image 9 1,8,8,3 - 0 0 0
    quantization   3f000000 -128 0 0
    tensor weights 9 4,1,1,3 - 1 0 0
    quantization   3f800000,3f000000,3e800000,3e000000 0,0,0,0 0 0
    tensor half 1 2 - 2 0 0
    tensor single 0  - 3 0 0
    quantization bf800000 40000000   -1 2
    tensor axes 4 2 - 4 0 0
    tensor state 9 1,4 -1,4 0 1 1
    tensor far 3 4 - 5 0 0
    operator 3 0,1,-1 5 1 1 2 3 3 4 5 -
    operator 4 0,1,-1 5 2 1 2 3 6 1 4 5 -
    operator 17 0,1,-1 5 5 1 2 3 6 7 2 -
    operator 9 0,1,-1 5 8 3 1 1 1 -
    operator 25 0,1,-1 5 9 3f400000 -
    operator 2 0,1,-1 5 10 -1 1 -
    operator 0 0,1,-1 5 11 1 0 -
    operator 41 0,1,-1 5 28 3 1 -
    operator 18 0,1,-1 5 21 2 -
    operator 23 0,1,-1 5 15 1 0 -
    operator 97 0,1,-1 5 74 0 1 -
    operator 22 0,1,-1 5 17 1,-1 -
    operator 22 0,1,-1 5 17 - -
    operator 40 0,1,-1 5 27 1 -
    operator 43 0,1,-1 5 30 1,2 -
    operator 45 0,1,-1 5 32 1 2 3 4 5 1 -
    operator 77 0,1,-1 5 55 4 -
    operator 83 0,1,-1 5 59 2 3 -
    operator 34 0,1,-1 5 none -
    operator 150 0,1,-1 5 other 122 -
    operator 117 0 5 none -
    operator 206 2 5 other 21 -
    operator 32 3,4  none 3:55bc801d
    operator 32   none 4:f220d784
    metadata min_runtime_version 5
    signature serving_default 0
    in x 0
    out y 5
    """

  @Test func readsEveryTable() {
    let lines = dump(model).split(separator: "\n").filter { !$0.starts(with: "buffer") }
    #expect(lines.joined(separator: "\n") == Self.tables)
    // Younger than the script.
    guard case .conv2D(let convolution) = model.subgraphs[0].operators[0].options,
      case .fullyConnected(let matrix) = model.subgraphs[0].operators[3].options
    else {
      Issue.record("expected a convolution and a matrix")
      return
    }
    #expect(convolution.biasType == .int32 && matrix.biasType == .int64)
  }

  @Test func namesFunctions() {
    let codes = model.operatorCodes
    #expect(codes.map(\.name).prefix(2) == ["CONV_2D", "DEPTHWISE_CONV_2D"])
    #expect(codes.map(\.name).suffix(4) == ["HARD_SWISH", "STABLEHLO_COMPOSITE", "Mine", "Far"])
    #expect(codes.map(\.builtin).suffix(3) == [nil, nil, nil])
    #expect(codes.first?.builtin == .conv2D)
    for builtin in TFLiteBuiltin.allCases {
      // The names of the schema are the cases' own but for their spelling.
      let code = TFLiteOperatorCode(number: builtin.rawValue, customName: nil, version: 1)
      #expect(code.name.filter { $0 != "_" }.lowercased() == "\(builtin)".lowercased())
    }
    #expect(TFLiteOperatorCode(number: 210, customName: nil, version: 1).name == "operator 210")
    #expect(TFLiteOperatorCode(number: 209, customName: nil, version: 1).name == "STABLEHLO_CASE")
  }

  @Test func readsData() throws {
    #expect(try model.floats(of: tensor("half")) == [1.5, -2])
    #expect(try model.floats(of: tensor("single")) == [1.5])
    #expect(try model.int8s(of: tensor("weights")) == Array(0..<12))
    #expect(try model.int64s(of: tensor("axes")) == [-1, .max])
    #expect(try model.indices(of: tensor("axes")) == [-1, Int.max])
    #expect(try model.uint8s(of: tensor("far")) == Array("TFL3".utf8))
    #expect(model.data(of: try tensor("image")) == nil)
    #expect(model.data(of: try tensor("state")) == nil)
  }

  @Test func readsWhatTensorsSayOfThemselves() throws {
    let state = try tensor("state")
    #expect(state.isVariable && state.isSparse && state.isExternal)
    #expect(state.shapeSignature == [-1, 4])
    #expect("\(state.origin)" == "m.tflite: subgraphs[0].tensors[5]")
    let single = try tensor("single")
    #expect(single.quantization?.otherForm == .blockwise && single.quantization?.dimension == -1)
    #expect(!single.isVariable && !single.isSparse && !single.isExternal)
  }

  @Test func refusesDataOfAnotherTypeOrSize() throws {
    #expect(
      throws: Rejection(
        .badFile, "tflite.data", at: .record(file: "m.tflite", path: "subgraphs[0].tensors[2]"),
        "expected a constant of int8, found float16")
    ) { try model.int8s(of: tensor("half")) }
    #expect(
      throws: Rejection(
        .badFile, "tflite.data", at: .record(file: "m.tflite", path: "subgraphs[0].tensors[0]"),
        "expected a constant, found a tensor without data")
    ) { try model.int8s(of: tensor("image")) }

    for shape in [[3], [-1], [4, 1 << 30, 1 << 30, 1 << 30], Array(repeating: 1, count: 40)] {
      var writer = TFLiteWriter()
      let odd = writer.tensor("odd", shape, type: 2, data: Array(repeating: 0, count: 4))
      let model = try readTFLite(writer.bytes(inputs: [], outputs: [odd]), file: "m")
      #expect(throws: Rejection.self) { try model.int32s(of: model.subgraphs[0].tensors[0]) }
    }
  }

  @Test func readsModelsWithoutIdentifier() throws {
    var writer = TFLiteWriter()
    let image = writer.tensor("image", [1])
    writer.identifier = nil
    let old = writer.bytes(inputs: [image], outputs: [image])
    #expect(!isTFLite(old))
    #expect(try readTFLite(old, file: "m").subgraphs[0].tensors.map(\.name) == ["image"])
    writer.model[0] = .int(2)
    #expect(throws: Rejection.self) {
      try readTFLite(writer.bytes(inputs: [image], outputs: [image]), file: "m")
    }
  }

  @Test func refusesOtherFiles() {
    #expect(
      tfliteRefusal(of: Array("GGUF and something more".utf8)) == """
        m: byte 4: error: expected a TFLite model with the identifier "TFL3", found " and" \
        [tflite.format]
        m: byte 0: note: nor is it a model without one: the offset 1179993927 leads nowhere in a \
        file of 23 bytes [flatbuffer.offset]
        """)
    #expect(tfliteRefusal(of: []).contains("[tflite.format]"))
  }
}
