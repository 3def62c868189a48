import IR
import Plan

/// Who asks for whose rows in a region.
///
/// Where a value has several readers, the first of them asks and the others find the rows there;
/// only those that ask at least once need code for it.
struct PullOrder {
  struct Request: Hashable {
    let stage: Int
    let operand: Int
  }

  /// The requests that make rows of another stage, and those that have rows delivered.
  private(set) var makers: [Request: Int] = [:]
  private(set) var deliveries: [Request: Int] = [:]
  /// The stages with rows that nobody asks for.
  private(set) var drained: [Int] = []
  /// The inputs, by place in the region's deliveries, with rows that nobody asks for.
  private(set) var drainedDeliveries: [Int] = []

  init(_ region: Region, _ graph: Graph) {
    let nodes = region.stages.map { graph.nodes[$0.node] }
    let access = region.stages.map { graph.access(of: $0.node) }
    let inputs = region.deliveries.map { graph.inputs[$0] }
    let heights = nodes.map { graph.shape(of: $0.result).height }
    var made = nodes.map { _ in 0 }
    var delivered = inputs.map { _ in 0 }
    var askedMakers: [Request: Int] = [:]
    var askedDeliveries: [Request: Int] = [:]

    func make(_ stage: Int) {
      for (operand, value) in nodes[stage].operands.enumerated() {
        let height = graph.shape(of: value).height
        let needed = access[stage][operand].rows(for: made[stage], height: height).upperBound
        let request = Request(stage: stage, operand: operand)
        if let maker = nodes.firstIndex(where: { $0.result == value }) {
          if made[maker] < needed { askedMakers[request] = maker }
          while made[maker] < needed { make(maker) }
        } else if let input = inputs.firstIndex(of: value) {
          if delivered[input] < needed { askedDeliveries[request] = input }
          delivered[input] = max(delivered[input], needed)
        }
      }
      made[stage] += 1
    }

    if region.isPulled {
      while made[made.count - 1] < heights[made.count - 1] { make(made.count - 1) }
    }
    for stage in made.indices {
      if region.isPulled, made[stage] < heights[stage] { drained.append(stage) }
      while made[stage] < heights[stage] { make(stage) }
    }
    for (index, input) in inputs.enumerated()
    where delivered[index] < graph.shape(of: input).height {
      drainedDeliveries.append(index)
    }
    makers = askedMakers
    deliveries = askedDeliveries
  }
}
