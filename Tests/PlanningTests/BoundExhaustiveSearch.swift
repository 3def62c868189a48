import Basics
import IR

/// The least peak over all schedules of a tiny graph, by trying them all.
///
/// It shares nothing with the bounds: it is built from single elements and goes through sets of
/// computed groups of elements, one group after the other, each once. Live is what is computed and
/// still has a reader; results may take the place of operands that die with them. Where the input
/// arrives, only what is live when its next row begins to arrive is counted.
struct BoundExhaustiveSearch {
  /// How finely schedules work.
  enum Grain: CaseIterable { case rows, pixels, elements }

  /// How schedules get at the input, and whether unfinished results may be kept for other ops than
  /// those that read a whole operand.
  enum Freedom: Equatable {
    /// Input groups arrive in order and weigh something; no partial sums.
    case inputArrives
    /// The input is there and weighs nothing.
    case inputIsThere(allowsPartialSums: Bool)
  }

  private struct Group {
    var weight = 0
    var operands: UInt64 = 0
    var users: UInt64 = 0
    var isInput = false
    var beginsInputRow = false
    var mayBeBegun = false
  }

  private struct State: Hashable {
    var done: UInt64
    /// Unfinished sums; they take in each operand as soon as it is done.
    var begun: UInt64 = 0
  }

  private var groups: [Group] = []
  private var outputs: UInt64 = 0
  private var isNeeded: UInt64 = 0

  /// Nil if there are more than 64 groups; elements have at most so many bytes.
  init?(_ graph: Graph, _ grain: Grain, _ freedom: Freedom, elementBytes: Int = 1) {
    var firstGroup = SideTable<Value, Int>()
    func group(_ value: ValueID, _ y: Int, _ x: Int, _ c: Int) -> Int {
      let shape = graph.shape(of: value)
      let first = firstGroup[value] ?? 0
      switch grain {
      case .rows: return first + y
      case .pixels: return first + y * shape.width + x
      case .elements: return first + (y * shape.width + x) * shape.channels + c
      }
    }
    func add(_ value: ValueID, weighs: Bool, isInput: Bool, mayBeBegun: Bool) {
      firstGroup[value] = groups.count
      let shape = graph.shape(of: value)
      let last = group(value, shape.height - 1, shape.width - 1, shape.channels - 1)
      let count = last + 1 - groups.count
      let bytes = graph.elementBytes(of: value, most: elementBytes) * shape.count
      for index in 0..<count {
        groups.append(
          Group(
            weight: weighs && !graph.outputs.contains(value) ? bytes / count : 0,
            isInput: isInput, beginsInputRow: isInput && index % (count / shape.height) == 0,
            mayBeBegun: mayBeBegun))
      }
    }
    for input in graph.inputs {
      add(input, weighs: freedom == .inputArrives, isInput: true, mayBeBegun: false)
    }
    for id in graph.order {
      let node = graph.nodes[id]
      let access = graph.access(of: id)
      add(
        node.result, weighs: true, isInput: false,
        mayBeBegun: freedom == .inputIsThere(allowsPartialSums: true)
          || access.contains { $0.space == .everything })
      guard groups.count <= 64 else { return nil }
      let shape = graph.shape(of: node.result)
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          for c in 0..<shape.channels {
            let user = group(node.result, y, x, c)
            for (operand, access) in zip(node.operands, access) {
              let below = graph.shape(of: operand)
              let columns: [Int] =
                switch access.space {
                case .same: [x]
                case .single: [0]
                case .everything: Array(0..<below.width)
                case .window(let window):
                  Array(window.columns.reads(at: x, extent: below.width))
                }
              let channels = access.channels == .same ? c..<c + 1 : 0..<below.channels
              for row in access.rowsRead(for: y, height: below.height) {
                for column in columns {
                  for channel in channels {
                    groups[user].operands |= 1 << group(operand, row, column, channel)
                  }
                }
              }
            }
          }
        }
      }
    }
    for output in graph.outputs {
      let shape = graph.shape(of: output)
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          for c in 0..<shape.channels { outputs |= 1 << group(output, y, x, c) }
        }
      }
    }
    isNeeded = outputs
    for index in groups.indices.reversed() where isNeeded >> index & 1 == 1 {
      isNeeded |= groups[index].operands
      for operand in groups.indices where groups[index].operands >> operand & 1 == 1 {
        groups[operand].users |= 1 << index
      }
    }
  }

  private func live(_ state: State) -> Int {
    groups.indices.reduce(0) { live, index in
      let group = groups[index]
      let isDone = state.done >> index & 1 == 1
      let isLive =
        isDone
        ? group.users & ~(state.done | state.begun) != 0
        : state.begun >> index & 1 == 1
      return isLive ? live + group.weight : live
    }
  }

  /// The least peak in bytes, nil if there are more states than `limit`.
  func leastPeak(limit: Int) -> Int? {
    var start = State(done: 0)
    let arrives = groups.contains { $0.isInput && $0.weight > 0 }
    if !arrives {
      for index in groups.indices where groups[index].isInput { start.done |= 1 << index }
    }
    // States by the least peak of a way to them, taken up in ascending order.
    var waiting: [[State]] = [[start]]
    var leastPeaks: [State: Int] = [start: 0]
    var settled: Set<State> = []
    var peak = 0
    while peak < waiting.count {
      guard let state = waiting[peak].popLast() else {
        peak += 1
        continue
      }
      if outputs & ~state.done == 0 { return peak }
      guard settled.insert(state).inserted else { continue }
      guard settled.count <= limit else { return nil }
      func visit(_ next: State, counting counted: State?) {
        let nextPeak = max(peak, counted.map(live) ?? 0)
        guard nextPeak < leastPeaks[next, default: .max] else { return }
        leastPeaks[next] = nextPeak
        while waiting.count <= nextPeak { waiting.append([]) }
        waiting[nextPeak].append(next)
      }
      let nextInput = groups.indices.first { groups[$0].isInput && state.done >> $0 & 1 == 0 }
      for index in groups.indices where state.done >> index & 1 == 0 {
        let group = groups[index]
        let bit: UInt64 = 1 << index
        if group.isInput {
          guard index == nextInput else { continue }
          visit(
            State(done: state.done | bit, begun: state.begun),
            counting: group.beginsInputRow ? state : nil)
          continue
        }
        guard isNeeded & bit != 0 else { continue }
        if group.operands & ~state.done == 0 {
          let next = State(done: state.done | bit, begun: state.begun & ~bit)
          visit(next, counting: arrives ? nil : next)
        }
        if group.mayBeBegun, state.begun & bit == 0 {
          let next = State(done: state.done, begun: state.begun | bit)
          visit(next, counting: arrives ? nil : next)
        }
      }
    }
    return nil
  }
}
