import Kernels

extension SwiftPrinter {
  /// The type of a value.
  func type(of expression: Expression) -> ValueType {
    switch expression {
    case .integer, .field: return .index
    case .float: return .float
    case .name(let name):
      switch scope[name] {
      case .value(let type): return type
      case .lanes, .vector: return .float
      case nil: return .index
      }
    case .element(let base, _):
      if case .name(let name) = base, facts.tables.contains(name) { return .index }
      switch type(of: base) {
      case .sourceRows: return .source
      case .destinationRows: return .destination
      case .index, .scalar, .vector, .integerVector, .pointer, .place, .pointers, .places,
        .rowCallback, .context,
        .record:
        return .float
      }
    case .advanced(let base, _), .address(let base): return type(of: base)
    case .binary(_, let a, let b):
      // Whole numbers have the type of what they are joined with.
      if case .integer = a { return type(of: b) }
      return type(of: a)
    case .select(_, let yes, let no):
      let types = [type(of: yes), type(of: no)]
      return types.contains(.source) ? .source : types[0]
    case .apply: Self.refuseVectors()
    }
  }

  /// A value as one of a type: what is read may lie where something is written.
  func converted(_ value: Expression, to target: ValueType) -> String {
    guard target == .source, type(of: value) == .destination else { return text(value) }
    return "Source(\(text(value)))"
  }

  /// An expression in Swift, in parentheses if it binds weaker than `above`.
  ///
  /// Levels: 0 choice, 1 and, 2 comparison, 3 sum, 4 product, 5 what stands before an index or a dot.
  func text(_ expression: Expression, above: Int = -1) -> String {
    func bound(_ level: Int, _ text: String) -> String { level <= above ? "(\(text))" : text }
    switch expression {
    case .integer(let value): return String(value)
    case .float(let value): return Self.float(value)
    case .name(let name):
      if scope[name] == .vector, let chunk = lanes?.chunk { return chunk.variable(of: name) }
      return name
    case .field(let name, let record): return "\(text(record, above: 5)).\(name)"
    case .address(let variable): return "&\(text(variable, above: 5))"
    case .element(let base, let index): return element(of: base, at: index)
    case .advanced(let base, let distance):
      return bound(3, "\(text(base, above: 2)) + \(text(distance, above: 3))")
    case .select(let condition, let yes, let no): return choice(condition, yes, no, above: above)
    case .apply: Self.refuseVectors()
    case .binary(.add, let a, .binary(.multiply, let b, let c)) where type(of: a) == .float:
      return "\(vector(a, like: expression, above: 4)).adding(\(product(b, c)))"
    case .binary(let operation, let a, let b):
      let isFloat = type(of: expression) == .float
      switch operation {
      case .add:
        return bound(3, "\(text(a, above: 2)) \(isFloat ? "+" : "&+") \(text(b, above: 3))")
      case .subtract:
        return bound(3, "\(text(a, above: 2)) \(isFloat ? "-" : "&-") \(text(b, above: 3))")
      case .multiply:
        return bound(4, "\(text(a, above: 3)) \(isFloat ? "*" : "&*") \(text(b, above: 4))")
      case .divide: return bound(4, "\(text(a, above: 3)) / \(text(b, above: 4))")
      case .remainder: return bound(4, "\(text(a, above: 3)) % \(text(b, above: 4))")
      case .and: return bound(1, "\(text(a, above: 1)) && \(text(b, above: 1))")
      case .less: return isFloat ? comparison("<", a, b, above) : "isBelow(\(text(a)), \(text(b)))"
      case .greater:
        return isFloat ? comparison(">", a, b, above) : "isBelow(\(text(b)), \(text(a)))"
      }
    }
  }

  private func comparison(
    _ sign: String, _ a: Expression, _ b: Expression, _ above: Int
  ) -> String {
    let sign = isVector(a) || isVector(b) ? "." + sign : sign
    let comparison = "\(text(a, above: 2)) \(sign) \(text(b, above: 2))"
    return above >= 2 ? "(\(comparison))" : comparison
  }

  private func choice(
    _ condition: Expression, _ yes: Expression, _ no: Expression, above: Int
  ) -> String {
    if isVector(condition) {
      // For each lane by itself.
      let whole = Expression.select(condition, then: yes, otherwise: no)
      return "\(vector(no, like: whole, above: 4))"
        + ".replacing(with: \(text(yes)), where: \(text(condition)))"
    }
    let type = type(of: .select(condition, then: yes, otherwise: no))
    func branch(_ value: Expression, above: Int) -> String {
      if isVector(yes) || isVector(no) { return vector(value, like: isVector(yes) ? yes : no) }
      return type == .source ? converted(value, to: type) : text(value, above: above)
    }
    let choice =
      "\(text(condition, above: 0)) ? \(branch(yes, above: 0)) : \(branch(no, above: -1))"
    return above >= 0 ? "(\(choice))" : choice
  }

  /// Two factors, a vector before what is the same in all lanes.
  func product(_ a: Expression, _ b: Expression) -> String {
    let (first, second) = isVector(a) || !isVector(b) ? (a, b) : (b, a)
    return "\(text(first)), times: \(text(second))"
  }

  /// A finite float constant, the shortest decimal that reads back to the same number.
  static func float(_ value: Float) -> String {
    precondition(value.isFinite, "Swift has no literal for \(value)")
    return value < 0 ? "(\(value))" : "\(value)"
  }
}
