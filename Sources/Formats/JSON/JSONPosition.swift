import Basics

/// Where a value or a key stands, in a few words of memory.
///
/// The path is spelled only when somebody asks: spelling it for every value would let a small
/// file with long keys and many values claim memory without bound.
struct JSONPosition: Sendable {
  let file: String
  let line: Int
  /// In Unicode scalars, from 1.
  let column: Int
  let path: FieldPath?

  var origin: Origin {
    .text(file: file, line: line, column: column, path: path?.description ?? "")
  }
}
