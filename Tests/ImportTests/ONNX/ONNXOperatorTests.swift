import Basics
import Formats
import IR
import Import
import TestSupport
import Testing

/// Small models of one operator or form each, against what ONNX Runtime answers for them.
///
/// Tests/Files/onnx/make.py makes them.
@Suite struct ONNXOperatorTests {
  @Test func everyFormAnswersAsONNXRuntimeDoes() throws {
    var count = 0
    for name in cases.keys.sorted() where !name.hasPrefix("refused.") {
      let (model, given, expected) = try (
        tensor(name, "model"), tensor(name, "in"), tensor(name, "out")
      )
      do {
        let imported = try importONNX(bytes: model.map { UInt8($0) })
        #expect(verify(imported.graph).isEmpty, "\(name)")
        let answer = try answer(imported, given)
        if name.hasPrefix("q-") {
          let most = zip(answer, expected).map { abs($0 - Double($1)) }.max() ?? 0
          #expect(answer.count == expected.count && most <= 1, "\(name): \(most)")
        } else {
          let error = relativeError(answer, expected.map(Double.init))
          #expect(
            answer.count == expected.count && error < (name.hasPrefix("half-") ? 1e-3 : 1e-5),
            "\(name): \(error)")
        }
        count += 1
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    #expect(count > 80)
  }

  /// What waits to be applied is applied where it stands: before a resize there are fewer elements, and
  /// the map that is resized has the name that it has in the file.
  @Test func functionsStayBeforeAResize() throws {
    let model = try tensor("resize-after-relu", "model")
    let graph = try importONNX(bytes: model.map { UInt8($0) }).graph
    let ops = graph.order.map { graph.nodes[$0].op.mnemonic }
    #expect(ops.prefix(2) == ["activation", "resize_nearest"])
  }

  /// What is written out in steps is one op in the end.
  @Test(arguments: [
    ("hard-swish-clip-div", "activation"), ("hard-swish-div-first", "activation"),
    ("hard-swish-mul-sixth", "activation"), ("hard-swish-sigmoid", "activation"),
    ("relu6-written-out", "activation"), ("conv-add", "conv2d"), ("matmul-add", "fully_connected"),
    ("q-conv-add-relu", "conv2d"), ("q-matmul-add", "fully_connected"),
    ("q-add-constant", "depthwise_conv2d"), ("nhwc-input", "conv2d"), ("pad-conv", "conv2d"),
  ])
  func becomesOneOp(name: String, op: String) throws {
    let graph = try importONNX(bytes: tensor(name, "model").map { UInt8($0) }).graph
    #expect(graph.order.map { graph.nodes[$0].op.mnemonic } == [op])
  }

  /// What is resized between DequantizeLinear and QuantizeLinear is of integers and has the name of those.
  @Test func integersHaveTheNamesOfIntegers() throws {
    let graph = try importONNX(bytes: tensor("q-resize", "model").map { UInt8($0) }).graph
    let names = graph.values.handles.map { graph.values[$0].name }
    #expect(!names.contains("m") && graph.values.handles.count > 1)
  }

  private func answer(_ model: ImportedModel, _ given: [Float]) throws -> [Double] {
    let graph = model.graph
    let shape = graph.shape(of: graph.inputs[0])
    let shift: Float = graph.unsignedInputs.contains(0) ? 128 : 0
    let input = Tensor(shape) { y, x, c in
      let index =
        model.inputLayout == .nchw
        ? (c * shape.height + y) * shape.width + x : (y * shape.width + x) * shape.channels + c
      return Double(given[index] - shift)
    }
    let values = evaluate(graph, inputs: [input])
    let result = try #require(values[graph.outputs[0]]).values
    return graph.unsignedOutputs.contains(0) ? result.map { $0 + 128 } : result
  }
}

/// The tensors of each case, by their last words.
let cases: [String: [String: [Float]]] = {
  let path = "Tests/Files/onnx/cases.npz"
  guard let file = try? readTensors(packageFile(path), file: path) else { return [:] }
  var cases: [String: [String: [Float]]] = [:]
  for tensor in file.tensors {
    let parts = tensor.name.split(separator: ".")
    let name = parts.dropLast().joined(separator: ".")
    cases[name, default: [:]][String(parts.last ?? "")] = tensor.values
  }
  return cases
}()

func tensor(_ name: String, _ role: String) throws -> [Float] {
  try #require(cases[name]?[role], "\(name).\(role)")
}

func importONNX(bytes: [UInt8]) throws(Rejection) -> ImportedModel {
  try importONNX(readONNX(bytes, file: "m.onnx"))
}
