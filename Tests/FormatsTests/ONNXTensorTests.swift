import Basics
import Formats
import Testing

@Suite struct ONNXTensorTests {
  /// The first initialiser of a graph that has this one.
  private func read(_ type: Int64, _ shape: [Int64], _ data: [UInt8]...) throws -> ONNXTensor {
    let tensor = onnxTensor("w", type: type, shape, Array(data.joined()))
    return try #require(try readGraph(field(5, tensor)).initializers.first)
  }

  private func refusal(_ type: Int64, _ shape: [Int64], _ data: [UInt8]...) -> String {
    onnxRefusal(
      of: onnxModel(field(5, onnxTensor("w", type: type, shape, Array(data.joined())))))
  }

  @Test func readsRawData() throws {
    func raw<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
      field(9, numbers.flatMap { littleEndian($0) })
    }
    #expect(try read(1, [2], raw([Float(1.5), -2].map(\.bitPattern))).floats() == [1.5, -2])
    #expect(try read(11, [1], raw([Double(0.1).bitPattern])).floats() == [0.1])
    #expect(try read(10, [2], raw([UInt16(0x3c00), 0xc000])).floats() == [1, -2])
    #expect(try read(16, [], raw([UInt16(0x3fc0)])).floats() == [1.5])
    #expect(try read(7, [2], raw([Int64.min, .max])).integers() == [.min, .max])
    #expect(try read(6, [2], raw([Int32.min, 7])).integers() == [Int(Int32.min), 7])
    #expect(try read(5, [1], raw([Int16(-5)])).integers() == [-5])
    #expect(try read(3, [2], raw([Int8(-128), 127])).integers() == [-128, 127])
    #expect(try read(2, [2], raw([UInt8(0), 255])).integers() == [0, 255])
    #expect(try read(9, [3], raw([UInt8(0), 1, 2])).integers() == [0, 1, 1])
    #expect(try read(3, [2], raw([Int8(-128), 127])).floats() == [-128, 127])
    #expect(try read(3, [2], raw([Int8(-128), 127])).bytes() == [0x80, 0x7f])
  }

  @Test func readsTypedFields() throws {
    let floats = field(4, float: 1.5) + field(4, float: -2)
    #expect(try read(1, [1, 2], floats).floats() == [1.5, -2])
    #expect(try read(11, [1], field(10, littleEndian(Double(0.5).bitPattern))).floats() == [0.5])
    #expect(try read(10, [2], field(5, packed: [0x3c00, 0xc000])).floats() == [1, -2])
    #expect(try read(7, [2], field(7, packed: [-1, 1 << 40])).integers() == [-1, 1 << 40])
    #expect(try read(6, [1], field(5, packed: [-9])).integers() == [-9])
    #expect(try read(5, [1], field(5, packed: [-32768])).integers() == [-32768])
    #expect(try read(3, [2], field(5, packed: [-128, 5])).integers() == [-128, 5])
    #expect(try read(2, [1], field(5, packed: [255])).integers() == [255])
    #expect(try read(9, [2], field(5, packed: [1, 0])).integers() == [1, 0])
  }

  @Test func readsEmptyTensors() throws {
    let empty = try read(1, [0, 4])
    #expect(try empty.floats() == [] && empty.shape == [0, 4] && empty.elementCount == 0)
    #expect(try read(7, [0], field(9)).integers() == [])
  }

  @Test func otherTypesAreRefusedWhenAskedFor() throws {
    let nibbles = try read(22, [2], field(5, packed: [0x12]))
    #expect(nibbles.elementType == .other("int4") && nibbles.elementCount == 2)
    let refusal = #expect(throws: Rejection.self) { try nibbles.floats() }
    #expect(refusal?.kind == .unsupported)
    #expect(
      refusal?.description == """
        m.onnx: graph.initializer[0] w: error: holds elements of int4, which are not read \
        [onnx.element-type]
        """)
    #expect(try read(99, [2]).elementType.description == "type 99")
    #expect(throws: Rejection.self) { try read(1, [0]).integers() }
  }

  @Test func refusesShapesThatLie() {
    #expect(refusal(1, [-1], field(9)).contains("must not be negative [onnx.shape]"))
    #expect(refusal(1, [1 << 32, 1 << 32]).contains("beyond 2^63 [onnx.shape]"))
    #expect(refusal(1, [1 << 62]).contains("more than any memory holds [onnx.shape]"))
    #expect(refusal(1, [Int64](repeating: 1, count: 33)).contains("at most 32 [onnx.shape]"))
    #expect(refusal(1, [1 << 40], field(9, [1])).contains("found 1 [onnx.tensor-size]"))
    #expect(refusal(1, [2], field(5, packed: [1, 2])).contains("found 0 [onnx.tensor-size]"))
  }

  @Test func refusesDataThatContradictsItself() {
    #expect(
      refusal(3, [1], field(5, packed: [128])).contains("element 0 is 128, expected -128...127"))
    #expect(refusal(2, [1], field(5, packed: [-1])).contains("expected 0...255"))
    #expect(
      refusal(6, [1], field(5, packed: [1]), field(9, [1, 0, 0, 0])).contains("its data twice"))
    #expect(refusal(6, [1], field(3)).contains("[onnx.segment]"))
  }
}
