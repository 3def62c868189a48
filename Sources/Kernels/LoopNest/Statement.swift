/// A step of a loop nest.
package indirect enum Statement: Hashable, Sendable {
  case comment(String)
  /// A constant.
  case constant(String, ValueType, Expression)
  /// Uninitialised local elements.
  case array(String, ValueType, count: Int)
  /// An uninitialised local variable.
  case variable(String, ValueType)
  case assign(Expression, Expression)
  /// Adds to an element.
  case accumulate(Expression, Expression)
  case loop(Loop)
  /// Statements whose names are their own.
  case block([Statement])
  /// One of two bodies.
  case when(Expression, [Statement], otherwise: [Statement])
  case call(String, [Expression])
  /// Calls a function that can fail; this one ends too if it does.
  case attempt(String, [Expression])
  /// A variable that is a record of a type, with the values of its fields.
  case record(String, type: String, [Expression])
  /// Counts a counter on until it has reached a number, with the body for each number before it under
  /// a name.
  case count(String, counter: Expression, to: Expression, [Statement])
  /// Asks the caller for a row, to be written to a pointer; the function ends if that fails.
  case deliver(callback: String, context: String, row: Expression, to: Expression)
}

/// A counted loop from one value up to, and without, another.
package struct Loop: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case plain
    /// A short loop over lanes that the compiler must keep as a loop, so that it becomes vectors.
    case lanes
    /// A short loop that compilers must not unroll: it is not worth long code, or they would lose
    /// sight of the arrays in it.
    case rolled
    /// The same of which compilers may make two rounds one: they are an even number.
    case paired
  }

  package var variable: String
  package var from: Expression
  package var to: Expression
  package var step: Int
  package var kind: Kind
  package var body: [Statement]

  package init(
    _ variable: String, from: Expression = 0, to: Expression, step: Int = 1,
    kind: Kind = .plain, _ body: [Statement]
  ) {
    self.variable = variable
    self.from = from
    self.to = to
    self.step = step
    self.kind = kind
    self.body = body
  }
}

/// What elements in memory are.
package enum Scalar: Hashable, Sendable {
  case float
  case int8
  /// What a caller has who knows no signs.
  case uint8
  /// Sums, biases and factors of integer kernels.
  case int32
}

/// The types a loop nest needs.
package enum ValueType: Hashable, Sendable {
  /// A count or an index, never negative.
  case index
  case scalar(Scalar)
  /// So many floats, or 32-bit integers, in one register.
  case vector(Int)
  case integerVector(Int)
  /// A pointer to elements that are read.
  case pointer(Scalar)
  /// A pointer to elements that are written.
  case place(Scalar)
  /// A pointer to pointers to rows, or pixels, that are read.
  case pointers(Scalar)
  /// A pointer to pointers to rows, or pixels, that are written.
  case places(Scalar)
  /// A function of the caller that writes a row of an input.
  case rowCallback(Scalar)
  /// What the caller's function is told to know its business.
  case context
  /// A pointer to a record of a type.
  case record(String)
}

extension ValueType {
  package static let float = ValueType.scalar(.float)
  package static let source = ValueType.pointer(.float)
  package static let destination = ValueType.place(.float)
  package static let sourceRows = ValueType.pointers(.float)
  package static let destinationRows = ValueType.places(.float)

  /// What it leads to in memory; nil of what does not.
  package var element: Scalar? {
    switch self {
    case .pointer(let scalar), .place(let scalar), .pointers(let scalar), .places(let scalar),
      .rowCallback(let scalar):
      scalar
    case .index, .scalar, .vector, .integerVector, .context, .record: nil
    }
  }

  /// Whether it is a function of the caller.
  package var isCallback: Bool {
    if case .rowCallback = self { true } else { false }
  }
}

/// A function made of loops.
package struct Function: Hashable, Sendable {
  package struct Parameter: Hashable, Sendable {
    package let name: String
    package let type: ValueType

    package init(_ name: String, _ type: ValueType) {
      self.name = name
      self.type = type
    }
  }

  package var name: String
  /// What it computes, for the reader of the emitted code.
  package var comment: String
  package var parameters: [Parameter]
  package var body: [Statement]

  /// Whether it knows no integers but indices.
  package var isOfFloats: Bool {
    parameters.allSatisfy {
      switch $0.type {
      case .scalar(let scalar), .pointer(let scalar), .place(let scalar), .pointers(let scalar),
        .places(let scalar), .rowCallback(let scalar):
        scalar == .float
      case .index, .vector, .context, .record: true
      case .integerVector: false
      }
    }
  }

  /// Whether it ends early when the caller does not deliver.
  package var canFail: Bool { parameters.contains(where: \.type.isCallback) }

  package init(_ name: String, comment: String, _ parameters: [Parameter], _ body: [Statement]) {
    self.name = name
    self.comment = comment
    self.parameters = parameters
    self.body = body
  }

  /// Its call with arguments that are named like its parameters, but for some.
  package func call(_ others: [String: Expression] = [:]) -> Statement {
    let arguments = parameters.map { others[$0.name] ?? ref($0.name) }
    return canFail ? .attempt(name, arguments) : .call(name, arguments)
  }
}

/// A loop up to a number that may be known, or just its body where it would run once.
package func loop(
  _ variable: String, to count: Expression, kind: Loop.Kind = .plain,
  _ body: (Expression) -> [Statement]
) -> [Statement] {
  if case .integer(let count) = count { return loop(variable, to: count, kind: kind, body) }
  return [.loop(Loop(variable, to: count, kind: kind, body(.name(variable))))]
}

/// A loop, or just its body where it would run once.
package func loop(
  _ variable: String, to count: Int, kind: Loop.Kind = .plain, _ body: (Expression) -> [Statement]
) -> [Statement] {
  if count == 1 { return body(0) }
  if count == 0 { return [] }
  return [.loop(Loop(variable, to: .integer(count), kind: kind, body(.name(variable))))]
}

/// A loop over `count` lanes.
func lanes(_ count: Int, _ body: (Expression) -> [Statement]) -> Statement {
  .loop(Loop("j", from: 0, to: .integer(count), kind: .lanes, body(ref("j"))))
}
