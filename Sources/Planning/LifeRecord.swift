import Plan

/// When each part of one value was written and read; a part is a row, or a pixel where some stage
/// steps by less than a row.
struct LifeRecord {
  let height: Int
  let width: Int
  /// 1 where parts are rows, the width where they are pixels.
  let partsPerRow: Int
  /// The region that makes it; nil if it was there before.
  let region: Int?
  /// The pixels of a row in a ring.
  let ringWidth: Int

  /// Over all passes, in row-major order; where bands overlap, those of a band after those of the band
  /// before.
  private(set) var parts: [PartLife] = []
  /// During the first pass of the region that makes the value; where slices are run inside of rows,
  /// during the first pass of each row.
  private(set) var firstPasses: [PassLives] = []
  /// During the last pass and after it.
  private(set) var lastPass: [PartLife] = []
  /// Whether it is made in more than one pass.
  private(set) var isSplit = false
  /// The most pixels, or rows where these are the parts, that each lane must hold at once.
  private(set) var leastLanes: [Int]
  /// The times in which any part lives.
  private(set) var spells: [PartLife] = []

  /// In the pass at hand.
  private var current: [PartLife]
  private var pass = 0
  private var stripe: Range<Int>
  private let grid: StepGrid
  private let slicesInside: Int?

  /// `grain` is that of the stage that makes it, `slicesInside` the slices that its region runs inside of
  /// each row, if it does.
  init(
    height: Int, width: Int, isFine: Bool, region: Int?, grain: Grain? = nil, ringWidth: Int? = nil,
    slicesInside: Int? = nil
  ) {
    self.slicesInside = slicesInside
    self.height = height
    self.width = width
    self.region = region
    partsPerRow = isFine ? width : 1
    self.ringWidth = ringWidth ?? width
    grid = StepGrid(grain, height: height, columns: 0..<width)
    let lanes = grid.grain.bandRows
    let rows =
      grid.grain.rowsAgain > 0 ? (grid.band(ofRow: height - 1) + 1) * lanes : height
    current = Array(repeating: .none, count: rows * partsPerRow)
    leastLanes = Array(repeating: 1, count: lanes)
    stripe = 0..<width
  }

  /// How its maker makes rows.
  var grain: Grain { grid.grain }

  private var lanes: Int { grain.bandRows }
  private var bands: Int { grid.band(ofRow: height - 1) + 1 }

  /// The number of a row of a band among the rows of all bands; without overlap, that of the row.
  private func place(ofRow y: Int, inBand band: Int) -> Int {
    grain.rowsAgain == 0 ? y : y + band * grain.rowsAgain + lanes - grain.firstRows
  }

  mutating func write(_ made: RegionWalk.Step, at step: Int) {
    if made.pass != pass {
      finishPass()
      current = Array(repeating: .none, count: current.count)
      pass = made.pass
      isSplit = true
    }
    stripe = made.stripe
    touch(made.rows, made.columns, at: step)
  }

  /// Notes that some rows are written or read, all of them in the band that makes the last one first.
  mutating func touch(_ rows: Range<Int>, _ columns: Range<Int>, at step: Int) {
    guard let last = rows.last else { return }
    let start = place(ofRow: rows.lowerBound, inBand: grid.band(ofRow: last))
    for row in start..<start + rows.count {
      if partsPerRow == 1 {
        current[row].meet(step)
      } else {
        for x in columns { current[row * width + x].meet(step) }
      }
    }
  }

  /// Sums up the pass at hand; the last one is to be finished before anything is asked.
  mutating func finish() {
    finishPass()
    if isSplit { lastPass = current }
    current = []
  }

  private mutating func finishPass() {
    if region != nil {
      let isFirst = slicesInside.map { pass.isMultiple(of: $0) } ?? (pass == 0)
      if isFirst, let lives = PassLives(current, in: pass) { firstPasses.append(lives) }
      for lane in 0..<lanes { leastLanes[lane] = max(leastLanes[lane], partsAtOnce(in: lane)) }
      addSpells()
    }
    if parts.isEmpty {
      parts = current
    } else {
      for part in parts.indices {
        parts[part].birth = min(parts[part].birth, current[part].birth)
        parts[part].death = max(parts[part].death, current[part].death)
      }
    }
  }

  /// The most places of a lane between the oldest part that lives and the newest.
  private func partsAtOnce(in lane: Int) -> Int {
    // The parts of the lane in the order in which they are made.
    var places: [Int] = []
    var lives: [PartLife] = []
    for band in 0..<bands {
      let y = band * grain.rows + grain.firstRows - lanes + lane
      guard (0..<height).contains(y) else { continue }
      let row = place(ofRow: y, inBand: band)
      if partsPerRow == 1 {
        places.append(band)
        lives.append(current[row])
      } else {
        for x in stripe {
          places.append(band * ringWidth + x - stripe.lowerBound)
          lives.append(current[row * width + x])
        }
      }
    }
    for part in lives.indices.dropFirst() {
      lives[part].death = max(lives[part].death, lives[part - 1].death)
    }
    var most = 1
    var oldest = 0
    for newest in lives.indices where lives[newest].birth != .max {
      while lives[oldest].death < lives[newest].birth { oldest += 1 }
      most = max(most, places[newest] - places[oldest] + 1)
    }
    return most
  }

  private mutating func addSpells() {
    var lives = current.filter { $0.birth != .max }
    // Lanes are made side by side; a single one is in order already.
    if lanes > 1 { lives.sort { ($0.birth, $0.death) < ($1.birth, $1.death) } }
    for life in lives {
      if let last = spells.last, life.birth <= last.death + 1 {
        spells[spells.count - 1].death = max(last.death, life.death)
      } else {
        spells.append(life)
      }
    }
  }

  mutating func live(from birth: Int) {
    for part in parts.indices { parts[part].meet(birth) }
  }

  mutating func live(to death: Int) {
    for part in parts.indices { parts[part].meet(death) }
  }
}

extension [PartLife] {
  /// Lets no part die before one above it, nor be born after one below it: a window may step over
  /// rows without reading them, and tiles are made out of order.
  var ascending: [PartLife] {
    var parts = self
    for part in parts.indices.dropFirst() {
      parts[part].death = Swift.max(parts[part].death, parts[part - 1].death)
    }
    for part in parts.indices.dropLast().reversed() {
      parts[part].birth = Swift.min(parts[part].birth, parts[part + 1].birth)
    }
    return parts
  }

  /// The lives of a planar map in the order of its addresses: each run of so many parts once for every
  /// channel.
  func repeated(_ channels: Int, each count: Int) -> [PartLife] {
    stride(from: 0, to: self.count, by: count).flatMap { start in
      repeatElement(self[start..<start + count], count: channels).joined()
    }
  }

  /// The lives of as many parts as there are pixels, or fewer, from those of rows.
  func split(into count: Int) -> [PartLife] {
    guard count > self.count, !isEmpty else { return self }
    return flatMap { Array(repeating: $0, count: count / self.count) }
  }

  /// At most so many spells in place of more: those with the shortest pauses become one.
  func joined(to limit: Int) -> [PartLife] {
    guard count > limit, limit > 0 else { return self }
    let pauses = zip(dropFirst(), self).map { $0.birth - $1.death }
    let longest = pauses.sorted(by: >)[limit - 1]
    var spells = [self[0]]
    for (spell, pause) in zip(dropFirst(), pauses) {
      if pause > longest {
        spells.append(spell)
      } else {
        spells[spells.count - 1].death = spell.death
      }
    }
    return spells
  }
}
