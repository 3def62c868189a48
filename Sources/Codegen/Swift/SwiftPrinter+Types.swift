import Kernels

/// What things are in Swift, which converts nothing by itself.
///
/// There are two kinds of numbers beside indices: floats, and integers of 32 bits. Those of 8 bits are
/// in memory only: they are read as 32 bits, as C sees them in sums and products.
extension SwiftPrinter {
  /// The name of an element in memory.
  static func element(_ scalar: Scalar) -> String {
    switch scalar {
    case .float: "Float"
    case .int8: "Int8"
    case .uint8: "UInt8"
    case .int32: "Int32"
    }
  }

  /// The name of a number that is computed with.
  static func number(_ scalar: Scalar) -> String { scalar == .float ? "Float" : "Int32" }

  /// How names that belong to elements end.
  static func suffix(_ scalar: Scalar) -> String {
    switch scalar {
    case .float: ""
    case .int8, .uint8: "8"
    case .int32: "32"
    }
  }

  /// The names for pointers to elements that are read, and that are written.
  static func types(_ scalar: Scalar) -> String {
    """
    private typealias Source\(suffix(scalar)) = UnsafePointer<\(element(scalar))>
    private typealias Destination\(suffix(scalar)) = UnsafeMutablePointer<\(element(scalar))>
    """
  }

  static func parameterType(_ type: ValueType) -> String {
    switch type {
    case .index: "Int"
    case .scalar(let scalar): number(scalar)
    case .pointer(let scalar): "Source\(suffix(scalar))"
    case .place(let scalar): "Destination\(suffix(scalar))"
    case .pointers(let scalar): "UnsafePointer<Source\(suffix(scalar))>"
    case .places(let scalar): "UnsafePointer<Destination\(suffix(scalar))>"
    case .rowCallback(let scalar): "(Int, UnsafeMutablePointer<\(element(scalar))>) -> Bool"
    case .record(let name): "inout \(Self.type(ofRecord: name))"
    case .context: preconditionFailure("closures know their business")
    case .vector, .integerVector: refuseVectors()
    }
  }

  static func type(ofRecord name: String) -> String {
    name.prefix(1).uppercased() + name.dropFirst()
  }

  /// Loops over lanes become vectors of Swift's own, not those that C spells out.
  static func refuseVectors() -> Never { preconditionFailure("vectors spelled out for C") }

  // MARK: Values

  /// The type of a value; 8-bit integers are 32-bit ones as soon as they are read.
  func type(of expression: Expression) -> ValueType {
    switch expression {
    case .integer, .field: return .index
    case .float: return .float
    case .name(let name):
      switch scope[name] {
      case .value(let type): return type
      case .lanes(let scalar), .vector(let scalar): return .scalar(scalar)
      case nil: return .index
      }
    case .element(let base, _):
      if case .name(let name) = base, facts.tables.contains(name) { return .index }
      switch type(of: base) {
      case .pointers(let scalar): return .pointer(scalar)
      case .places(let scalar): return .place(scalar)
      case .pointer(let scalar), .place(let scalar), .scalar(let scalar):
        return .scalar(scalar == .float ? .float : .int32)
      case .index, .vector, .integerVector, .rowCallback, .context, .record:
        preconditionFailure("no elements in \(base)")
      }
    case .advanced(let base, _), .address(let base): return type(of: base)
    case .binary(_, let a, let b):
      // Whole numbers have the type of what they are joined with.
      return Self.number(in: a) == nil ? type(of: a) : type(of: b)
    case .select(_, let yes, let no):
      let types = [type(of: yes), type(of: no)]
      if let source = types.first(where: \.isSource) { return source }
      return Self.number(in: yes) == nil ? types[0] : types[1]
    case .apply(let name, let operands): return type(ofCall: name, operands)
    }
  }

  /// The whole number that an expression spells, if it is one; there are none below zero but
  /// differences.
  static func number(in expression: Expression) -> Int? {
    switch expression {
    case .integer(let number): return number
    case .binary(.subtract, let a, let b):
      guard let a = number(in: a), let b = number(in: b) else { return nil }
      return a - b
    case .float, .name, .field, .address, .element, .advanced, .binary, .select, .apply: return nil
    }
  }

  /// What lies at a place in memory; nil of variables.
  func memory(at place: Expression) -> Scalar? {
    guard case .element(let base, _) = place else { return nil }
    switch type(of: base) {
    case .pointer(let scalar), .place(let scalar): return scalar
    case .index, .scalar, .vector, .integerVector, .pointers, .places, .rowCallback, .context,
      .record:
      return nil
    }
  }

  /// A value as one of a type: what is read may lie where something is written, and memory has
  /// integers of 8 bits.
  func converted(_ value: Expression, to target: ValueType) -> String {
    let type = type(of: value)
    if case .pointer(let scalar) = target, type == .place(scalar) {
      return "Source\(Self.suffix(scalar))(\(text(value)))"
    }
    if target == .index, type == .scalar(.int32) { return "Int(\(text(value)))" }
    return text(value)
  }

  /// A value as it is kept at a place.
  func stored(_ value: Expression, at place: Expression) -> String {
    guard memory(at: place) == .int8, Self.number(in: value) == nil else {
      return converted(value, to: type(of: place))
    }
    // What is only moved is not widened before.
    if memory(at: value) == .int8 { return self.place(value) }
    return "Int8(truncatingIfNeeded: \(text(value)))"
  }
}

extension ValueType {
  fileprivate var isSource: Bool {
    if case .pointer = self { true } else { false }
  }
}
