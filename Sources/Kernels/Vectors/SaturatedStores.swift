import Targets

/// Stores of single vectors as 8-bit integers, those that follow each other made one of up to four
/// vectors, where a machine makes several vectors narrow at once.
///
/// What is stored later is then computed before earlier stores, which never write what it reads: kernels
/// read their operands as they were.
struct SaturatedStores {
  private struct Store {
    let kind: Kind
    let place: Expression
    let value: Expression
  }

  private struct Kind: Equatable {
    let operation: IntegerOperation
    let lanes: Int
    /// What is added to all of them.
    var zeroPoint: Expression = 0
  }

  private let kinds: [String: Kind]
  private let target: Target

  init(_ target: Target) {
    self.target = target
    kinds = Dictionary(
      uniqueKeysWithValues: target.integers.flatMap { vectors in
        [IntegerOperation.storeSaturated, .storeUnsigned].map {
          (
            VectorName.integers($0, lanes: vectors.lanes),
            Kind(operation: $0, lanes: vectors.lanes)
          )
        }
      })
  }

  func joined(_ body: [Statement]) -> [Statement] {
    var lowered: [Statement] = []
    var waiting: [Store] = []
    for statement in body {
      if let store = store(statement) {
        if waiting.first.map({ $0.kind != store.kind }) ?? false { flush(&waiting, &lowered) }
        waiting.append(store)
        continue
      }
      flush(&waiting, &lowered)
      lowered.append(statement.withBodies(joined))
    }
    flush(&waiting, &lowered)
    return lowered
  }

  private func store(_ statement: Statement) -> Store? {
    guard case .call(let name, let operands) = statement, var kind = kinds[name] else {
      return nil
    }
    kind.zeroPoint = operands[2]
    return Store(kind: kind, place: operands[0], value: operands[1])
  }

  /// Four at a time as long as there are as many.
  private func flush(_ waiting: inout [Store], _ lowered: inout [Statement]) {
    var rest = waiting[...]
    while let first = rest.first {
      let lanes = first.kind.lanes
      if let row = row(rest) {
        lowered.append(row)
        rest = rest.dropFirst(4)
        continue
      }
      let (operation, count) = target.store(first.kind.operation, of: rest.count, lanes: lanes)
      let stores = rest.prefix(count)
      lowered.append(
        .call(
          VectorName.integers(operation, lanes: lanes),
          stores.map(\.place) + stores.map(\.value) + [first.kind.zeroPoint]))
      rest = rest.dropFirst(count)
    }
    waiting = []
  }

  /// The first four of some stores as one, where they lie side by side and the machine has that.
  private func row(_ stores: ArraySlice<Store>) -> Statement? {
    let four = stores.prefix(4)
    guard let first = four.first, four.count == 4 else { return nil }
    let lanes = first.kind.lanes
    let operation: IntegerOperation =
      first.kind.operation == .storeUnsigned ? .storeUnsignedRow : .storeSaturatedRow
    let areSideBySide = four.enumerated().allSatisfy { number, store in
      store.place.isAdvanced(by: number * lanes, from: first.place)
    }
    guard areSideBySide,
      target.integers.contains(where: { $0.lanes == lanes && $0[operation] != nil })
    else { return nil }
    return .call(
      VectorName.integers(operation, lanes: lanes),
      [first.place] + four.map(\.value) + [first.kind.zeroPoint])
  }
}

extension Expression {
  /// Whether it is a pointer so many elements after another one.
  fileprivate func isAdvanced(by count: Int, from other: Expression) -> Bool {
    guard case .advanced(let base, let distance) = self else {
      return self == other.advanced(by: .integer(count))
    }
    guard case .advanced(base, let start) = other else { return false }
    return distance == start + .integer(count)
  }
}

extension Target {
  /// The store of as many vectors as 8-bit integers as there is one for, and of how many it is; `single` is
  /// that of one.
  fileprivate func store(
    _ single: IntegerOperation, of count: Int, lanes: Int
  ) -> (IntegerOperation, count: Int) {
    let vectors = integers.first { $0.lanes == lanes }
    let stores: [IntegerOperation] =
      single == .storeUnsigned
      ? [.storeUnsignedFour, .storeUnsignedThree, .storeUnsignedTwo]
      : [.storeSaturatedFour, .storeSaturatedThree, .storeSaturatedTwo]
    let fitting = stores.first { $0.destinations <= count && vectors?[$0] != nil }
    return fitting.map { ($0, $0.destinations) } ?? (single, 1)
  }

  /// The integers of a block of which the vectors are stored together.
  var storedBlock: Int {
    integerBlock * store(.storeSaturated, of: 4, lanes: integerBlock).count
  }
}
