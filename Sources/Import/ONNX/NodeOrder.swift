import Basics
import Formats

/// The nodes that the outputs need, each after those it reads.
///
/// That of the file where it is such an order, as the format demands.
struct NodeOrder {
  /// Indices of nodes.
  private(set) var indices: [Int] = []
  /// The node that makes each name.
  private(set) var makers: [String: Int] = [:]
  /// The needed nodes that read each name, one twice that reads it twice.
  private(set) var readers: [String: [Int]] = [:]

  private let graph: ONNXGraph
  /// Names that no node makes.
  private var given: Set<String> = []

  init(_ graph: ONNXGraph) throws(Rejection) {
    self.graph = graph
    try findMakers()
    indices = try sorted()
    for index in indices {
      for name in graph.nodes[index].inputs where !name.isEmpty {
        readers[name, default: []].append(index)
      }
    }
  }

  private mutating func findMakers() throws(Rejection) {
    var problems: [Diagnostic] = []
    func twice(_ origin: Origin, _ name: String) {
      problems.append(
        Diagnostic("onnx.duplicate", at: origin, "makes \(spelled(name)), which is made before"))
    }
    for tensor in graph.initializers where !given.insert(tensor.name).inserted {
      twice(tensor.origin, tensor.name)
    }
    // An initialiser may be listed among the inputs, but no input twice.
    var inputs: Set<String> = []
    for input in graph.inputs {
      if !inputs.insert(input.name).inserted { twice(input.origin, input.name) }
      given.insert(input.name)
    }
    var outputs: Set<String> = []
    for output in graph.outputs where !outputs.insert(output.name).inserted {
      twice(output.origin, output.name)
    }
    for (index, node) in graph.nodes.enumerated() {
      for name in node.outputs where !name.isEmpty {
        if given.contains(name) || makers.updateValue(index, forKey: name) != nil {
          twice(node.origin, name)
        }
      }
    }
    guard problems.isEmpty else { throw Rejection(.badFile, problems) }
  }

  /// A walk from the outputs back, each node noted after all that it needs.
  private func sorted() throws(Rejection) -> [Int] {
    enum Mark { case open, done }
    var marks: [Int: Mark] = [:]
    var sorted: [Int] = []
    for output in graph.outputs {
      guard given.contains(output.name) || makers[output.name] != nil else {
        throw Rejection(
          .badFile, "onnx.dangling", at: output.origin,
          "nothing makes this output of the graph")
      }
      var stack = makers[output.name].map { [(node: $0, input: 0)] } ?? []
      while let (index, input) = stack.last {
        let node = graph.nodes[index]
        if input == 0 {
          if marks[index] == .done {
            stack.removeLast()
            continue
          }
          marks[index] = .open
        }
        guard input < node.inputs.count else {
          marks[index] = .done
          sorted.append(index)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].input += 1
        let name = node.inputs[input]
        if name.isEmpty || given.contains(name) { continue }
        guard let maker = makers[name] else {
          throw Rejection(
            .badFile, "onnx.dangling", at: node.origin,
            "\(spelled(node.operatorType)) reads \(spelled(name)), which nothing makes")
        }
        guard marks[maker] != .open else {
          throw Rejection(
            .badFile, "onnx.cycle", at: node.origin,
            "\(spelled(node.operatorType)) needs its own result to make \(spelled(name))")
        }
        if marks[maker] == nil { stack.append((maker, 0)) }
      }
    }
    return isInOrder(sorted.sorted()) ? sorted.sorted() : sorted
  }

  private func isInOrder(_ indices: [Int]) -> Bool {
    indices.allSatisfy { index in
      graph.nodes[index].inputs.allSatisfy { name in makers[name].map { $0 < index } ?? true }
    }
  }
}

/// A name of a file as a message shows it.
func spelled(_ name: String) -> String {
  let head = name.unicodeScalars.prefix(60)
  let rest = head.endIndex == name.endIndex ? "" : "..."
  return "\"\(escaped(String(head)))\(rest)\""
}
