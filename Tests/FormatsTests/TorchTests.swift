import Basics
import Formats
import Testing

/// Name, shape, values and type of each tensor that make_weights.py puts into its torch files.
let expectedState: [(String, [Int], [Float], String)] = [
  ("conv.weight", [2, 1, 3], [-0.5, -0.25, 0, 0.25, 0.5, 0.75], "float32"),
  ("transposed", [4, 3], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], "float32"),
  ("slice", [2, 2], [5, 7, 9, 11], "float32"),
  ("empty", [0, 3], [], "float32"),
  ("bn.num_batches_tracked", [], [7], "int64"),
  ("half", [3], [1.5, -65504, 5.9604645e-08], "float16"),
  ("bfloat", [2], [1.5, -2], "bfloat16"),
  ("double", [1], [0.1], "float64"),
  ("int", [1], [-2_147_483_648], "int32"),
  ("short", [1], [-300], "int16"),
  ("char", [2], [-128, 127], "int8"),
  ("byte", [1], [255], "uint8"),
  ("bool", [2], [1, 0], "bool"),
]

func expect(_ file: TensorFile, holds expected: [(String, [Int], [Float], String)]) {
  #expect(file.tensors.map(\.name) == expected.map(\.0))
  for (tensor, expected) in zip(file.tensors, expected) {
    #expect(tensor.shape == expected.1, "\(tensor.name)")
    #expect(tensor.values == expected.2, "\(tensor.name)")
    #expect(tensor.elementType == expected.3, "\(tensor.name)")
    #expect(tensor.origin == .record(file: "w", path: tensor.name))
  }
}

/// The message of the rejection, or a note that there was none.
func refusal(of bytes: [UInt8]) -> String {
  do {
    let file = try readTensors(bytes, file: "w")
    return "accepted as \(file.format)"
  } catch { return error.description }
}

@Suite struct TorchTests {
  @Test func readsTheLegacyForm() throws {
    let file = try readTensors(fixture("legacy.pth"), file: "w")
    #expect(file.format == .torchLegacy)
    expect(file, holds: expectedState)
  }

  @Test(arguments: ["stored.pth", "deflated-big-endian.pth", "nested.pth"])
  func readsTheZipForm(name: String) throws {
    let file = try readTensors(fixture(name), file: "w")
    #expect(file.format == .torchZip)
    expect(file, holds: expectedState)
  }

  @Test func readsWhatThePickleWriterOfTheseTestsWrites() throws {
    let bytes = PickleWriter.legacyFile {
      $0.stateDict(shape: [2, 2], strides: [1, 2], offset: 0, count: 4)
    }
    #expect(try readTensors(bytes, file: "w").tensors[0].values == [0, 2, 1, 3])
  }

