import Basics
import IR
import Plan
import Planning
import Targets
import Visualize

/// A report and the plan behind it.
public struct Inspection: Sendable {
  public let report: InspectReport
  /// The memory map: address against time, every buffer named.
  public let memoryMap: String
  private let model: Graph
  private let plan: Plan
  private let target: Target
  private let request: ModelRequest
  private var options: CompileOptions

  fileprivate init(
    _ model: LoadedModel, _ prepared: PreparedModel, _ request: ModelRequest,
    _ options: CompileOptions
  ) throws(Rejection) {
    self.model = model.graph
    plan = prepared.plan
    target = prepared.target
    self.request = request
    // What is made of this must not depend on where it was made.
    self.options = options
    self.options.target = prepared.target.name
    report = Driver.report(model, plan, try choice(options.input, "input"))
    memoryMap = Visualize.memoryMap(of: plan)
  }

  /// All of it as one page of HTML that needs nothing else; looks for the other plans of the model
  /// too, which takes longer than the plan itself.
  public func htmlReport() throws(Failure) -> String {
    try facade { () throws(Rejection) in
      // The plan's own graph may hold second passes already.
      let graph = try runPasses(on: model, options.passes) { _ in }
      let points = try tradeOffs(graph, target, options)
      let facts = PageFacts(
        command: "mncc inspect " + commandLine(request, options), weights: report.weights,
        multiplyAdds: report.multiplyAdds, parameters: report.parameters,
        bound: report.bound.map {
          PageFacts.Bound(bytes: $0.bytes, explanation: $0.explanation)
        },
        cycles: target.cycles(plan.schedule, in: plan.graph),
        tradeOffs: curve(points, chosen: plan, of: report.multiplyAdds, target),
        notes: report.notes)
      return planPage(of: plan, facts)
    }
  }
}

/// Imports and plans a model, and tells what came out.
public func inspect(
  _ request: ModelRequest, _ options: CompileOptions, observe: (PassEvent) -> Void = { _ in }
) throws(Failure) -> Inspection {
  try facade { () throws(Rejection) in
    var model = try load(request)
    let prepared = try prepare(model, options, observe: observe)
    model.notes += prepared.notes
    return try Inspection(model, prepared, request, options)
  }
}
