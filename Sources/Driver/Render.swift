import Basics
import IR
import Passes
import Visualize

/// Which form of a model's graph to draw.
public enum GraphStage: String, CaseIterable, Sendable {
  /// As the model file has it.
  case imported
  /// After all passes: what is planned and generated.
  case fused
}

/// Draws a model's graph; the format follows from the ending of `path`.
public func render(
  _ request: ModelRequest, stage: GraphStage, as path: String
) throws(Failure) -> [UInt8] {
  try facade { () throws(Rejection) in
    let ending = lastComponent(path).split(separator: ".").dropFirst().last.map(String.init) ?? ""
    guard let format = RenderFormat(fileExtension: ending) else {
      throw Rejection(
        .usage, "usage.format",
        "found the ending \"\(ending)\" of \(path), expected one of"
          + " \(RenderFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var graph = try load(request).graph
    switch stage {
    case .imported: break
    case .fused: graph = try Passes.run(standardPipeline, on: graph, verifyEach: false)
    }
    return try Visualize.render(graph, as: format)
  }
}
