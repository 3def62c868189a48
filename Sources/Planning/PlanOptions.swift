import IR
import Plan

/// What to plan for.
package struct PlanOptions: Hashable, Sendable {
  package enum Objective: String, CaseIterable, Sendable {
    /// Least predicted time; of plans that are about as fast, the one of least memory.
    case latency
    /// Least arena, then least predicted time.
    case ram
    /// Least product of the two.
    case balanced
  }

  /// Into how many slices the inner channels of a block may be cut.
  package enum Ways: Hashable, Sendable {
    /// As many as serve the objective.
    case auto
    /// At most this many, wherever that takes less memory than layer by layer.
    case atMost(Int)
  }

  /// Whether values inside a region may exist a few rows at a time.
  package enum Rings: String, CaseIterable, Sendable {
    /// Wherever it serves the objective, unless the ways are forced.
    case auto
    case none
    case rows
    case pixels

    func arePossible(with ways: Ways) -> Bool {
      switch self {
      case .auto: ways == .auto
      case .none: false
      case .rows, .pixels: true
      }
    }
  }

  /// Whether the slices of a block are run one after the other, or all of them for one row before
  /// the next.
  package enum Split: String, CaseIterable, Sendable { case auto, outer, inner }

  package var objective = Objective.latency
  package var ways = Ways.auto
  package var split = Split.auto
  package var rings = Rings.auto
  package var input = InputMode.caller
  package var inputLayout = InputLayout.nhwc
  /// The most the arena may take, in bytes.
  package var budget: Int?
  package var activations = ActivationWidth.f32
  /// How many times the multiply-adds of the graph a plan may take.
  package var recompute = 1.0
  /// Into how many stripes of columns regions are cut, wherever that takes less memory; nil where
  /// that is free.
  package var stripes: Int?
  /// How many parts of the program share the work, one for each thread.
  package var parts = 1

  package init(
    objective: Objective = .latency, ways: Ways = .auto, rings: Rings = .auto,
    input: InputMode = .caller, budget: Int? = nil, activations: ActivationWidth = .f32,
    recompute: Double = 1, stripes: Int? = nil, split: Split = .auto,
    inputLayout: InputLayout = .nhwc, parts: Int = 1
  ) {
    self.objective = objective
    self.ways = ways
    self.rings = rings
    self.input = input
    self.budget = budget
    self.activations = activations
    self.recompute = recompute
    self.stripes = stripes
    self.split = split
    self.inputLayout = inputLayout
    self.parts = parts
  }
}

extension PlanOptions {
  /// Whether a plan that takes more time serves if it takes less memory.
  var countsMemory: Bool { objective != .latency || budget != nil || ways != .auto }

  /// The sizes of steps smaller than rows that may serve, the fastest first; they take more time
  /// than rows, so they serve only where memory counts.
  var smallSteps: [StepSize] {
    let countsMemory = objective != .latency || budget != nil
    switch rings {
    case .none: return []
    case .rows: return countsMemory ? [.tiles(8)] : []
    case .pixels: return [.pixels(4)]
    case .auto: return countsMemory ? [.tiles(8), .pixels(8), .pixels(4)] : []
    }
  }

  /// Whether slices may be run inside of rows, which makes some of them again.
  var maySplitInside: Bool {
    switch split {
    case .auto: recompute > 1 && ways == .auto
    case .inner: true
    case .outer: false
    }
  }

  /// The sizes of steps with rows made again.
  var narrowSteps: [StepSize] {
    [.narrow(columns: 1, oneIn: 1), .narrow(columns: 1, oneIn: 2)]
  }

  /// Into how many stripes a region may be cut that makes rows again.
  var narrowStripeCounts: [Int] { stripes.map { [$0] } ?? [2, 3, 4, 6, 9] }

  /// Into how many stripes a region may be cut.
  var stripeCounts: [Int] { stripes.map { [$0] } ?? [2, 3, 4, 5, 6, 7, 8, 9, 12] }
}

/// How wide an element of a map of floats is planned; integers have one byte whatever this says.
package enum ActivationWidth: String, CaseIterable, Sendable {
  case f32
  /// One byte; partial sums have four.
  case int8

  package var byteCount: Int {
    switch self {
    case .f32: 4
    case .int8: 1
    }
  }
}

/// How the network gets its inputs.
package enum InputMode: String, CaseIterable, Sendable {
  /// In memory of the caller, read as often as needed and not counted.
  case caller
  /// In the arena, where the caller puts it; counted, and written over once it is used up.
  case arena
  /// Row by row, each once and in order, by calling the caller back; what is kept is counted.
  case rows
}
