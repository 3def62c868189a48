import Basics
import Formats

/// Refuses a subgraph unless each tensor is made once, before it is read, and for something.
func checkWiring(of subgraph: TFLiteSubgraph, in model: TFLiteModel) throws(Rejection) {
  var wiring = Wiring(subgraph, model)
  wiring.check()
  if !wiring.problems.isEmpty { throw Rejection(.badFile, wiring.problems) }
}

private struct Wiring {
  let subgraph: TFLiteSubgraph
  let model: TFLiteModel
  var problems: [Diagnostic] = []
  private var made: Set<Int> = []

  init(_ subgraph: TFLiteSubgraph, _ model: TFLiteModel) {
    self.subgraph = subgraph
    self.model = model
  }

  mutating func check() {
    for input in subgraph.inputs { make(input, "is an input") }
    let computed = Set(subgraph.operators.flatMap(\.outputs))
    for operation in subgraph.operators {
      for input in operation.inputs.compactMap({ $0 })
      where !made.contains(input) && !isConstant(input) {
        report(
          operation.origin, input,
          computed.contains(input)
            ? "is read before it is made" : "is neither a constant nor made by an operator")
      }
      if operation.outputs.isEmpty {
        problems.append(
          Diagnostic(
            "tflite.wiring", at: operation.origin, "expected a result, found an operator of none"))
      }
      for output in operation.outputs { make(output, "is made") }
    }
    checkEnds(computed)
  }

  private mutating func checkEnds(_ computed: Set<Int>) {
    let outputs = Set(subgraph.outputs)
    let root = Origin.record(file: model.file, path: "subgraphs[0]")
    if outputs.count < subgraph.outputs.count {
      problems.append(
        Diagnostic("tflite.wiring", at: root, "a tensor is an output more than once"))
    }
    if outputs.isEmpty || subgraph.inputs.isEmpty {
      problems.append(
        Diagnostic("tflite.wiring", at: root, "expected at least one input and one output"))
    }
    for output in subgraph.outputs where !computed.contains(output) {
      report(root, output, "is an output and no operator makes it")
    }
    let read = Set(subgraph.operators.flatMap { $0.inputs.compactMap { $0 } })
    for tensor in subgraph.tensors.indices
    where made.contains(tensor) && !read.contains(tensor) && !outputs.contains(tensor) {
      report(subgraph.tensors[tensor].origin, tensor, "is read by nothing, and no output")
    }
  }

  private mutating func make(_ tensor: Int, _ role: String) {
    if isConstant(tensor) {
      report(subgraph.tensors[tensor].origin, tensor, "\(role) and constant")
    }
    if !made.insert(tensor).inserted {
      report(subgraph.tensors[tensor].origin, tensor, "\(role) and there already")
    }
  }

  private func isConstant(_ tensor: Int) -> Bool {
    model.data(of: subgraph.tensors[tensor]) != nil
  }

  private mutating func report(_ origin: Origin, _ tensor: Int, _ message: String) {
    problems.append(
      Diagnostic(
        "tflite.wiring", at: origin,
        "tensor \(tensor), \(quoted(subgraph.tensors[tensor].name)), \(message)"))
  }
}
