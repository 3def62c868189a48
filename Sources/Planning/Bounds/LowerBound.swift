import Basics
import IR

/// A number of bytes which no plan of a graph can go below, and on what conditions.
package struct LowerBound: Hashable, Sendable {
  /// The moment that sets the bound.
  package enum Kind: Hashable, Sendable {
    /// An input row has arrived and the next one has not.
    case rowCut(row: Int)
    /// The first element of a value is about to be finished.
    case barrier(value: ValueID)
    /// The input has arrived, all of it, and nothing is computed yet.
    case input
  }

  /// Rows that are held at that moment by a schedule that attains the count.
  package struct Held: Hashable, Sendable {
    package let value: ValueID
    package var rows: Int
  }

  package let kind: Kind
  package let bytes: Int
  /// In the order of the graph; the rows of a global pooling in progress stand under its result.
  package let held: [Held]

  /// What must be so for the bound to hold.
  package let conditions: [BoundCondition]

  package func holds(in mode: BoundMode) -> Bool { conditions.allSatisfy { $0.holds(in: mode) } }

  /// The bound in a line: how much, on what conditions, set by what.
  package func explanation(in graph: Graph) -> String {
    let moment =
      switch kind {
      case .rowCut(let row): "input row \(row)"
      case .barrier(let value): "the barrier before %\(graph.values[value].name)"
      case .input: "the input"
      }
    let kept = held.map { held in
      "\(held.rows) of \(graph.shape(of: held.value).height) rows of"
        + " %\(graph.values[held.value].name)"
    }
    return "\(grouped(bytes)) bytes (\(conditions.map(\.rawValue).joined(separator: "; ")))"
      + ", set by \(moment), with \(kept.joined(separator: ", "))"
  }
}

/// The bounds that are proved for a graph whose elements have at most so many bytes, each on its own
/// conditions, the largest first.
package func lowerBounds(_ graph: Graph, elementBytes: Int) -> [LowerBound] {
  let input = LowerBound(
    kind: .input,
    bytes: graph.inputs.reduce(0) {
      $0 + graph.shape(of: $1).count * graph.elementBytes(of: $1, most: elementBytes)
    },
    held: graph.inputs.map { LowerBound.Held(value: $0, rows: graph.shape(of: $0).height) },
    conditions: [.inputArrivesWhole, .inputCounts])
  let bounds = [
    rowCutBound(graph, elementBytes: elementBytes),
    barrierBound(graph, elementBytes: elementBytes),
    barrierBound(graph, elementBytes: elementBytes, allowsPartialSums: false),
    input,
  ]
  return bounds.compactMap { $0 }.sorted { $0.bytes > $1.bytes }
}

/// The largest bound that is proved for a mode, nil if none is.
package func provedBound(
  _ graph: Graph, elementBytes: Int, mode: BoundMode
) -> LowerBound? {
  lowerBounds(graph, elementBytes: elementBytes).first { $0.holds(in: mode) }
}