  @Test(.enabled(if: hasSharedFolder, "needs ../shared"))
  func readsTorchvisionsMobileNetV2() throws {
    let path = "\(sharedFolder)/models/mobilenet_v2-b0353104.pth"
    let file = try readTensors(readFile(path), file: path)
    #expect(file.sha256.hasPrefix("b0353104"))
    #expect(file.tensors.count == 314)
    #expect(file.tensors.count { $0.elementType == "float32" } == 262)
    #expect(file.tensors.count { $0.elementType == "int64" } == 52)
    #expect(file.tensors[0].name == "features.0.0.weight")
    #expect(file.tensors[0].shape == [32, 3, 3, 3])
    #expect(file.tensors[0].values.prefix(3) == [0.01318534, -0.0043212944, 0.014823136])
    let numberOfBatches = file.tensors.first { $0.name == "features.0.1.num_batches_tracked" }
    #expect(numberOfBatches?.values == [1_431_430])
    // Sum of magnitudes as CPython's unpickler and numpy find it.
    var sum = 0.0
    for tensor in file.tensors { for value in tensor.values { sum += Double(abs(value)) } }
    #expect(abs(sum - 74_587_138.03705637) < 1e-3)
    let count = file.tensors.map(\.values.count).reduce(0, +)
    #expect(count == 3_504_872 + 2 * 17_056 + 52)
  }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("torch", "load"),
    ("collections", "OrderedDict.update"),
  ])
  func refusesGlobalsByName(module: String, name: String) {
    let bytes = PickleWriter.legacyFile {
      $0.global(module, name)
      $0.string("echo owned")
      $0.raw(0x85, 0x52, 0x2e)
    }
    #expect(
      refusal(of: bytes)
        == "w: byte 47: error: the pickle asks for \"\(module).\(name)\", which is none of the "
        + "globals a state dict needs; save model.state_dict() instead of the model "
        + "[torch.global]")
  }

  @Test(arguments: [
    ([Int64](), [Int64](), 4, "beyond the end of the storage"),
    ([5], [1], 0, "beyond the end of the storage"),
    ([2], [Int64.max], 0, "beyond the end of the storage"),
    ([2, 2], [Int64.max, Int64.max], 0, "beyond the end of the storage"),
    ([Int64.max], [0], 0, "name more elements than the storage has"),
    ([1 << 62, 4], [0, 0], 0, "beyond 2^63"),
    ([-1], [1], 0, "must not be negative"), ([1], [-1], 0, "must not be negative"),
    ([1], [1], -1, "must not be negative"), ([1, 1], [1], 0, "equally many"),
  ])
  func checksLayouts(shape: [Int64], strides: [Int64], offset: Int64, message: String) {
    let bytes = PickleWriter.legacyFile {
      $0.stateDict(shape: shape, strides: strides, offset: offset, count: 4)
    }
    let text = refusal(of: bytes)
    #expect(text.contains(message) && text.contains("[torch.layout]"), "\(text)")
  }

  @Test func refusesHugeCounts() {
    for count in [5, 1 << 40, Int64.max] {
      let bytes = PickleWriter.legacyFile(declaring: UInt64(count)) {
        $0.stateDict(shape: [1], strides: [1], offset: 0, count: count)
      }
      #expect(refusal(of: bytes).contains("[file.truncated]"))
    }
    let mismatched = PickleWriter.legacyFile(declaring: .max) {
      $0.stateDict(shape: [1], strides: [1], offset: 0, count: 4)
    }
    #expect(refusal(of: mismatched).contains("its tensors expect 4"))
    let negative = PickleWriter.legacyFile {
      $0.stateDict(shape: [1], strides: [1], offset: 0, count: -4)
    }
    #expect(refusal(of: negative).contains("[torch.storage]"))
  }

  @Test func namesTheOpcodeItDoesNotRun() {
    let bytes = PickleWriter.legacyFile { $0.raw(0x69, 0x2e) }
    #expect(
      refusal(of: bytes)
        == "w: byte 47: error: the pickle opcode 0x69 is none a state dict needs [torch.opcode]")
  }

  @Test func listsEveryEntryThatIsNoTensor() {
    let bytes = PickleWriter.legacyFile {
      $0.raw(0x7d, 0x28)
      $0.string("a")
      $0.int(1)
      $0.string("b")
      $0.raw(0x4e, 0x75, 0x2e)
    }
    #expect(
      refusal(of: bytes) == """
        w: byte 0: error: expected a tensor under "a", found 1 [torch.state-dict]
        w: byte 0: error: expected a tensor under "b", found None [torch.state-dict]
        """)
  }

  @Test func survivesDeepAndCircularPickles() {
    let deep = PickleWriter.legacyFile {
      $0.raw(0x4e)
      for _ in 0..<200_000 { $0.raw(0x85) }
      $0.raw(0x2e)
    }
    #expect(refusal(of: deep).contains("found a tuple"))
    let circle = PickleWriter.legacyFile { $0.raw(0x5d, 0x71, 0, 0x68, 0, 0x61, 0x2e) }
    #expect(refusal(of: circle).contains("found a list"))
    let growing = PickleWriter.legacyFile {
      $0.raw(0x5d)
      for _ in 0..<100_000 { $0.raw(0x4e, 0x61) }
      $0.raw(0x2e)
    }
    #expect(refusal(of: growing).contains("found a list"))
  }

  @Test func refusesStacksThatRunEmpty() {
    for opcode: UInt8 in [
      0x2e, 0x52, 0x62, 0x61, 0x65, 0x73, 0x75, 0x51, 0x74, 0x85, 0x86, 0x87, 0x71,
    ] {
      for prefix: [UInt8] in [[], [0x28], [0x4e], [0x4e, 0x28]] {
        let bytes = PickleWriter.legacyFile { writer in
          for byte in prefix { writer.raw(byte) }
          writer.raw(opcode, 0, 0x2e)
        }
        #expect(refusal(of: bytes).contains("error"))
      }
    }
  }
}
