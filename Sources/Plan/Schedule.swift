import IR

/// In what order and in what pieces a graph is computed: regions, one after the other.
package struct Schedule: Hashable, Sendable {
  package var regions: [Region]

  package init(regions: [Region]) { self.regions = regions }
}

/// Ops that are executed together, slice by slice of their inner channels.
///
/// Its steps, in order: for each slice, for each stage, for each row of the stage's result. Values
/// made and used up inside a split region exist one slice at a time.
package struct Region: Hashable, Sendable {
  package var stages: [Stage]
  /// The slices of the inner channels, ascending and without gaps; nil when nothing is split.
  package var slices: [Range<Int>]?

  package init(stages: [Stage], slices: [Range<Int>]? = nil) {
    self.stages = stages
    self.slices = slices
  }

  /// How often the stages are run.
  package var passes: Int { slices?.count ?? 1 }
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

  package init(_ node: NodeID, _ role: Role) {
    self.node = node
    self.role = role
  }
}
