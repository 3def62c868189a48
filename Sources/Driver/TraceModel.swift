import Basics
import Formats
import IR

/// What a trace has kept.
public struct TraceReport: Sendable {
  /// The names of the arrays, in the order in which they are made.
  public let names: [String]
  public let inputs: Int
  public let notes: [String]
}

/// Runs the generated code on the arrays of a file and writes the result of every op to another.
///
/// The schedule is that of the compiled model: what passes made part of another op has no array, and
/// arrays have the names that the model gives the last of what became one. They lie as the maps do,
/// channels side by side, one for each input in front; integers are those of the graph.
public func trace(
  _ request: ModelRequest, _ options: CompileOptions, inputs file: String, to output: String,
  progress: (String) -> Void = { _ in }
) throws(Failure) -> TraceReport {
  try facade { () throws(Rejection) in
    let model = try load(request)
    let prepared = try prepare(model, options)
    let graph = prepared.plan.graph
    let samples = try traceInputs(file, of: graph)
    guard let compiler = CCompiler() else {
      throw Rejection(
        .unsupported, "cc.missing", "trace needs a C compiler; set CC or install one as cc")
    }
    let results = graph.order.map { graph.nodes[$0].result }
    var elements = results.map { _ in [Double]() }
    try withTemporaryFolder { folder throws(Rejection) in
      let flags = ["-O1"]
      progress("compiling with \((compiler.command + flags).joined(separator: " "))")
      let code = try TracedCode(prepared, compiler, flags: flags, in: folder)
      for (index, sample) in samples.enumerated() {
        progress("input \(index + 1) of \(samples.count)")
        let values = try code.values(of: sample)
        for (place, result) in results.enumerated() {
          elements[place] += values[result]?.values ?? []
        }
      }
    }
    try writeNPZ(
      output,
      zip(results, elements).map { result, elements in
        let shape = graph.shape(of: result)
        let isFloat = graph.type(of: result).elementType == .f32
        return NPYArray(
          graph.values[result].name,
          shape: [samples.count, shape.height, shape.width, shape.channels],
          isFloat ? .float32(elements.map { Float($0) }) : .int8(elements.map { Int8($0) }))
      })
    return TraceReport(
      names: results.map { graph.values[$0].name }, inputs: samples.count,
      notes: (model.notes + prepared.notes).map(\.description))
  }
}

/// The inputs that a file of arrays has: those called like an input of the graph, of a graph with only
/// one input all of them.
private func traceInputs(_ file: String, of graph: Graph) throws(Rejection) -> [[Tensor]] {
  let content = try readTensors(readFile(file), file: file)
  var samples: [[Tensor]] = []
  for (index, input) in graph.inputs.enumerated() {
    let name = graph.values[input].name
    var tensors: [Tensor] = []
    for record in content.tensors where graph.inputs.count == 1 || record.name == name {
      let offset = graph.unsignedInputs.contains(index) ? -128.0 : 0
      let shape = graph.shape(of: input)
      for array in try arrays(record, shape, most: .max) {
        let values = array.map { Double($0) + offset }
        let isLegal =
          graph.type(of: input).elementType == .f32
          || values.allSatisfy { (-128...127).contains($0) && $0 == $0.rounded() }
        guard isLegal else {
          throw Rejection(
            .badFile, "trace.input", at: record.origin,
            "found elements that are no integers of \(offset == 0 ? "int8" : "uint8")")
        }
        tensors.append(Tensor(shape: shape, values: values))
      }
    }
    guard !tensors.isEmpty, index == 0 || tensors.count == samples.count else {
      throw Rejection(
        .badFile, "trace.input", at: .file(file),
        "found \(tensors.count) arrays for the input \(name.debugDescription), expected"
          + (index == 0 ? " some" : " \(samples.count) as for the first input"))
    }
    samples = tensors.enumerated().map { (index == 0 ? [] : samples[$0]) + [$1] }
  }
  return samples
}
