/// What a loop nest mentions: names of variables, and of fields.
package struct UsedNames {
  package private(set) var variables: Set<String> = []
  package private(set) var fields: Set<String> = []

  package init() {}

  package mutating func formUnion(_ other: UsedNames) {
    variables.formUnion(other.variables)
    fields.formUnion(other.fields)
  }

  /// The statements without the constants that nothing after them reads.
  package mutating func withoutUnusedConstants(_ body: [Statement]) -> [Statement] {
    var kept: [Statement] = []
    // From the end: a constant is used, if at all, by what follows.
    for statement in body.reversed() {
      switch statement {
      case .constant(let name, _, let value):
        guard variables.contains(name) else { continue }
        add(value)
        kept.append(statement)
      case .loop(var loop):
        loop.body = withoutUnusedConstants(loop.body)
        add(loop.from)
        add(loop.to)
        kept.append(.loop(loop))
      case .block(let body): kept.append(.block(withoutUnusedConstants(body)))
      case .when(let condition, let yes, let no):
        kept.append(
          .when(
            condition, withoutUnusedConstants(yes), otherwise: withoutUnusedConstants(no)))
        add(condition)
      case .count(let name, let counter, let end, let body):
        kept.append(.count(name, counter: counter, to: end, withoutUnusedConstants(body)))
        add(counter)
        add(end)
      case .assign(let place, let value), .accumulate(let place, let value):
        add(place)
        add(value)
        kept.append(statement)
      case .call(_, let values), .attempt(_, let values), .record(_, _, let values):
        values.forEach { add($0) }
        kept.append(statement)
      case .deliver(let callback, let context, let row, let place):
        variables.formUnion([callback, context])
        add(row)
        add(place)
        kept.append(statement)
      case .comment, .array, .variable: kept.append(statement)
      }
    }
    return kept.reversed()
  }

  package mutating func add(_ expression: Expression) {
    switch expression {
    case .integer, .float: break
    case .name(let name): variables.insert(name)
    case .field(let name, let record):
      fields.insert(name)
      add(record)
    case .address(let variable): add(variable)
    case .element(let a, let b), .advanced(let a, let b), .binary(_, let a, let b):
      add(a)
      add(b)
    case .select(let condition, let yes, let no):
      add(condition)
      add(yes)
      add(no)
    case .apply(_, let operands): operands.forEach { add($0) }
    }
  }
}
