/// A step of a loop nest.
package indirect enum Statement: Hashable, Sendable {
  case comment(String)
  /// A constant.
  case constant(String, ValueType, Expression)
  /// Uninitialised local elements.
  case array(String, ValueType, count: Int)
  case assign(Expression, Expression)
  /// Adds to an element.
  case accumulate(Expression, Expression)
  case loop(Loop)
  /// Statements whose names are their own.
  case block([Statement])
  case call(String, [Expression])
  /// Constant numbers below 65536, the same in every call.
  case table(String, [Int])
  /// A variable that counts from 0.
  case counter(String)
  /// Counts a counter on until it has reached a number, with the body before each step.
  case advance(String, to: Expression, [Statement])
  /// Asks the caller for a row, to be written to a pointer; the function ends if that fails.
  case deliver(callback: String, context: String, row: Expression, to: Expression)
}

/// A counted loop from one value up to, and without, another.
package struct Loop: Hashable, Sendable {
  package var variable: String
  package var from: Expression
  package var to: Expression
  package var step: Int
  /// A short loop over lanes that the compiler must keep as a loop, so that it becomes vectors.
  package var isOverLanes: Bool
  /// A loop that compilers must not unroll, as they lose sight of the arrays in it.
  package var staysRolled: Bool
  package var body: [Statement]

  package init(
    _ variable: String, from: Expression = 0, to: Expression, step: Int = 1,
    isOverLanes: Bool = false, staysRolled: Bool = false, _ body: [Statement]
  ) {
    self.variable = variable
    self.from = from
    self.to = to
    self.step = step
    self.isOverLanes = isOverLanes
    self.staysRolled = staysRolled
    self.body = body
  }
}

/// The types a loop nest needs.
package enum ValueType: Hashable, Sendable {
  /// A count or an index, never negative.
  case index
  case float
  /// A pointer to elements that are read.
  case source
  /// A pointer to elements that are written.
  case destination
  /// A pointer to pointers to rows, or pixels, that are read.
  case sourceRows
  /// A pointer to pointers to rows, or pixels, that are written.
  case destinationRows
  /// A function of the caller that writes a row of an input.
  case rowCallback
  /// What the caller's function is told to know its business.
  case context
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

  /// Whether it ends early when the caller does not deliver.
  package var canFail: Bool { parameters.contains { $0.type == .rowCallback } }

  package init(_ name: String, comment: String, _ parameters: [Parameter], _ body: [Statement]) {
    self.name = name
    self.comment = comment
    self.parameters = parameters
    self.body = body
  }
}

/// A loop up to a number that may be known, or just its body where it would run once.
package func loop(
  _ variable: String, to count: Expression, _ body: (Expression) -> [Statement]
) -> [Statement] {
  if case .integer(let count) = count { return loop(variable, to: count, body) }
  return [.loop(Loop(variable, to: count, body(.name(variable))))]
}

/// A loop, or just its body where it would run once.
package func loop(
  _ variable: String, to count: Int, _ body: (Expression) -> [Statement]
) -> [Statement] {
  if count == 1 { return body(0) }
  return count == 0 ? [] : [.loop(Loop(variable, to: .integer(count), body(.name(variable))))]
}

/// A loop over `count` lanes.
func lanes(_ count: Int, _ body: (Expression) -> [Statement]) -> Statement {
  .loop(Loop("j", to: .integer(count), isOverLanes: true, body(ref("j"))))
}
