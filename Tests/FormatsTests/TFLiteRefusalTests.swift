import Basics
import Formats
import TestSupport
import Testing

/// FlatBuffers that lie about themselves.
@Suite struct TFLiteRefusalTests {
  /// A model with one tensor and one operator, changed by `change`.
  private func refusal(_ change: (inout TFLiteWriter) -> Void) -> String {
    var writer = TFLiteWriter()
    let image = writer.tensor("image", [1, 2, 2, 1])
    change(&writer)
    return tfliteRefusal(of: writer.bytes(inputs: [image], outputs: [image]))
  }

  @Test func refusesIndicesOutOfRange() {
    let cases: [(change: (inout TFLiteWriter) -> Void, message: String)] = [
      (
        { $0.operation(0, inputs: [1], outputs: [0]) },
        "subgraphs[0].operators[0].inputs, byte "
      ),
      ({ $0.operation(0, inputs: [-2], outputs: [0]) }, "found the index -2, there are 1"),
      ({ $0.operation(0, inputs: [0], outputs: [-1]) }, "found the index -1, there are 1"),
      (
        { $0.operation(0, inputs: [], outputs: [], fields: [0: .int(1)]) },
        "operators[0].opcode_index"
      ),
      ({ _ = $0.tensor("odd", [1], fields: [2: .int(9)]) }, "tensors[1].buffer"),
      ({ $0.model[6] = .tables([.table([1: .int(-1)])]) }, "metadata[0].buffer"),
      ({ $0.model[7] = .tables([.table([4: .int(1)])]) }, "signature_defs[0].subgraph_index"),
      (
        { $0.model[7] = .tables([.table([0: .tables([.table([1: .int(1)])])])]) },
        "signature_defs[0].inputs[0].tensor_index"
      ),
    ]
    for (change, message) in cases {
      let refusal = refusal(change)
      #expect(refusal.contains("[tflite.index]") && refusal.contains(message), "\(refusal)")
    }
  }

  @Test func refusesValuesOutOfRange() {
    #expect(refusal { _ = $0.tensor("odd", [1], type: 23) }.contains("[flatbuffer.value]"))
    #expect(
      refusal { $0.operation(3, inputs: [], outputs: [], options: (1, [0: .byte(2)])) }
        .contains("operators[0].builtin_options.padding, byte "))
    #expect(refusal { $0.operation(-1, inputs: [], outputs: []) }.contains("[flatbuffer.value]"))
    #expect(refusal { $0.model[2] = .tables([]) }.contains("[tflite.empty]"))
    let beyond: [FlatValue] = [.integer(UInt64.max), .integer(2 as UInt64), .integer(1 << 40)]
    for value in beyond {
      #expect(
        refusal { _ = $0.buffer([1: value, 2: .integer(UInt64.max - 1)]) }.contains("[tflite.data]")
      )
    }
  }

  /// Many entries that lead to one large value must take neither time nor memory.
  @Test(.timeLimit(.minutes(1))) func boundsWhatSharedBytesBecome() {
    // The list of operator codes, as numbers first, and then one code with a long name.
    let count = 100_000
    var bytes = flatBuffer([1: .ints(Array(repeating: 0, count: count))], identifier: "TFL3")
    let list = bytes.count - 4 * count
    let table = bytes.count + 8
    bytes += littleEndian(UInt16(8)) + littleEndian(UInt16(8)) + [0, 0] + littleEndian(UInt16(4))
    bytes += littleEndian(UInt32(8)) + littleEndian(UInt32(4)) + littleEndian(UInt32(4 * count))
    bytes += [UInt8](repeating: 0x61, count: 4 * count)
    for place in stride(from: list, to: list + 4 * count, by: 4) {
      bytes.replaceSubrange(place..<place + 4, with: littleEndian(UInt32(table - place)))
    }
    let refusal = tfliteRefusal(of: bytes)
    #expect(refusal.contains("operator_codes[8].custom_code, byte "), "\(refusal)")
    #expect(refusal.contains("[flatbuffer.too-large]"))
  }

  @Test func boundsWhatSharedDataBecomes() {
    var writer = TFLiteWriter()
    let shared = writer.tensor("0", [1 << 20], type: 9, data: Array(repeating: 0, count: 1 << 20))
    for index in 1...20 {
      _ = writer.tensor("\(index)", [1 << 20], type: 9, fields: [2: .int(1)])
    }
    #expect(
      tfliteRefusal(of: writer.bytes(inputs: [shared], outputs: [])).contains("[tflite.too-large]"))
  }

  @Test(.timeLimit(.minutes(1))) func boundsTables() {
    let many = FlatValue.tables(Array(repeating: .table([:]), count: 1 << 18))
    let refusal = refusal { $0.model[6] = many }
    #expect(refusal.contains("[flatbuffer.too-large]"), "\(refusal)")
  }
}
