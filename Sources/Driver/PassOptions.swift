import Basics
import IR
import Passes
import Visualize

/// What to show of the passes.
public struct PassOptions: Sendable {
  public var printAfterAll = false
  public var printAfter: [String] = []
  public var printChanged = false
  /// A folder for one numbered SVG after each pass.
  public var dumpGraphs: String?
  public var verifyEach = false
  public var timePasses = false

  public init() {}

  /// The names and summaries of all passes, in order.
  public static var passes: [(name: String, summary: String)] {
    standardPipeline.map { ($0.name, $0.summary) }
  }
}

/// Something to show of a pass; whoever runs the driver decides where.
public enum PassEvent: Sendable {
  /// The graph in text form after a pass, its weights left out.
  case graph(pass: String, text: String)
  /// A pass left the graph alone.
  case unchanged(pass: String)
  /// How long a pass took.
  case time(pass: String, seconds: Double)
  /// A picture of the graph after a pass.
  case picture(path: String, svg: [UInt8])
}

func runPasses(
  on graph: Graph, _ options: PassOptions, observe: (PassEvent) -> Void
) throws(Rejection) -> Graph {
  let names = standardPipeline.map(\.name)
  for name in options.printAfter where !names.contains(name) {
    throw Rejection(
      .usage, "usage.pass", "there is no pass \"\(name)\", only: \(names.joined(separator: ", "))")
  }
  return try run(standardPipeline, on: graph, verifyEach: options.verifyEach) {
    report throws(Rejection) in
    let name = report.pass.name
    let isShown =
      options.printAfterAll || options.printAfter.contains(name)
      || (options.printChanged && report.changed)
    if isShown {
      observe(.graph(pass: name, text: report.after.text(weights: .elided)))
    } else if options.printChanged {
      observe(.unchanged(pass: name))
    }
    if options.timePasses {
      let parts = report.duration.components
      observe(.time(pass: name, seconds: Double(parts.seconds) + Double(parts.attoseconds) * 1e-18))
    }
    if let folder = options.dumpGraphs {
      let svg = try render(report.after, as: .svg)
      observe(.picture(path: "\(folder)/\(report.number)-\(name).svg", svg: svg))
    }
  }
}
