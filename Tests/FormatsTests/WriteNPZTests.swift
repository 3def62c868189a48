import Basics
import Formats
import Foundation
import Testing

@Suite struct WriteNPZTests {
  private func written(_ arrays: [NPYArray]) throws -> [UInt8] {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).npz")
    defer { try? FileManager.default.removeItem(at: path) }
    try writeNPZ(path.path, arrays)
    return try readFile(path.path)
  }

  @Test func whatIsWrittenIsRead() throws {
    let file = try readTensors(
      written([
        NPYArray("features/1:0", shape: [2, 1, 3], .float32([0, 1, 2, -3, .infinity, 0.1])),
        NPYArray("größe", shape: [2], .int8([-128, 127])),
        NPYArray("nothing", shape: [0], .float32([])),
      ]), file: "w")
    #expect(file.tensors.map(\.name) == ["features/1:0", "größe", "nothing"])
    #expect(file.tensors.map(\.shape) == [[2, 1, 3], [2], [0]])
    #expect(file.tensors.map(\.elementType) == ["<f4", "|i1", "<f4"])
    #expect(file.tensors.map(\.values) == [[0, 1, 2, -3, .infinity, 0.1], [-128, 127], []])
  }

  @Test func sameArraysGiveTheSameBytes() throws {
    let arrays = [NPYArray("a", shape: [3], .float32([1, 2, 3]))]
    #expect(try written(arrays) == written(arrays))
  }

  @Test func refusesTwoOfOneName() {
    let array = NPYArray("a", shape: [1], .int8([1]))
    #expect(throws: Rejection.self) { try written([array, array]) }
  }
}
