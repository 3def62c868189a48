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
/// tried, one by birth, one by death, and a few seeded shuffles near them, until one of them needs no
/// more than some two tenants do at least.
func place(_ tenants: [Tenant], alignment: Int, shuffles: Int) -> Arrangement {
  var shelf = Shelf(tenants, alignment: alignment)
  let bySize = tenants.indices.sorted { (tenants[$0].byteCount, $1) > (tenants[$1].byteCount, $0) }
  let byBirth = tenants.indices.sorted {
    (tenants[$0].birth, $0) < (tenants[$1].birth, $1)
  }
  for order in [bySize, byBirth, byBirth.reversed()] { shelf.fill(in: order) }
  let numbers = SeededNumbers(name: "placement")
  for shuffle in 0..<shuffles where shelf.mayShrink {
    // The order by size with each tenant's size off by up to a half.
    let weights = tenants.indices.map {
      Double(tenants[$0].byteCount) * (0.5 + numbers[shuffle * tenants.count + $0])
    }
    shelf.fill(in: tenants.indices.sorted { (weights[$0], $1) > (weights[$1], $0) })
  }
  return shelf.best
}

/// Puts the same tenants down in one order after another and keeps the least arrangement.
private struct Shelf {
  private let sizes: [Int]
  private let neighbours: Neighbours
  private let alignment: Int
  private(set) var best: Arrangement
  // Kept for their memory only.
  private var offsets: [Int?]
  private var places: [Int] = []
  private var taken = TakenPlaces()

  init(_ tenants: [Tenant], alignment: Int) {
    sizes = tenants.map(\.byteCount)
    neighbours = Neighbours(tenants, alignment: alignment)
    self.alignment = alignment
    best = Arrangement(offsets: [], size: sizes.isEmpty ? 0 : .max)
    offsets = Array(repeating: nil, count: tenants.count)
  }

  /// Whether any order could need less than the best one so far.
  var mayShrink: Bool { best.size > neighbours.leastSize }

  /// Puts all down in some order, as long as they need less than in any order before.
  mutating func fill(in order: [Int]) {
    guard mayShrink else { return }
    for tenant in offsets.indices { offsets[tenant] = nil }
    // Addresses may go below 0 while placing: what dies first often belongs under what is there.
    var (low, high) = (0, 0)
    for tenant in order {
      findPlaces(for: tenant, from: low)
      let size = sizes[tenant]
      var least = (span: Int.max, place: Int.max)
      for place in places {
        let span = max(high, place + size) - min(low, place)
        if (span, place) < least, !taken.contains(place) { least = (span, place) }
      }
      precondition(least.span < .max, "above everything there is always room")
      if least.span >= best.size { return }
      offsets[tenant] = least.place
      low = min(low, least.place)
      high = max(high, least.place + size)
    }
    best = Arrangement(offsets: offsets.map { ($0 ?? 0) - low }, size: high - low)
  }

  /// Collects the lowest place and those right beside the neighbours that are there already.
  private mutating func findPlaces(for tenant: Int, from low: Int) {
    places.removeAll(keepingCapacity: true)
    taken.removeAll()
    places.append(low.roundedUp(to: alignment))
    for neighbour in neighbours.of[tenant] {
      guard let offset = offsets[neighbour.tenant] else { continue }
      let (free, freeAgain) = (offset - neighbour.below, offset + neighbour.above)
      places.append(-(-free).roundedUp(to: alignment))
      places.append(freeAgain.roundedUp(to: alignment))
      taken.add(above: free, below: freeAgain)
    }
    taken.join()
  }
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
  /// What the largest tenant needs, or two that meet, whichever of them lies below.
  private(set) var leastSize: Int

  init(_ tenants: [Tenant], alignment: Int) {
    of = Array(repeating: [], count: tenants.count)
    leastSize = tenants.map(\.byteCount).max() ?? 0
    for i in tenants.indices {
      for j in tenants.indices where i < j {
        guard let up = clearance(lower: tenants[i], upper: tenants[j]),
          let down = clearance(lower: tenants[j], upper: tenants[i])
        else { continue }
        of[j].append(Neighbour(tenant: i, above: up, below: down))
        of[i].append(Neighbour(tenant: j, above: down, below: up))
        let least = min(
          up.roundedUp(to: alignment) + tenants[j].byteCount,
          down.roundedUp(to: alignment) + tenants[i].byteCount)
        leastSize = max(leastSize, least)
      }
    }
  }
}

extension Int {
  fileprivate func roundedUp(to alignment: Int) -> Int {
    self + (alignment - self % alignment) % alignment
  }
}

/// The offsets that a tenant cannot have beside those that were put down before it.
private struct TakenPlaces {
  /// Offsets between two bounds, which are free themselves; once joined, in order and apart.
  private var ranges: [(above: Int, below: Int)] = []

  mutating func add(above: Int, below: Int) {
    if above < below { ranges.append((above, below)) }
  }

  mutating func removeAll() { ranges.removeAll(keepingCapacity: true) }

  /// Makes one range of those that overlap.
  mutating func join() {
    guard ranges.count > 1 else { return }
    ranges.sort { $0.above < $1.above }
    var last = 0
    for index in ranges.indices.dropFirst() {
      if ranges[index].above < ranges[last].below {
        ranges[last].below = max(ranges[last].below, ranges[index].below)
      } else {
        last += 1
        ranges[last] = ranges[index]
      }
    }
    ranges.removeLast(ranges.count - last - 1)
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
