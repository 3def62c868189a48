import Basics
import Formats
import Testing

@Suite struct ZipTests {
  @Test(arguments: ["stored.npz", "deflated.npz"])
  func readsNumpyArrays(name: String) throws {
    let file = try readTensors(fixture(name), file: "w")
    #expect(file.format == .npz)
    expect(
      file,
      holds: [
        ("f4", [2, 3], [0, 1, 2, 3, 4, 5], "<f4"), ("fortran", [2, 3], [0, 1, 2, 3, 4, 5], "<f8"),
        ("big", [2], [1.5, -2], ">f4"), ("half", [1], [0.25], "<f2"), ("i8", [], [-9], "<i8"),
        ("i4", [1, 1], [3], ">i4"), ("i1", [1], [-1], "|i1"), ("u1", [1], [200], "|u1"),
        ("b1", [2], [1, 0], "|b1"), ("empty", [0, 2], [], "<f4"),
      ])
  }

  @Test func refusesObjectArrays() throws {
    #expect(
      refusal(of: try fixture("object.npz"))
        == "w: o.npy, byte 10: error: found elements of type \"|O\", expected f2, f4, f8, i1, i2, "
        + "i4, i8, u1 or b1 [npz.type]")
  }

  @Test func refusesBombs() throws {
    #expect(
      refusal(of: try fixture("bomb.npz"))
        == "w: bomb.npy: error: the entries unpack to more than 5148776 bytes, the most for a file "
        + "of 20501 [zip.bomb]")
    var liar = try fixture("bomb.npz")
    // The size in the directory, 22 bytes of end record and 46 + 8 of entry before the end.
    liar.replaceSubrange(
      liar.count - 76 + 24..<liar.count - 76 + 28, with: littleEndian(100 as Int32))
    #expect(refusal(of: liar).contains("[zip."))
  }

  @Test func noticesAFlippedBit() throws {
    var bytes = try fixture("stored.npz")
    let place = try #require(bytes.firstRange(of: littleEndian(Float(5).bitPattern))?.lowerBound)
    bytes[place] ^= 1
    #expect(refusal(of: bytes).contains("f4.npy: error: CRC error [zip.damaged]"))
  }

  /// A .npz of one array with this header, followed by `count` zero bytes.
  private func array(_ header: String, count: Int, version: UInt8 = 1) -> [UInt8] {
    let length =
      version == 1
      ? littleEndian(UInt16(header.utf8.count)) : littleEndian(UInt32(header.utf8.count))
    let content =
      [0x93] + Array("NUMPY".utf8) + [version, 0] + length + header.utf8
      + Array(repeating: 0, count: count)
    return storedZip([("a.npy", content)])
  }

  @Test func readsHeadersOfAllVersions() throws {
    for version: UInt8 in 1...3 {
      let bytes = array(
        "{'shape': (2, 1), 'fortran_order': True, 'descr': '<f4'}  \n", count: 8, version: version)
      #expect(try readTensors(bytes, file: "w").tensors[0].shape == [2, 1])
    }
  }

  @Test(arguments: [
    "", "{", "[]", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + os.system('x')",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
  ])
  func refusesOtherHeaders(header: String) {
    #expect(refusal(of: array(header, count: 8)).contains("[npz.header]"))
  }

  @Test(arguments: [
    "(3,)", "(1,)", "()", "(4611686018427387904, 4)", "(9223372036854775807,)",
    "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2)",
  ])
  func refusesShapesThatDoNotFit(shape: String) {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    #expect(refusal(of: array(header, count: 8)).contains("[npz.size]"))
  }

  @Test func refusesTorchArchivesThatLackParts() {
    var pickle = PickleWriter()
    pickle.stateDict(shape: [2], strides: [1], offset: 0, count: 2)
    let data = ("n/data.pkl", pickle.bytes)
    let numbers = ("n/data/0", [UInt8](repeating: 0, count: 8))
    let archives: [([(String, [UInt8])], String)] = [
      ([data, numbers], "accepted as torchZip"), ([data], "the entry \"n/data/0\" is missing"),
      ([data, ("n/data/0", [0])], "holds 1 bytes, expected 2 elements of float32"),
      ([data, numbers, ("n/byteorder", Array("middle".utf8))], "expected little or big"),
      ([data, numbers, ("m/data.pkl", [])], "found 2 entries data.pkl"),
      ([("n/data.pkl", [])], "expected a pickle opcode"),
      ([("n/data.pkl", pickle.bytes + [0]), numbers], "expected the end of the pickle"),
      ([("readme", [])], "a zip file of 1 entries (\"readme\")"),
      ([("a.npy", Array("not numpy".utf8)), ("readme", [])], "expected the mark of a .npy file"),
    ]
    for (entries, message) in archives {
      let text = refusal(of: storedZip(entries.map { (name: $0.0, content: $0.1) }))
      #expect(text.contains(message), "\(text)")
    }
  }

  @Test(arguments: [
    ([], "an empty file"), (Array("PK\u{5}\u{6}".utf8), "an empty or damaged zip file"),
    ([0x80, 4, 0x95], "a Python pickle without the mark of torch.save"),
    ([28, 0, 0, 0] + Array("TFL3".utf8), "a TFLite model"),
    ([1, 2, 255], "unknown content that starts with the bytes 01 02 ff"),
  ])
  func saysWhatItFound(bytes: [UInt8], found: String) {
    #expect(
      refusal(of: bytes)
        == "w: error: found \(found), expected weights as written by torch.save (zip or legacy "
        + "form), safetensors or numpy.savez [weights.format]")
  }
}
