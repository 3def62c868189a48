import Foundation
import Testing

/// Serialized, since each times what it runs.
@Suite(.serialized) struct BenchTests {
  private static let small = ["bench", Program.smallNetwork, "--runs", "3"]

  @Test(arguments: ["caller", "arena", "rows"]) func timesTheWhole(input: String) throws {
    let outcome = try Program.run(Self.small + ["--input", input], timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("small, seeded weights, target generic, arena "))
    #expect(outcome.output.contains(" ms, the median of 3 runs; quartiles "))
    #expect(outcome.output.contains("of this machine's peak of"))
    #expect(outcome.output.contains("compiled with "))
    #expect(!outcome.output.contains("loses most"))
  }

  @Test func timesThreads() throws {
    let outcome = try Program.run(Self.small + ["--threads", "2", "--layers"], timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains(" ms, the median of 3 runs on 2 threads; quartiles "))
    #expect(outcome.output.contains(" loses most: "))
  }

  @Test(arguments: ["caller", "rows"]) func timesTheRegions(input: String) throws {
    let options = ["--optimize", "ram", "--input", input, "--layers", "--json"]
    let outcome = try Program.run(Self.small + options, timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.runs == 3 && report.peakGflops > 0)
    let regions = try #require(report.regions)
    #expect(regions.flatMap(\.ops).contains("block3.project"))
    #expect(regions.reduce(0) { $0 + $1.speed.multiplyAdds } == report.speed.multiplyAdds)
    for speed in regions.map(\.speed) + [report.speed] {
      let times = speed.milliseconds
      #expect(0 < times.least && times.least <= times.lowerQuartile)
      #expect(times.lowerQuartile <= times.median && times.median <= times.upperQuartile)
      let operations = 2e-6 * Double(speed.multiplyAdds)
      #expect(abs(speed.gflops * times.median - operations) <= 1e-6 * operations)
    }
    // Regions follow each other within the run.
    let least = regions.reduce(0) { $0 + $1.speed.milliseconds.least }
    #expect(least <= report.speed.milliseconds.upperQuartile)
  }

  @Test func tellsTheSlowestRegion() throws {
    let outcome = try Program.run(Self.small + ["--layers"], timeout: 300)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("block3.project"))
    #expect(outcome.output.contains(" loses most: "))
  }

  /// One machine is no other.
  @Test func refusesWhatCannotBeTimed() throws {
    for (options, status, says): ([String], Int32, String) in [
      (["--runs", "0"], 1, "usage.runs"), (["--runs", "many"], 1, "runs"),
      (["--target", "pdp11"], 1, "usage.target"), (["--ways", "0"], 1, "usage.ways"),
      (["--cc", "/nonexistent/cc"], 3, "cc.missing"), (["--cc", ""], 3, "cc.missing"),
      (["--target", "wasm32-simd128"], 3, "bench.target"), (["--ram", "1K"], 4, "error: "),
    ] {
      let outcome = try Program.run(Self.small + options, timeout: 300)
      #expect(outcome.status == status, "\(options): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(options): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  /// What the report says of times; the names are those users write scripts for.
  private struct Report: Decodable {
    struct Spread: Decodable { let least, lowerQuartile, median, upperQuartile: Double }
    struct Speed: Decodable {
      let milliseconds: Spread
      let multiplyAdds: Int
      let gflops, shareOfPeak, millisecondsAbovePeak: Double
    }
    struct Region: Decodable {
      let ops: [String]
      let speed: Speed
    }
    let runs: Int
    let peakGflops: Double
    let speed: Speed
    let regions: [Region]?
  }
}
