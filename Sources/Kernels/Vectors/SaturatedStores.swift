import Targets

/// Stores of single vectors as 8-bit integers, those that follow each other made one of up to four
/// vectors, where a machine makes several vectors narrow at once.
///
/// What is stored later is then computed before earlier stores, which never write what it reads: kernels
/// read their operands as they were.
struct SaturatedStores {
  private struct Store {
    let lanes: Int
    let place: Expression
    let value: Expression
  }

  private let names: [String: Int]
  private let target: Target

  init(_ target: Target) {
    self.target = target
    names = Dictionary(
      uniqueKeysWithValues: target.integers.map {
        (VectorName.integers(.storeSaturated, lanes: $0.lanes), $0.lanes)
      })
  }

  func joined(_ body: [Statement]) -> [Statement] {
    var lowered: [Statement] = []
    var waiting: [Store] = []
    for statement in body {
      if let store = store(statement) {
        if waiting.first.map({ $0.lanes != store.lanes }) ?? false { flush(&waiting, &lowered) }
        waiting.append(store)
        continue
      }
      flush(&waiting, &lowered)
      switch statement {
      case .loop(var loop):
        loop.body = joined(loop.body)
        lowered.append(.loop(loop))
      case .block(let inner): lowered.append(.block(joined(inner)))
      case .when(let condition, let yes, let no):
        lowered.append(.when(condition, joined(yes), otherwise: joined(no)))
      case .count(let name, let counter, let end, let inner):
        lowered.append(.count(name, counter: counter, to: end, joined(inner)))
      case .comment, .constant, .array, .variable, .record, .assign, .accumulate, .call, .attempt,
        .deliver:
        lowered.append(statement)
      }
    }
    flush(&waiting, &lowered)
    return lowered
  }

  private func store(_ statement: Statement) -> Store? {
    guard case .call(let name, let operands) = statement, let lanes = names[name] else {
      return nil
    }
    return Store(lanes: lanes, place: operands[0], value: operands[1])
  }

  /// Four at a time as long as there are as many.
  private func flush(_ waiting: inout [Store], _ lowered: inout [Statement]) {
    var rest = waiting[...]
    while let first = rest.first {
      let (operation, count) = target.saturatedStore(of: rest.count, lanes: first.lanes)
      let stores = rest.prefix(count)
      lowered.append(
        .call(
          VectorName.integers(operation, lanes: first.lanes),
          stores.map(\.place) + stores.map(\.value)))
      rest = rest.dropFirst(count)
    }
    waiting = []
  }
}

extension Target {
  /// The store of as many vectors as 8-bit integers, and of how many it is.
  func saturatedStore(of count: Int, lanes: Int) -> (IntegerOperation, count: Int) {
    let vectors = integers.first { $0.lanes == lanes }
    let stores: [(IntegerOperation, Int)] = [
      (.storeSaturatedFour, 4), (.storeSaturatedThree, 3), (.storeSaturatedTwo, 2),
    ]
    return stores.first { $0.1 <= count && vectors?[$0.0] != nil } ?? (.storeSaturated, 1)
  }

  /// The integers of a block of which the vectors are stored together.
  var storedBlock: Int {
    integerBlock * saturatedStore(of: 4, lanes: integerBlock).count
  }
}
