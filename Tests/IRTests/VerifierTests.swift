import Basics
import Testing

@testable import IR

/// Graphs broken from inside, as only a faulty pass could: each violation is found.
@Suite struct VerifierTests {
  private static let sound = """
    graph g {
      weight @w : f32[2x3] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
      weight @b : f32[2] = [1.0, 2.0]
      input %x : f32[1x1x3]
      %y = fully_connected %x {weight = @w, bias = @b} : f32[1x1x2]
      %z = activation %y {function = relu} : f32[1x1x2]
      %s = add %y, %z : f32[1x1x2]
      output %s
    }
    """

  /// The rules that a sound graph breaks after `change`.
  private func rules(_ change: (inout Graph) throws -> Void) throws -> [String] {
    var graph = try parseGraph(Array(Self.sound.utf8), file: "sound")
    #expect(verify(graph).isEmpty)
    try change(&graph)
    return verify(graph).map(\.id)
  }

  @Test func aTypeThatIsNotInferred() throws {
    let found = try rules { graph in
      graph.values[graph.nodes[graph.order[2]].result].type.shape.channels = 3
    }
    #expect(found == ["ir.type"])
  }

  @Test func aTypeThatItsReadersDoNotTake() throws {
    let found = try rules { graph in
      graph.values[graph.nodes[graph.order[1]].result].type.shape.channels = 3
    }
    #expect(found == ["ir.type", "op.shape"])
  }

  @Test func aNameTwice() throws {
    let found = try rules { graph in
      graph.values[graph.nodes[graph.order[2]].result].name = "x"
    }
    #expect(found == ["ir.name"])
  }

  @Test func noName() throws {
    let found = try rules { $0.values[$0.inputs[0]].name = "" }
    #expect(found == ["ir.name"])
  }

  @Test func anOrderTurnedAround() throws {
    let found = try rules { $0.order.swapAt(0, 1) }
    #expect(found == ["ir.order"])
  }

  @Test func aNodeTwice() throws {
    let found = try rules { $0.order.append($0.order[2]) }
    #expect(found == ["ir.name"])
  }

  @Test func anOperandThatWasRemoved() throws {
    let found = try rules { graph in
      let stale = graph.values.insert(
        Value(name: "stale", type: graph.type(of: graph.inputs[0]), producer: nil))
      graph.values.remove(stale)
      graph.nodes[graph.order[1]].operands = [stale]
    }
    #expect(found == ["ir.order"])
  }

  @Test func tooManyOperands() throws {
    let found = try rules { graph in
      graph.nodes[graph.order[1]].operands.append(graph.inputs[0])
    }
    #expect(found == ["ir.operands"])
  }

  @Test func aResultThatDoesNotKnowItsNode() throws {
    let found = try rules { graph in
      graph.values[graph.nodes[graph.order[1]].result].producer = graph.order[0]
    }
    #expect(found == ["ir.producer"])
  }

  @Test func noOutput() throws {
    let found = try rules { $0.outputs = [] }
    #expect(found == ["ir.output"])
  }

  @Test func anOutputOfAnotherGraph() throws {
    let found = try rules { graph in
      let other = graph.values.insert(
        Value(name: "other", type: graph.type(of: graph.inputs[0]), producer: nil))
      graph.outputs = [other]
    }
    #expect(found == ["ir.output"])
  }

  @Test func aWeightOfAnotherShape() throws {
    let found = try rules { graph in
      guard case .fullyConnected(var matrix) = graph.nodes[graph.order[0]].op else { return }
      matrix.bias = matrix.weight
      graph.nodes[graph.order[0]].op = .fullyConnected(matrix)
    }
    #expect(found == ["op.weight"])
  }

  @Test func twoWeightsOfOneName() throws {
    let found = try rules { graph in
      guard case .fullyConnected(var matrix) = graph.nodes[graph.order[0]].op else { return }
      matrix.bias = graph.weights.add(Weight("w", shape: [2], values: [0, 0]))
      graph.nodes[graph.order[0]].op = .fullyConnected(matrix)
    }
    #expect(found == ["ir.weight"])
  }

  @Test func allViolationsAtOnce() throws {
    let found = try rules { graph in
      graph.outputs = []
      graph.values[graph.inputs[0]].name = ""
      graph.nodes[graph.order[1]].operands = []
    }
    #expect(found == ["ir.name", "ir.operands", "ir.output"])
  }

  @Test func replacingAnOpByOneOfAnotherTypeTraps() async {
    await #expect(processExitsWith: .failure) {
      var graph = try parseGraph(Array(Self.sound.utf8), file: "sound")
      graph.replaceOp(
        of: graph.order[1], with: .fullyConnected(FullyConnected()), origin: .unknown)
    }
  }

  @Test func removingANodePassesItsNameOn() throws {
    var graph = try parseGraph(Array(Self.sound.utf8), file: "sound")
    let (matrix, activation) = (graph.order[0], graph.order[1])
    graph.remove(activation, using: graph.nodes[matrix].result)
    #expect(verify(graph).isEmpty)
    #expect(graph.name(of: matrix) == "z")
    #expect(graph.text().contains("%s = add %z, %z"))
    #expect(!graph.nodes.contains(activation))
  }
}
