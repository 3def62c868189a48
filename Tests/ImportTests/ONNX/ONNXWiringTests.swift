import Basics
import IR
import Import
import TestSupport
import Testing

@testable import Formats

/// Inputs and outputs of nodes that are left out, missing or too many: read or refused, whatever the op.
@Suite struct ONNXWiringTests {
  /// Every other list of names that a node could have by one change.
  private func changed(_ names: [String]) -> [[String]] {
    names.indices.flatMap { index in
      var (empty, missing, twice) = (names, names, names)
      empty[index] = ""
      missing.remove(at: index)
      twice.insert(names[index], at: index)
      return [empty, missing, twice]
    } + [names + [""], [""] + names]
  }

  @Test func everyListOfNamesIsReadOrRefused() throws {
    var (imported, refused) = (0, 0)
    for name in cases.keys.sorted() {
      let bytes = try tensor(name, "model").map { UInt8($0) }
      guard let model = try? readONNX(bytes, file: "m.onnx") else { continue }
      for (index, node) in model.graph.nodes.enumerated() {
        let others =
          changed(node.inputs).map { node.with(inputs: $0, outputs: node.outputs) }
          + changed(node.outputs).map { node.with(inputs: node.inputs, outputs: $0) }
        for other in others {
          do {
            let graph = try importONNX(model.with(other, at: index)).graph
            #expect(verify(graph).isEmpty, "\(name), \(other.inputs), \(other.outputs)")
            imported += 1
          } catch {
            refused += 1
          }
        }
      }
    }
    #expect(imported > 1000 && refused > 1000, "\(imported) \(refused)")
  }
}

extension ONNXNode {
  fileprivate func with(inputs: [String], outputs: [String]) -> ONNXNode {
    ONNXNode(
      operatorType: operatorType, domain: domain, name: name, inputs: inputs, outputs: outputs,
      attributes: attributes, origin: origin)
  }
}

extension ONNXModel {
  fileprivate func with(_ node: ONNXNode, at index: Int) -> ONNXModel {
    var nodes = graph.nodes
    nodes[index] = node
    return ONNXModel(
      irVersion: irVersion, operatorSets: operatorSets, producerName: producerName,
      producerVersion: producerVersion, metadata: metadata,
      graph: ONNXGraph(
        name: graph.name, nodes: nodes, initializers: graph.initializers,
        sparseInitializers: graph.sparseInitializers, inputs: graph.inputs, outputs: graph.outputs),
      functions: functions, hasTrainingInfo: hasTrainingInfo, origin: origin)
  }
}
