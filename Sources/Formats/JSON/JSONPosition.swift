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
  let path: JSONPath?

  var origin: Origin {
    .text(file: file, line: line, column: column, path: path?.description ?? "")
  }
}

/// The way from the root to a value, innermost step first, shared between siblings.
final class JSONPath: Sendable, CustomStringConvertible {
  enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  private let parent: JSONPath?
  private let step: Step

  init(_ parent: JSONPath?, _ step: Step) {
    self.parent = parent
    self.step = step
  }

  var description: String {
    let head = parent?.description ?? ""
    switch step {
    case .index(let index): return "\(head)[\(index)]"
    case .key(let key): return head.isEmpty ? shortened(key) : "\(head).\(shortened(key))"
    }
  }
}
