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
