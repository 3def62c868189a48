import IR

/// A rewrite of the graph: a value, named after what the graph looks like afterwards.
package struct Pass: Sendable {
  /// Kebab-case, unique among all passes.
  package let name: String
  /// One line for `--help` and the documentation.
  package let summary: String
  /// Changes the graph, or leaves it alone where the pass does not apply.
  package let run: @Sendable (inout Graph) -> Void

  package init(
    _ name: String, _ summary: String, run: @escaping @Sendable (inout Graph) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.run = run
  }
}
