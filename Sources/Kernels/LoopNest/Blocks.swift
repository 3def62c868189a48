/// The statements without blocks that keep nothing apart: one at the end of a body whose names
/// nothing else in the body declares.
package func withoutNeedlessBlocks(_ body: [Statement]) -> [Statement] {
  let body = body.map { $0.withBodies(withoutNeedlessBlocks) }
  guard case .block(let inner)? = body.last else { return body }
  let others = body.dropLast()
  let hasBlocks = others.contains {
    if case .block = $0 { true } else { false }
  }
  guard !hasBlocks, declaredNames(others).isDisjoint(with: declaredNames(inner[...])) else {
    return body
  }
  return others + inner
}

/// The names that statements declare outside of blocks and loops.
func declaredNames(_ body: ArraySlice<Statement>) -> Set<String> {
  Set(
    body.compactMap { statement in
      switch statement {
      case .constant(let name, _, _), .array(let name, _, _), .variable(let name, _),
        .record(let name, _, _):
        name
      case .comment, .assign, .accumulate, .loop, .block, .when, .call, .attempt, .count, .deliver:
        nil
      }
    })
}
