import IR

/// Nodes that are drawn in one frame, or a single node without one.
struct Block: Hashable {
  /// What the names of its nodes begin with; nil for a node by itself.
  let name: String?
  var nodes: [NodeID]
}

/// The blocks of a graph in the order of their first nodes.
///
/// `block3.expand.conv` belongs to `block3`; the plain `stem` belongs to `stem` where there is a
/// `stem.conv`, and stands alone where there is none.
func blocks(of graph: Graph) -> [Block] {
  let named = Set(graph.order.compactMap { prefix(graph.name(of: $0)) })
  var blocks: [Block] = []
  var positions: [String: Int] = [:]
  for node in graph.order {
    let name = graph.name(of: node)
    guard let block = prefix(name) ?? (named.contains(name) ? name : nil) else {
      blocks.append(Block(name: nil, nodes: [node]))
      continue
    }
    if let position = positions[block] {
      blocks[position].nodes.append(node)
    } else {
      positions[block] = blocks.count
      blocks.append(Block(name: block, nodes: [node]))
    }
  }
  return blocks
}

/// The name of a node as it is told apart from the others of its block.
func name(_ name: String, inside block: Block) -> String {
  guard let prefix = block.name, name.hasPrefix(prefix + ".") else { return name }
  return String(name.dropFirst(prefix.count + 1))
}

/// What stands before the first dot of a name, where there is something on both sides of it.
private func prefix(_ name: String) -> String? {
  guard let dot = name.firstIndex(of: "."), dot > name.startIndex,
    name.index(after: dot) < name.endIndex
  else { return nil }
  return String(name[..<dot])
}
