import Plan

/// What of a run of regions lies between two barriers, at which all parts wait for each other.
///
/// In an epoch on which several parts work, nobody knows what one has done when another does something:
/// there everything lives from the beginning to the end. Where the first part works alone its steps follow
/// each other as ever.
struct Epochs {
  private struct Epoch {
    var positions: Range<Int>
    var steps: Range<Int>
    var isShared: Bool
  }

  private var epochs: [Epoch] = []

  /// `spans` are the positions of the regions, `regionSteps` how many steps each takes.
  init(_ regions: [Region], _ spans: [Range<Int>], _ regionSteps: [Int]) {
    var step = 0
    for (index, region) in regions.enumerated() {
      let end = step + regionSteps[index]
      if let last = epochs.last, !region.waits {
        epochs[epochs.count - 1] = Epoch(
          positions: last.positions.lowerBound..<spans[index].upperBound,
          steps: last.steps.lowerBound..<end, isShared: last.isShared || region.isShared)
      } else {
        epochs.append(
          Epoch(positions: spans[index], steps: step..<end, isShared: region.isShared))
      }
      step = end
    }
    let isShared = epochs.contains(where: \.isShared)
    if !isShared { epochs = [] }
  }

  private func epoch(at position: Int) -> Int? {
    epochs.firstIndex { $0.positions.contains(position) }
  }

  /// Whether several parts work in the epoch of a position.
  func isShared(at position: Int) -> Bool {
    epoch(at: position).map { epochs[$0].isShared } ?? false
  }

  /// Whether all parts wait for each other between two positions.
  func areApart(_ a: Int, _ b: Int) -> Bool { epoch(at: a) != epoch(at: b) }

  /// The steps of the epoch of a step, if several parts work in it.
  fileprivate func sharedSteps(around step: Int) -> Range<Int>? {
    var (low, high) = (0, epochs.count)
    while low < high {
      let middle = (low + high) / 2
      if epochs[middle].steps.upperBound <= step { low = middle + 1 } else { high = middle }
    }
    guard low < epochs.count, epochs[low].isShared, epochs[low].steps.contains(step) else {
      return nil
    }
    return epochs[low].steps
  }

  fileprivate var isEmpty: Bool { epochs.isEmpty }
}

extension [Region] {
  /// Where the nodes of each region stand, of which the first one stands at `start`.
  func spans(from start: Int) -> [Range<Int>] {
    var start = start
    return map { region in
      defer { start += region.stages.count }
      return start..<start + region.stages.count
    }
  }
}

extension Tenant {
  /// Lets all parts live throughout the shared epochs in which they are born or die.
  mutating func live(throughout epochs: Epochs) {
    guard !epochs.isEmpty else { return }
    func widened(_ life: PartLife) -> PartLife {
      // Of parts that nothing touches there is nothing to keep.
      guard life.birth <= life.death else { return life }
      let birth = epochs.sharedSteps(around: life.birth)?.lowerBound ?? life.birth
      let end = epochs.sharedSteps(around: life.death)?.upperBound
      return PartLife(birth: birth, death: end.map { $0 - 1 } ?? life.death)
    }
    switch lives {
    case .rows(let rows): lives = .rows(rows.map(widened).ascending)
    case .slices(let region, let all, let first):
      lives = .slices(
        region: region, all: all.map(widened).ascending, first: first.map { $0.with(widened) })
    case .spells(let spells):
      var joined: [PartLife] = []
      for spell in spells.map(widened).sorted(by: { $0.birth < $1.birth }) {
        if let last = joined.last, spell.birth <= last.death + 1 {
          joined[joined.count - 1].death = Swift.max(last.death, spell.death)
        } else {
          joined.append(spell)
        }
      }
      lives = .spells(joined)
    }
  }
}
