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
    var places = [roundedUp(low)]
    var taken = TakenPlaces()
    for neighbour in neighbours.of[tenant] {
      guard let offset = offsets[neighbour.tenant] else { continue }
      let (free, freeAgain) = (offset - neighbour.below, offset + neighbour.above)
      places += [roundedDown(free), roundedUp(freeAgain)]
      taken.add(above: free, below: freeAgain)
    }
    taken.join()
    let size = tenants[tenant].byteCount
    let best = places.lazy.filter { !taken.contains($0) }
      .map { place in (span: max(high, place + size) - min(low, place), place: place) }
      .min { $0 < $1 }?.place
    guard let best else { preconditionFailure("above everything there is always room") }
    offsets[tenant] = best
    low = min(low, best)
    high = max(high, best + size)
  }
  return Arrangement(offsets: offsets.map { ($0 ?? 0) - low }, size: high - low)
}

/// The offsets that a tenant cannot have beside those that were put down before it.
private struct TakenPlaces {
  /// Offsets between two bounds, which are free themselves; once joined, in order and apart.
  private var ranges: [(above: Int, below: Int)] = []

  mutating func add(above: Int, below: Int) {
    if above < below { ranges.append((above, below)) }
  }

  /// Makes one range of those that overlap.
  mutating func join() {
    ranges.sort { $0.above < $1.above }
    var joined: [(above: Int, below: Int)] = []
    for range in ranges {
      if let last = joined.last, range.above < last.below {
        joined[joined.count - 1].below = max(last.below, range.below)
      } else {
        joined.append(range)
      }
    }
    ranges = joined
  }

  func contains(_ place: Int) -> Bool {
    // The last range that begins below the place, of which there are so many that halves are looked at.
    var (first, end) = (0, ranges.count)
    while first < end {
      let middle = (first + end) / 2
      if ranges[middle].above < place { first = middle + 1 } else { end = middle }
    }
    return first > 0 && place < ranges[first - 1].below
  }
}
