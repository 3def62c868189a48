import TestSupport

extension WireTree {
  /// Changes a field somewhere; `other` is a tree that may lend some.
  mutating func mutate(with other: WireTree, _ random: inout SeededGenerator) {
    let places = Self.places(in: fields)
    guard let place = places.randomElement(using: &random), let field = self[place] else { return }
    let alike = Self.places(in: other.fields).compactMap { other[$0] }.filter {
      $0.key == field.key
    }
    switch random.pick(0...6) {
    case 0: edit(place) { $0.remove(at: $1) }
    case 1: edit(place) { $0.insert(field, at: $1) }
    case 2: edit(place) { $0.swapAt($1, random.pick(0...$0.count - 1)) }
    case 3:
      guard let loan = alike.randomElement(using: &random) else { return }
      edit(place) { $0.insert(loan, at: $1) }
    case 4:
      guard let loan = alike.randomElement(using: &random) else { return }
      edit(place) { $0[$1] = loan }
    default: edit(place) { $0[$1].content = Self.mutated(field.content, &random) }
    }
  }

  private static func mutated(_ content: Content, _ random: inout SeededGenerator) -> Content {
    switch content {
    case .number(let number):
      let near = number &+ UInt64(bitPattern: Int64(random.pick(-2...2)))
      return .number(random.happens(50) ? near : oddNumber(&random))
    case .bytes(var bytes):
      guard !bytes.isEmpty else { return .bytes([UInt8(random.pick(0...255))]) }
      bytes[random.pick(0...bytes.count - 1)] = UInt8(random.pick(0...255))
      return .bytes(bytes)
    case .fields: return .bytes([])
    }
  }

  private subscript(place: [Int]) -> Field? {
    var (level, found): ([Field], Field?) = (fields, nil)
    for index in place {
      found = level[index]
      if case .fields(let inner)? = found?.content { level = inner }
    }
    return found
  }

  /// The indices that lead to each field, one a level.
  private static func places(in fields: [Field]) -> [[Int]] {
    fields.enumerated().flatMap { index, field -> [[Int]] in
      guard case .fields(let inner) = field.content else { return [[index]] }
      return [[index]] + places(in: inner).map { [index] + $0 }
    }
  }

  /// Changes a field among its siblings.
  private mutating func edit(_ place: [Int], _ change: (inout [Field], Int) -> Void) {
    Self.edit(&fields, place[...], change)
  }

  private static func edit(
    _ fields: inout [Field], _ place: ArraySlice<Int>, _ change: (inout [Field], Int) -> Void
  ) {
    guard let index = place.first else { return }
    guard place.count > 1, case .fields(var inner) = fields[index].content else {
      return change(&fields, index)
    }
    edit(&inner, place.dropFirst(), change)
    fields[index].content = .fields(inner)
  }
}
