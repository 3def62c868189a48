import Basics
import IR
import Passes
import TestSupport
import Testing

@Suite struct PipelineTests {
  @Test func namesAreUniqueAndKebabCase() throws {
    let names = standardPipeline.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(try /[a-z]+(-[a-z0-9]+)*/.wholeMatch(in: name) != nil, "\(name)") }
  }

  @Test func everyPassOfTheSourcesIsListed() throws {
    var found: [String] = []
    for path in packageFiles(in: "Sources/Passes", ending: ".swift") {
      let text = try packageText(path)
      let definitions = text.matches(of: /= Pass\(\s*"([^"]*)"/).map { String($0.output.1) }
      // One pass a file, and the file bears its name: FoldBatchNorm.swift, fold-batch-norm.
      for name in definitions {
        let words = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        #expect(path == "Sources/Passes/\(words.joined()).swift")
      }
      #expect(definitions.count <= 1)
      found += definitions
    }
    #expect(found.sorted() == standardPipeline.map(\.name).sorted())
  }

  @Test func aReportTellsWhatChanged() throws {
    let text = """
      graph g {
        input %x : f32[1x1x1]
        %a = activation %x {function = relu} : f32[1x1x1]
        %b = add %a, %a : f32[1x1x1]
        output %b
      }
      """
    let graph = try parseGraph(Array(text.utf8), file: "g")
    let double = Pass("double", "an output stands there twice") { graph in
      graph.addOutput(graph.outputs[0])
    }
    var reports: [String] = []
    _ = try run([fuseActivation, double], on: graph, verifyEach: true) { report in
      reports.append("\(report.number) \(report.pass.name) \(report.changed)")
      #expect(report.duration >= .zero)
    }
    #expect(reports == ["1 fuse-activation false", "2 double true"])
  }

  @Test func aPassThatBreaksTheGraphIsCaught() throws {
    let text =
      "graph g { input %x : f32[1x1x1] %y = activation %x {function = relu} : f32[1x1x1] output %y }"
    let graph = try parseGraph(Array(text.utf8), file: "g")
    let breaking = Pass("breaking", "the op is gone, its result is still an output") { graph in
      graph.remove(graph.order[0], using: graph.inputs[0])
      graph.addOutput(graph.addInput("x", graph.type(of: graph.inputs[0])))
    }
    let rejection = #expect(throws: Rejection.self) {
      try run([breaking], on: graph, verifyEach: true)
    }
    #expect(rejection?.kind == .verificationFailed)
    #expect(rejection?.diagnostics.map(\.id) == ["pass.broken", "ir.name"])
    #expect(throws: Never.self) { try run([breaking], on: graph, verifyEach: false) }
  }
}
