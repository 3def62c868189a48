/// A dense kernel that brings memory nearer while it computes.
///
/// Its products come from registers and from rows that are near; memory that is far has nothing to do
/// meanwhile.
package struct PrefetchingKernel: Hashable, Sendable {
  /// The kernel, with two more parameters: `ahead`, from where on memory will be wanted, and `stride`, the
  /// elements by which that moves on with each prefetch.
  package let function: Function
  /// The steps of a call.
  package let steps: Int

  static let (ahead, stride) = ("ahead", "stride")

  /// The kernel with some prefetches before each step along the depth; nil if it has no weights, or no loop
  /// over the depth that runs a known number of times.
  package init?(_ kernel: Function, prefetches: Int = 1) {
    guard let weights = kernel.parameters.first(where: { $0.name == "weights" }) else { return nil }
    var function = kernel
    var steps = 0
    function.body = Self.lower(kernel.body, prefetches, runs: 1, &steps)
    guard steps > 0 else { return nil }
    function.name += "_ahead" + (prefetches > 1 ? "\(prefetches)" : "")
    function.comment += ", and weights of layers to come nearer"
    function.parameters += [.init(Self.ahead, weights.type), .init(Self.stride, .index)]
    self.function = function
    self.steps = steps
  }

  private static func step(_ prefetches: Int) -> [Statement] {
    (0..<prefetches).map {
      .call(LoopWord.prefetch, [ref(ahead).advanced(by: ref(stride) * .integer($0))])
    } + [.assign(ref(ahead), ref(ahead).advanced(by: ref(stride) * .integer(prefetches)))]
  }

  /// `runs` is how often these statements are run.
  private static func lower(
    _ body: [Statement], _ prefetches: Int, runs: Int, _ steps: inout Int
  ) -> [Statement] {
    body.map { statement in
      switch statement {
      case .block(let inner): return .block(lower(inner, prefetches, runs: runs, &steps))
      case .loop(var loop):
        guard loop.kind != .lanes, let rounds = loop.rounds else { return statement }
        if loop.variable == "k", loop.body.contains(where: \.isLanes) {
          steps += runs * rounds
          loop.body = step(prefetches) + loop.body
        } else {
          loop.body = lower(loop.body, prefetches, runs: runs * rounds, &steps)
        }
        return .loop(loop)
      case .comment, .constant, .array, .variable, .assign, .accumulate, .when, .call, .attempt,
        .record, .count, .deliver:
        return statement
      }
    }
  }
}

extension Loop {
  /// How often its body is run, where that is known.
  fileprivate var rounds: Int? {
    guard case .integer(let first) = from, case .integer(let end) = to else { return nil }
    return max(0, (end - first + step - 1) / step)
  }
}
