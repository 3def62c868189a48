import ArgumentParser
import Basics
import Driver
import Foundation

struct Allocate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find offsets for buffers with given lives and sizes.",
    discussion: """
      FILE lists a buffer a line under the header id,lower,upper,size; a buffer lives from lower to
      just before upper. Without a capacity the least memory is looked for.

        mncc allocate buffers.csv --capacity 1048576 -o offsets.csv
      """)

  @Argument(help: "A CSV file.", completion: .file(extensions: ["csv"]))
  var file: String

  @Option(help: ArgumentHelp("The bytes there are.", valueName: "bytes"))
  var capacity: Int?

  @Option(help: ArgumentHelp("When to stop looking.", valueName: "seconds"))
  var timeLimit = 60.0

  @Option(
    name: .shortAndLong, help: "The file to write: the columns of FILE and the offset.",
    completion: .file(extensions: ["csv"]))
  var output: String?

  func run() throws {
    let report = try allocate(
      AllocationRequest(path: file, capacity: capacity, seconds: timeLimit))
    if let output { try write([(output, report.csv)]) }
    print(
      """
      \(grouped(report.bufferCount)) buffers, peak \(grouped(report.peak)) bytes\(within)
      lower bound \(grouped(report.provedBound)) bytes \(origin(of: report)): \(verdict(on: report))
      """)
  }

  private var within: String { capacity.map { " of \(grouped($0))" } ?? "" }

  private func origin(of report: AllocationReport) -> String {
    report.provedBound == report.liveBound
      ? "(the most that live at one time)"
      : "(\(grouped(report.liveBound)) live at one time, the rest by search)"
  }

  private func verdict(on report: AllocationReport) -> String {
    guard !report.isOptimal else { return "proved optimal" }
    let gap = report.peak - report.provedBound
    let percent = Double(gap) / Double(max(1, report.provedBound)) * 100
    return "not proved optimal, gap \(grouped(gap)) bytes (\(String(format: "%.2f", percent)) %)"
  }
}
