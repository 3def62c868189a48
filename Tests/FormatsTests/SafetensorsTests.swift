import Basics
import Formats
import Testing

@Suite struct SafetensorsTests {
  private func file(_ header: String, data: Int = 16, length: UInt64? = nil) -> [UInt8] {
    littleEndian(length ?? UInt64(header.utf8.count)) + header.utf8
      + Array(repeating: 0, count: data)
  }

  @Test func readsEveryType() throws {
    let file = try readTensors(fixture("all.safetensors"), file: "w")
    #expect(file.format == .safetensors)
    expect(
      file,
      holds: [
        ("z.first", [2, 2], [1, 2, 3, 4], "F32"), ("f64", [1], [0.1], "F64"),
        ("f16", [2], [1.5, -2], "F16"), ("bf16", [], [1.5], "BF16"), ("i64", [1], [-5], "I64"),
        ("i32", [1], [6], "I32"), ("i16", [1], [-7], "I16"), ("i8", [1], [-8], "I8"),
        ("u8", [1], [250], "U8"), ("bool", [2], [1, 0], "BOOL"), ("empty", [0, 4], [], "F32"),
      ])
  }

  @Test func listsAllProblems() {
    let header = """
      {"a": {"dtype": "F33", "shape": [1], "data_offsets": [0, 4]},
       "b": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 17]},
       "c": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 16]},
       "d": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]},
       "e": {"dtype": "F32", "shape": [2], "data_offsets": [0, 7]}, "f": 1}
      """
    #expect(
      refusal(of: file(header)) == """
        w:1:17: a.dtype: error: expected one of "F64", "F32", "F16", "BF16", "I64", "I32", "I16", \
        "I8", "U8", "BOOL" (did you mean "F32"?), found the string "F33" [json.value]
        w:2:33: b.shape: error: expected an array of integers from 0 to 9223372036854775807, \
        found [-1] [json.value]
        w:2:55: b.data_offsets: error: expected an array of 2 integers from 0 to 16, found [0, 17] \
        [json.value]
        w:3:7: c: error: the shape [4611686018427387904, 4] of F32 does not fill the bytes 0..<16 \
        [safetensors.size]
        w:4:7: d: error: the shape [1] of F32 does not fill the bytes 4..<0 [safetensors.size]
        w:5:7: e: error: the shape [2] of F32 does not fill the bytes 0..<7 [safetensors.size]
        w:5:68: f: error: expected a tensor (an object), found 1 [json.type]
        """)
  }

  @Test func refusesHeadersThatLie() {
    #expect(refusal(of: file("{}", length: 1 << 39)).contains("[file.truncated]"))
    #expect(refusal(of: file("{}", data: 17 << 20, length: 17 << 20)).contains("[json.too-large]"))
    #expect(refusal(of: file("{}", length: 1000)).contains("[file.truncated]"))
    #expect(refusal(of: file("{}", length: 1)).contains("[json.syntax]"))
    #expect(refusal(of: file("{}", length: .max)).contains("[weights.format]"))
  }

  @Test func boundsWhatSharedBytesBecome() {
    let tensors = (0..<2000).map {
      "\"t\($0)\": {\"dtype\": \"U8\", \"shape\": [1000000], \"data_offsets\": [0, 1000000]}"
    }
    let header = "{" + tensors.joined(separator: ",") + "}"
    #expect(refusal(of: file(header, data: 1_000_000)).contains("[weights.too-large]"))
  }
}
