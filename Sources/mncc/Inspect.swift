import ArgumentParser
import Basics
import Driver
import Foundation

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a model's layers, costs, schedule and memory plan.",
    discussion: """
        mncc inspect Graphs/v2.json
        mncc inspect Graphs/v2.json --optimize ram --svg memory.svg
        mncc inspect Graphs/v2.json --optimize ram --html plan.html
        mncc inspect Graphs/v2.json --pareto --svg curve.svg
        mncc inspect Graphs/v3-large.json --json | jq .arenaSize
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(
    help: ArgumentHelp(
      "How wide elements of a model of floats are planned: \(CompileOptions.activationWidths.joined(separator: ", "))."
        + " Models of integers are planned as what they are."))
  var activations = "f32"

  @Flag(help: "Print the report as JSON.")
  var json = false

  @Option(
    help: "Write the memory map, address against time; with --pareto the curve.",
    completion: .file(extensions: ["svg"]))
  var svg: String?

  @Option(
    help: "Write all of it as one page with pictures, for a browser.",
    completion: .file(extensions: ["html"]))
  var html: String?

  @Flag(help: "Print the plans that nothing beats in both memory and predicted time, and no more.")
  var pareto = false

  mutating func validate() throws {
    guard !pareto || html == nil else {
      throw ValidationError("found --pareto with --html, whose page holds the curve by itself")
    }
  }

  func run() throws {
    if pareto { return try printTradeOffs() }
    let inspection = try inspect(try model.request(), try options(), observe: show)
    let report = inspection.report
    Terminal.notes(report.notes)
    if let svg { try write([(svg, Array(inspection.memoryMap.utf8))]) }
    if let html { try write([(html, Array(try inspection.htmlReport().utf8))]) }
    if json {
      print(try encoded(report))
    } else {
      print(text(report))
    }
  }
}

extension Inspect {
  private func options() throws -> CompileOptions {
    var options = try plan.options()
    options.activations = activations
    if pareto || html != nil || options.looksForMemory {
      Terminal.progress("looking for plans of little memory")
    }
    return options
  }

  private func printTradeOffs() throws {
    let (request, options) = (try model.request(), try self.options())
    let points = try Driver.pareto(request, options)
    if let svg {
      try write([(svg, Array(try paretoChart(request, options, points).utf8))])
    }
    if json { return print(try encoded(points)) }
    var table = Table(
      ["arena", "predicted cycles", "of the fastest", "multiply-adds", "regions", "longest"],
      rightAligned: [0, 1, 2, 3, 4, 5])
    for point in points {
      table.add([
        grouped(point.arenaSize), grouped(Int(point.cycles)),
        String(format: "%.3f", point.cycles / (points.first?.cycles ?? 1)),
        String(format: "x%.3f", point.multiplyAdds), "\(point.regions)",
        "\(point.longestRegion) ops",
      ])
    }
    print(table.text)
  }
}

/// How the threads share a region, and whether they meet before it.
private func spelledShares(_ region: InspectReport.Region) -> String {
  let shares =
    region.sharedRows.isEmpty
    ? region.sharedChannels.isEmpty
      ? "the first" : "channels " + region.sharedChannels.map(String.init).joined(separator: " + ")
    : "rows " + region.sharedRows.map(String.init).joined(separator: " + ")
  return (region.waits ? "meet, " : "") + shares
}

/// The report for people.
private func text(_ report: InspectReport) -> String {
  var layers = Table(
    ["layer", "op", "input", "output", "multiply-adds", "parameters"],
    rightAligned: [4, 5])
  for layer in report.layers {
    layers.add([
      layer.name, layer.op, layer.input, layer.output,
      layer.multiplyAdds == 0 ? "" : grouped(layer.multiplyAdds),
      layer.parameters == 0 ? "" : grouped(layer.parameters),
    ])
  }
  let threads = report.threads > 1 ? ["threads"] : []
  var regions = Table(
    ["region", "ops", "step", "slices"] + threads + ["highest byte", ""],
    rightAligned: [0, 4 + threads.count])
  for (index, region) in report.regions.enumerated() {
    regions.add(
      [
        "\(index)", region.ops.joined(separator: ", "),
        region.step + (region.stripes > 1 ? ", \(region.stripes) stripes" : ""),
        spelledCounts(region.slices),
      ] + threads.map { _ in spelledShares(region) } + [
        grouped(region.peak), index == report.peakRegion ? "<- peak" : "",
      ])
  }
  var buffers = Table(["offset", "bytes", "regions", "buffer"], rightAligned: [0, 1, 2])
  for buffer in report.buffers {
    buffers.add([
      grouped(buffer.offset), grouped(buffer.bytes), "\(buffer.firstRegion)-\(buffer.lastRegion)",
      buffer.name,
    ])
  }
  let peak = report.regions[report.peakRegion].ops.joined(separator: ", ")
  let factor = Double(report.plannedMultiplyAdds) / Double(max(1, report.multiplyAdds))
  let reason =
    report.threads > 1 ? "around the borders of shares or to save memory" : "to save memory"
  let again =
    report.plannedMultiplyAdds > report.multiplyAdds
    ? String(format: "%.3f times the multiply-adds, ", factor) + reason + "\n" : ""
  let bound = report.bound.map {
    let ratio = String(format: "%.3f", Double(report.arenaSize) / Double($0.bytes))
    return "\(ratio) times the bound: \($0.explanation)"
  }
  let meetings =
    report.threads > 1 ? "\(report.threads) threads, which meet \(report.barriers) times\n" : ""
  return """
    \(report.model), \(report.weights)
    input \(report.input) (\(report.inputMode), \(report.inputLayout)), output \(report.output)
    \(grouped(report.multiplyAdds)) multiply-adds, \(grouped(report.parameters)) parameters

    Layers (batch normalisation folded, activations fused)
    \(layers.text)
    Schedule
    \(regions.text)
    Buffers
    \(buffers.text)
    arena \(grouped(report.arenaSize)) bytes, set by region \(report.peakRegion) (\(peak)); \
    weights, stack and output are not counted
    \(meetings)\(again)\(bound ?? "no proved bound for plans of this kind and size")
    """
}
