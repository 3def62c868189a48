import Kernels

/// What the names in a piece of Swift stand for.
struct SwiftScope {
  enum Meaning: Hashable {
    case value(ValueType)
    /// An array with an element for each lane of a loop.
    case lanes(Scalar)
    /// Numbers that differ from lane to lane.
    case vector(Scalar)
  }

  private var meanings: [String: Meaning] = [:]
  /// The pointers in tables so far, for each type of table.
  var pointers: [SwiftScratch: Int] = [:]
  /// The counters of loops that stand in this very scope.
  private var counters: Set<String> = []

  subscript(name: String) -> Meaning? {
    get { meanings[name] }
    set { meanings[name] = newValue }
  }

  /// A scope inside of this one.
  var nested: SwiftScope {
    var scope = self
    scope.counters = []
    return scope
  }

  /// Notes the counter of a loop; whether it has to be declared.
  mutating func declareCounter(_ name: String) -> Bool {
    meanings[name] = .value(.index)
    return counters.insert(name).inserted
  }
}
