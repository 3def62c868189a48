import IR

/// In what order and in what pieces a graph is computed: regions, one after the other.
package struct Schedule: Hashable, Sendable {
  package var regions: [Region]
  /// The parts that work on it at the same time, one for each thread.
  package var parts: Int

  package init(regions: [Region], parts: Int = 1) {
    self.regions = regions
    self.parts = parts
  }
}

/// Ops that are executed together: row by row, slice by slice of their inner channels, or both.
///
/// A step makes one row of one op, or a tile of it (`Grain`). Before it, as much of each operand that
/// the region makes itself is made as the step needs and is not there yet, by steps of their own. An
/// ordinary region asks for all of its first stage, then of its second, and so on. A pulled region
/// asks for the steps of its last stage, one after the other, and at the end for those that nobody
/// needed; values made and used up inside exist a few rows or pixels at a time. All of this happens
/// once for each slice; values made and used up inside a split region exist one slice at a time.
package struct Region: Hashable, Sendable {
  /// In an order in which operands are made before their use; the last one drives.
  package var stages: [Stage]
  /// The slices of the inner channels, ascending and without gaps; nil when nothing is split.
  package var slices: [Range<Int>]?
  /// Whether the slices are run inside of the rows of the result: all slices for one row before the
  /// next.
  ///
  /// Then no more than a row of partial sums is kept, and of a slice no more than the rows that this
  /// row needs, which are made again for the next one. The stages up to the one that reduces run for
  /// each slice; those behind it make the same row of their results when it is finished. Such a
  /// region is not pulled, and all of its steps make rows.
  package var splitsInside: Bool
  /// Whether rows are made only when the next stage asks for them.
  package var isPulled: Bool
  /// The inputs of the graph, by index, whose rows the caller delivers while this region runs: in
  /// order, each when it is needed, the rest at the end.
  package var deliveries: [Int]
  /// The stripes of columns in which the result of the last stage is made, from left to right and
  /// without gaps; nil where it is made in one.
  ///
  /// Only regions that are pulled, unsplit, and have nothing delivered are cut so, and all of their
  /// stages have a grain: there are no whole rows in stripes. The stages are run once for each stripe, on the columns that it needs of them: those of all
  /// windows of its readers, which overlap with those of the next stripe and are made again there.
  package var stripes: [Range<Int>]?
  /// How the parts of the program share its work.
  package var shares = Shares.firstPart
  /// Whether all parts wait for each other before it.
  ///
  /// What runs between two such barriers is an epoch: in it no part may touch what another one writes.
  package var waits = false

  package init(
    stages: [Stage], slices: [Range<Int>]? = nil, splitsInside: Bool = false,
    isPulled: Bool = false, deliveries: [Int] = [], stripes: [Range<Int>]? = nil
  ) {
    self.stages = stages
    self.slices = slices
    self.splitsInside = splitsInside
    self.isPulled = isPulled
    self.deliveries = deliveries
    self.stripes = stripes
  }

  /// How often the stages are run: for each slice, or for each stripe.
  package var passes: Int { slices?.count ?? stripes?.count ?? 1 }
}

/// An op inside a region and what a slice of channels means to it; only an op of one operand, read
/// at the same position or in a window, can be split.
package struct Stage: Hashable, Sendable {
  package enum Role: Hashable, Sendable {
    /// Runs whole, in an unsplit region.
    case whole
    /// Reads its input whole and makes one slice of its result's channels.
    case produces
    /// Per channel: a slice in, the same slice out.
    case carries
    /// Reads one slice and adds to partial sums of its whole result (MobileNetV2, section 5.1);
    /// bias with the first slice, activation with the last.
    case reduces

    /// Whether it reads a slice of its operand, not all of it.
    package var readsSlice: Bool {
      switch self {
      case .whole, .produces: false
      case .carries, .reduces: true
      }
    }

    /// Whether it makes a slice of its result, not all of it.
    package var makesSlice: Bool {
      switch self {
      case .whole, .reduces: false
      case .produces, .carries: true
      }
    }
  }

  package var node: NodeID
  package var role: Role
  /// How large its steps are; nil where each makes a whole row.
  package var grain: Grain?
  /// Whether it takes up its operand while that is made.
  ///
  /// An op that sums over all positions may do so: each of its steps is then one of the operand's
  /// map, cut by `grain`, and adds to sums of the whole result, which is finished by the last one.
  package var gathers: Bool

  package init(_ node: NodeID, _ role: Role, grain: Grain? = nil, gathers: Bool = false) {
    self.node = node
    self.role = role
    self.grain = grain
    self.gathers = gathers
  }
}
