/// The way from the root to a value, innermost step first, shared between siblings.
final class FieldPath: Sendable, CustomStringConvertible {
  enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  private let parent: FieldPath?
  private let step: Step

  init(_ parent: FieldPath?, _ step: Step) {
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
