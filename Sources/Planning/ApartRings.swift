import IR
import Plan
import Targets

extension Draft {
  /// The same with nothing else in the bytes of rings whose rows may lie among each other, as far as that takes
  /// no more memory.
  func keepingRingsApart(for target: Target) -> Draft {
    let rings = rings(for: target)
    func arranged(apart: [Int]) -> Arrangement? {
      var tenants = lives.tenants
      for ring in apart { tenants[ring].isApart = true }
      let found = place(tenants, alignment: target.alignment, shuffles: 40)
      return found.size <= arrangement.size ? found : nil
    }
    var (draft, apart) = (self, [] as [Int])
    if rings.isEmpty { return draft }
    if let all = arranged(apart: rings) {
      draft.arrangement = all
      return draft
    }
    for ring in rings {
      guard let more = arranged(apart: apart + [ring]) else { continue }
      draft.arrangement = more
      apart.append(ring)
    }
    return draft
  }

  /// The tenants of such rings.
  private func rings(for target: Target) -> [Int] {
    let graph = facts.graph
    return graph.order.flatMap { id in
      graph.nodes[id].operands.compactMap { value in
        guard case .ring(let tenant, let ring, isSliced: false)? = lives.residences[value.index],
          let rows = target.rowsOfLines(of: value, readBy: graph.nodes[id], in: graph),
          ring.pixels == rows * graph.shape(of: value).width
        else { return nil }
        return tenant
      }
    }
  }
}
