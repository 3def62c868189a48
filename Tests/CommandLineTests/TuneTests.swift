import Foundation
import TestSupport
import Testing

/// Serialized, since each times what it runs; what is measured is left to chance.
@Suite(.serialized) struct TuneTests {
  private static let small = [Program.smallNetwork, "--target", "host"]

  @Test(arguments: ["caller", "rows"]) func keepsWhatItMeasured(input: String) throws {
    let scratch = try Scratch()
    let cache = "\(scratch.path)/caches/tuned.json"
    let options = Self.small + ["--input", input, "--cache", cache]
    let outcome = try Program.run(
      ["tune"] + options + ["--rounds", "3", "--candidates", "2"], timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("small, target "))
    #expect(outcome.output.contains(cache))
    let kept = try Data(contentsOf: URL(fileURLWithPath: cache))

    for name in ["a.c", "b.c"] {
      let compiled = try Program.run(
        ["compile"] + options + ["--tuned", "--name", "net", "-o", "\(scratch.path)/\(name)"])
      #expect(compiled.status == 0, "\(compiled.errors)")
      #expect(compiled.errors.contains("tune.used"))
    }
    let sources = try ["a.c", "b.c"].map { name in
      try String(contentsOfFile: "\(scratch.path)/\(name)", encoding: .utf8)
        .replacing(name.replacing(".c", with: ".h"), with: "net.h")
    }
    #expect(sources[0] == sources[1] && sources[0].contains("--tuned SHA-256"))
    #expect(!sources[0].contains(scratch.path))
    for command in [["inspect"], ["bench", "--runs", "3"]] {
      let used = try Program.run(command + options + ["--tuned"], timeout: 300)
      #expect(used.status == 0 && used.errors.contains("tune.used"), "\(used.errors)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: cache)) == kept)
  }

  @Test func reportsAsJSON() throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["tune"] + Self.small + ["--cc", "gcc", "--rounds", "2", "--candidates", "3", "--json"],
      environment: ["XDG_CACHE_HOME": scratch.path], timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.cache == "\(scratch.path)/mncc/tuned.json")
    #expect(report.compiler.hasPrefix("GCC "))
    for kernel in report.kernels {
      #expect((2...3).contains(kernel.versions.count))
      #expect(kernel.versions.indices.contains(kernel.best) && kernel.ratio <= 1)
      #expect(kernel.versions.allSatisfy { $0.milliseconds >= 0 })
      #expect(Set(kernel.versions.map(\.tile)).count == kernel.versions.count)
    }
    #expect((report.comparison != nil) == report.kernels.contains { $0.best != 0 })
    #expect(!report.isKept || (report.comparison?.ratio.median ?? 1) < 1)
  }

  @Test func withoutACacheTheModelChooses() throws {
    let scratch = try Scratch()
    let options = Self.small + ["--name", "net", "-o", "\(scratch.path)/net.c"]
    let plain = try Program.run(["compile"] + options)
    #expect(plain.status == 0, "\(plain.errors)")
    let source = try String(contentsOfFile: "\(scratch.path)/net.c", encoding: .utf8)
    let outcome = try Program.run(
      ["compile"] + options + ["--tuned"], environment: ["XDG_CACHE_HOME": scratch.path])
    #expect(outcome.status == 0 && outcome.errors.contains("nothing was measured for"))
    let tuned = try String(contentsOfFile: "\(scratch.path)/net.c", encoding: .utf8)
    let body = "/* ---- Kernels"
    #expect(source.split(separator: body).last == tuned.split(separator: body).last)
  }

  @Test func refusesWhatCannotBeTuned() throws {
    let scratch = try Scratch()
    let damaged = try scratch.file("damaged.json", "{\"version\": 1, \"machines\": 7}")
    for (options, status, says): ([String], Int32, String) in [
      (["tune", "--candidates", "1"], 1, "usage.candidates"),
      (["tune", "--rounds", "0"], 1, "usage.rounds"), (["tune", "--tuned"], 1, "--tuned"),
      (["tune", "--target", "wasm32-simd128"], 3, "bench.target"),
      (["tune", "--cc", "/nonexistent/cc"], 3, "cc.missing"),
      (["tune", "--cache", damaged], 2, "json.value"),
      (["tune", "--cc", "true", "--cache", "\(scratch.path)/new.json"], 3, "cc.version"),
      (["inspect", "--tuned", "--cache", damaged], 2, "json.value"),
      (["inspect", "--tuned", "--cache", scratch.path], 2, "file.directory"),
      (["compile", "--tuned", "-o", "\(scratch.path)/Net.swift"], 1, "--tuned"),
    ] {
      let outcome = try Program.run([options[0]] + Self.small + options.dropFirst(), timeout: 300)
      #expect(outcome.status == status, "\(options): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(options): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    #expect(scratch.files == ["damaged.json"])
  }

  /// What the report says; the names are those users write scripts for.
  private struct Report: Decodable {
    struct Spread: Decodable { let least, lowerQuartile, median, upperQuartile: Double }
    struct Version: Decodable {
      let tile: String
      let milliseconds: Double
    }
    struct Kernel: Decodable {
      let name: String
      let versions: [Version]
      let best: Int
      let ratio: Double
    }
    struct Comparison: Decodable {
      let untunedMilliseconds, tunedMilliseconds, ratio: Spread
    }
    let model, processor, target, compiler, cache: String
    let kernels: [Kernel]
    let predictedGain: Double
    let comparison: Comparison?
    let isKept: Bool
  }
}
