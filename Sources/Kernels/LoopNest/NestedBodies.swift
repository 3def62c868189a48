extension Statement {
  /// The same with other statements in the bodies that it has itself; one without bodies stays.
  func withBodies<Failure: Error>(
    _ other: ([Statement]) throws(Failure) -> [Statement]
  ) throws(Failure) -> Statement {
    switch self {
    case .loop(var loop):
      loop.body = try other(loop.body)
      return .loop(loop)
    case .block(let body): return .block(try other(body))
    case .when(let condition, let yes, let no):
      return .when(condition, try other(yes), otherwise: try other(no))
    case .count(let name, let counter, let end, let body):
      return .count(name, counter: counter, to: end, try other(body))
    case .comment, .constant, .array, .variable, .record, .assign, .accumulate, .call, .attempt,
      .deliver:
      return self
    }
  }
}
