import Basics
import Formats
import Foundation
import Targets
import TestSupport
import Testing

@testable import Driver

@Suite struct TuningCacheTests {
  private static let key = TuningCache.Key(
    processor: "A \"quoted\" one, model 17", target: "x86-64-v4", compiler: "GCC 12.2.0")
  private static let other = TuningCache.Key(
    processor: "another", target: "aarch64", compiler: "Clang 21 -O2")

  private static let filled: TuningCache = {
    var cache = TuningCache()
    cache[other] = ["conv_b": RegisterTileSize(pixels: 7, channels: 12)]
    cache[key] = [
      "conv_b": RegisterTileSize(pixels: 14, channels: 32),
      "conv_a": RegisterTileSize(pixels: 1, channels: 128),
    ]
    return cache
  }()

  @Test func whatIsWrittenIsRead() throws {
    let text = Self.filled.text()
    let read = try TuningCache(text, file: "tuned.json")
    #expect(read == Self.filled)
    #expect(read.text() == text)
    #expect(try TuningCache(TuningCache().text(), file: "tuned.json") == TuningCache())
  }

  @Test func aMachineWithoutTilesIsNotKept() {
    var cache = Self.filled
    cache[Self.key] = [:]
    cache[Self.other] = [:]
    #expect(cache == TuningCache())
    #expect(cache[Self.key].isEmpty)
  }

  @Test func theFileIsReadableJSON() throws {
    let text = String(decoding: Self.filled.text(), as: UTF8.self)
    #expect(text.contains(#""conv_a" : "1x128""#))
    #expect(text.contains(#""version" : 1"#))
  }

  private static let machine =
    #"{"processor": "p", "target": "t", "compiler": "c", "kernels": {"k": "1x2"}}"#

  @Test(arguments: [
    ("", "json.syntax"), ("[]", "json.type"), ("{}", "json.missing-key"),
    (#"{"version": 2, "machines": []}"#, "json.value"),
    (#"{"version": 1, "machines": {}}"#, "json.value"),
    (#"{"version": 1, "machines": [], "more": 1}"#, "json.unknown-key"),
    (#"{"version": 1, "machines": [1]}"#, "json.type"),
    (#"{"version": 1, "machines": [{}]}"#, "json.missing-key"),
    (machine.replacing("{\"k\": \"1x2\"}", with: "[]"), "json.value"),
    (machine.replacing("\"p\"", with: "7"), "json.value"),
    (machine + "," + machine, "tune.cache"),
    (machine.replacing("1x2", with: "1"), "tune.cache"),
    (machine.replacing("1x2", with: "0x2"), "tune.cache"),
    (machine.replacing("1x2", with: "-1x2"), "tune.cache"),
    (machine.replacing("1x2", with: "+1x2"), "tune.cache"),
    (machine.replacing("1x2", with: "01x2"), "tune.cache"),
    (machine.replacing("1x2", with: "1x2x3"), "tune.cache"),
    (machine.replacing("1x2", with: "x"), "tune.cache"),
    (machine.replacing("1x2", with: "1x99999999999999999999"), "tune.cache"),
    (machine.replacing("\"1x2\"", with: "[1, 2]"), "tune.cache"),
    (machine.replacing("\"1x2\"", with: "\"1x2\", \"k\": \"1x2\""), "json.duplicate-key"),
  ])
  func refusesWhatIsNoCache(_ text: String, _ id: String) {
    let isWhole = text.isEmpty || text.hasPrefix("[") || text.hasPrefix(#"{"version"#)
    let file = isWhole || text == "{}" ? text : #"{"version": 1, "machines": [\#(text)]}"#
    let rejection = #expect(throws: Rejection.self) {
      try TuningCache(Array(file.utf8), file: "tuned.json")
    }
    #expect(rejection?.kind == .badFile)
    #expect(rejection?.diagnostics.contains { $0.id == id } == true, "\(rejection as Any)")
  }

  @Test func listsNoMillionOfProblems() {
    let kernels = (0..<2000).map { "\"k\($0)\": 1" }.joined(separator: ", ")
    let file =
      #"{"version": 1, "machines": [{"processor": "p", "target": "t", "compiler": "c", "#
      + #""kernels": {\#(kernels)}}]}"#
    let rejection = #expect(throws: Rejection.self) {
      try TuningCache(Array(file.utf8), file: "tuned.json")
    }
    #expect((rejection?.diagnostics.count ?? 0) == 50)
  }

  @Test func everyPrefixAndEveryDamageIsRefusedOrRead() {
    let text = Self.filled.text()
    for count in text.indices { _ = try? TuningCache(Array(text[..<count]), file: "f") }
    for index in text.indices {
      var damaged = text
      damaged[index] ^= 0x21
      if let cache = try? TuningCache(damaged, file: "f") {
        #expect((try? TuningCache(cache.text(), file: "f")) == cache)
      }
    }
  }

  @Test func standsWhereCachesAre() throws {
    func path(_ environment: [String: String]) throws(Rejection) -> String {
      try TuningFile(asked: nil, environment: environment).path
    }
    #expect(try path(["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c/mncc/tuned.json")
    #expect(try path(["HOME": "/h"]) == "/h/.cache/mncc/tuned.json")
    // The convention says that a path that is not absolute is ignored.
    #expect(try path(["XDG_CACHE_HOME": "c", "HOME": "/h"]) == "/h/.cache/mncc/tuned.json")
    #expect(throws: Rejection.self) { try path([:]) }
    #expect(try TuningFile(asked: "x.json", environment: [:]).path == "x.json")
  }

  @Test func makesItsFolder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mncc-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try TuningFile(asked: folder.path + "/a/b/tuned.json")
    #expect(try file.read() == TuningCache())
    try file.write(Self.filled)
    #expect(try file.read() == Self.filled)
    let below = try TuningFile(asked: file.path + "/tuned.json")
    #expect(throws: Rejection.self) { try below.write(Self.filled) }
    #expect(throws: Rejection.self) { try TuningFile(asked: folder.path).read() }
  }
}
