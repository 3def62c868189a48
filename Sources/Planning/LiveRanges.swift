import Basics
import IR
import Plan

/// The steps in which one row of a buffer holds something that is still needed, both ends included.
package struct RowLife: Hashable, Sendable {
  package var birth: Int
  package var death: Int

  package init(birth: Int, death: Int) {
    self.birth = birth
    self.death = death
  }

  /// Before the first write or read.
  static let none = RowLife(birth: .max, death: -1)

  /// Extends the life to `step`.
  mutating func meet(_ step: Int) {
    birth = min(birth, step)
    death = max(death, step)
  }
}

/// A buffer before it has an address: how large its rows are and when each of them lives.
package struct Tenant: Sendable {
  var names: [String]
  let rowBytes: Int
  /// Over all slices, from the first birth to the last death; both ascend from row to row.
  var rows: [RowLife]
  /// For a buffer of slices, the region it belongs to.
  let slicedIn: Int?
  /// For a buffer of slices, the lives of its rows during the first slice.
  var firstPass: [RowLife]

  package init(
    names: [String], rowBytes: Int, rows: [RowLife], slicedIn: Int? = nil,
    firstPass: [RowLife] = []
  ) {
    self.names = names
    self.rowBytes = rowBytes
    self.rows = rows
    self.slicedIn = slicedIn
    self.firstPass = firstPass
  }

  var byteCount: Int { rowBytes * rows.count }
}

/// Where a value will be: in a tenant of the arena or in the caller's memory.
enum Residence: Hashable {
  case input(Int)
  case output(Int)
  case tenant(Int)
}

/// The buffers that consecutive regions need, and the lives of their rows.
struct LiveRanges {
  private(set) var tenants: [Tenant] = []
  private(set) var residences = SideTable<Value, Residence>()
  /// The steps of each region.
  private(set) var regionSteps: [Int] = []

  private let graph: Graph
  private let lastUse: SideTable<Value, Int>
  private var step = 0

  /// Walks the steps of the regions that cover `positions` of the graph's order.
  ///
  /// Values made before them live from the first step, values needed after them to the last.
  init(_ graph: Graph, _ regions: [Region], covering positions: Range<Int>) {
    self.graph = graph
    lastUse = graph.lastUses()
    for (index, input) in graph.inputs.enumerated() { residences[input] = .input(index) }
    for (index, output) in graph.outputs.enumerated() { residences[output] = .output(index) }

    for node in graph.order[..<positions.lowerBound] {
      let value = graph.nodes[node].result
      guard residences[value] == nil, lastUse[value, default: -1] >= positions.lowerBound else {
        continue
      }
      let tenant = addTenant(
        for: value, channels: graph.shape(of: value).channels, slicedIn: nil)
      for row in tenants[tenant].rows.indices { tenants[tenant].rows[row].meet(0) }
    }
    for (index, region) in regions.enumerated() {
      let start = step
      for pass in 0..<region.passes {
        for stage in region.stages { run(stage, of: region, index, pass) }
      }
      regionSteps.append(step - start)
    }
    for id in graph.values.handles {
      guard case .tenant(let tenant)? = residences[id],
        lastUse[id, default: -1] >= positions.upperBound
      else { continue }
      for row in tenants[tenant].rows.indices { tenants[tenant].rows[row].meet(step) }
    }
    for tenant in tenants.indices { tenants[tenant].makeDeathsAscend() }
  }

  // MARK: Steps

  private mutating func run(
    _ stage: Stage, of region: Region, _ index: Int, _ pass: Int
  ) {
    let node = graph.nodes[stage.node]
    let result = node.result
    if residences[result] == nil { house(result, of: stage, in: region, index) }
    let access = graph.access(of: stage.node)
    for y in 0..<graph.shape(of: result).height {
      for (operand, access) in zip(node.operands, access) {
        for row in access.rows(for: y, height: graph.shape(of: operand).height) {
          touch(operand, row, pass)
        }
      }
      touch(result, y, pass)
      step += 1
    }
  }

  /// Notes that a row is written or read at this step.
  private mutating func touch(_ value: ValueID, _ row: Int, _ pass: Int) {
    guard case .tenant(let tenant)? = residences[value] else { return }
    tenants[tenant].rows[row].meet(step)
    if pass == 0, tenants[tenant].slicedIn != nil { tenants[tenant].firstPass[row].meet(step) }
  }

  /// Finds room for a value that is made for the first time.
  private mutating func house(
    _ value: ValueID, of stage: Stage, in region: Region, _ index: Int
  ) {
    let isInner = region.slices != nil && stage.node != region.stages.last?.node
    if stage.role == .whole, let host = tenantInPlace(of: stage.node) {
      residences[value] = .tenant(host)
      tenants[host].names.append(graph.values[value].name)
      return
    }
    let widest = region.slices?.map(\.count).max() ?? 0
    addTenant(
      for: value, channels: isInner ? widest : graph.shape(of: value).channels,
      slicedIn: isInner ? index : nil)
  }

  /// The tenant of an operand that the result may replace element by element: the op reads just the
  /// element that it writes, and nobody reads the operand later.
  private func tenantInPlace(of node: NodeID) -> Int? {
    for (operand, access) in zip(graph.nodes[node].operands, graph.access(of: node)) {
      guard access.space == .same, access.channels == .same,
        lastUse[operand].map({ graph.order.indices.contains($0) && graph.order[$0] == node })
          == true,
        case .tenant(let tenant)? = residences[operand]
      else { continue }
      return tenant
    }
    return nil
  }

  @discardableResult
  private mutating func addTenant(
    for value: ValueID, channels: Int, slicedIn region: Int?
  ) -> Int {
    let type = graph.type(of: value)
    let unborn = Array(repeating: RowLife.none, count: type.shape.height)
    residences[value] = .tenant(tenants.count)
    tenants.append(
      Tenant(
        names: [graph.values[value].name],
        rowBytes: type.shape.width * channels * type.elementType.byteCount,
        rows: unborn,
        slicedIn: region,
        firstPass: region == nil ? [] : unborn))
    return tenants.count - 1
  }
}

extension Tenant {
  /// Lets no row die before one above it; a window may step over rows without reading them.
  fileprivate mutating func makeDeathsAscend() {
    for row in rows.indices.dropFirst() {
      rows[row].death = max(rows[row].death, rows[row - 1].death)
    }
    for row in firstPass.indices.dropFirst() {
      firstPass[row].death = max(firstPass[row].death, firstPass[row - 1].death)
    }
  }
}

extension Graph {
  /// The position in the order of the last node that reads each value; one past the end for outputs.
  func lastUses() -> SideTable<Value, Int> {
    var last = SideTable<Value, Int>()
    for (position, node) in order.enumerated() {
      for operand in nodes[node].operands { last[operand] = position }
    }
    for output in outputs { last[output] = order.count }
    return last
  }
}
