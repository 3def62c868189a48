import Basics

/// Offsets for tenants and the size of the arena that holds them.
struct Arrangement: Sendable {
  var offsets: [Int]
  var size: Int

  /// Rounded up, and never 0.
  func arenaSize(alignment: Int) -> Int {
    (max(size, alignment) + alignment - 1) / alignment * alignment
  }
}

/// Gives every tenant an offset that respects all clearances, in the least memory it finds.
///
/// Tenants are put down one by one at the place that widens the arena least; an order by size is
/// tried, one by birth, one by death, and a few seeded shuffles near them.
func place(_ tenants: [Tenant], alignment: Int, shuffles: Int) -> Arrangement {
  let neighbours = Neighbours(tenants)
  let bySize = tenants.indices.sorted { (tenants[$0].byteCount, $1) > (tenants[$1].byteCount, $0) }
  let byBirth = tenants.indices.sorted {
    (tenants[$0].birth, $0) < (tenants[$1].birth, $1)
  }
  var orders = [bySize, byBirth, byBirth.reversed()]
  let numbers = SeededNumbers(name: "placement")
  for shuffle in 0..<shuffles {
    // The order by size with each tenant's size off by up to a half.
    let weights = tenants.indices.map {
      Double(tenants[$0].byteCount) * (0.5 + numbers[shuffle * tenants.count + $0])
    }
    orders.append(tenants.indices.sorted { (weights[$0], $1) > (weights[$1], $0) })
  }
  return orders.map { put(tenants, in: $0, neighbours, alignment: alignment) }
    .min { $0.size < $1.size } ?? Arrangement(offsets: [], size: 0)
}

/// Which tenants meet, and how far apart they must be.
private struct Neighbours {
  struct Neighbour {
    let tenant: Int
    /// How far above the neighbour this tenant must start, and how far below it.
    let above: Int
    let below: Int
  }

  private(set) var of: [[Neighbour]]

  init(_ tenants: [Tenant]) {
    of = Array(repeating: [], count: tenants.count)
    for i in tenants.indices {
      for j in tenants.indices where i < j {
        guard let up = clearance(lower: tenants[i], upper: tenants[j]),
          let down = clearance(lower: tenants[j], upper: tenants[i])
        else { continue }
        of[j].append(Neighbour(tenant: i, above: up, below: down))
        of[i].append(Neighbour(tenant: j, above: down, below: up))
      }
    }
  }
}

private func put(
  _ tenants: [Tenant], in order: [Int], _ neighbours: Neighbours, alignment: Int
) -> Arrangement {
  var offsets: [Int?] = Array(repeating: nil, count: tenants.count)
  // Addresses may go below 0 while placing: what dies first often belongs under what is there.
  var (low, high) = (0, 0)
  func roundedUp(_ offset: Int) -> Int { offset + (alignment - offset % alignment) % alignment }
  func roundedDown(_ offset: Int) -> Int { -roundedUp(-offset) }

  for tenant in order {
    let placed = neighbours.of[tenant].compactMap { neighbour in
      offsets[neighbour.tenant].map {
        (free: $0 - neighbour.below, freeAgain: $0 + neighbour.above)
      }
    }
    let places =
      [roundedUp(low)] + placed.flatMap { [roundedDown($0.free), roundedUp($0.freeAgain)] }
    let fitting = places.filter { place in
      placed.allSatisfy { place <= $0.free || place >= $0.freeAgain }
    }
    let size = tenants[tenant].byteCount
    func span(_ place: Int) -> Int { max(high, place + size) - min(low, place) }
    guard let best = fitting.min(by: { (span($0), $0) < (span($1), $1) }) else {
      preconditionFailure("above everything there is always room")
    }
    offsets[tenant] = best
    low = min(low, best)
    high = max(high, best + size)
  }
  return Arrangement(offsets: offsets.map { ($0 ?? 0) - low }, size: high - low)
}
