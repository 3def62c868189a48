/// A typed reference into an arena.
///
/// It costs two words; using one whose slot was emptied since is a bug of ours and traps.
package struct Handle<Element>: Hashable, Sendable {
  package let index: Int
  let generation: Int
}

/// Storage that hands out handles; a slot keeps its place for as long as its element lives.
package struct Arena<Element> {
  private var slots: [Element?] = []
  private var generations: [Int] = []

  package init() {}

  package mutating func insert(_ element: Element) -> Handle<Element> {
    slots.append(element)
    generations.append(0)
    return Handle(index: slots.count - 1, generation: 0)
  }

  @discardableResult
  package mutating func remove(_ handle: Handle<Element>) -> Element {
    let element = self[handle]
    slots[handle.index] = nil
    generations[handle.index] += 1
    return element
  }

  package func contains(_ handle: Handle<Element>) -> Bool {
    slots.indices.contains(handle.index) && slots[handle.index] != nil
      && generations[handle.index] == handle.generation
  }

  package subscript(handle: Handle<Element>) -> Element {
    get {
      guard generations[handle.index] == handle.generation, let element = slots[handle.index]
      else { preconditionFailure("stale handle \(handle.index)") }
      return element
    }
    set {
      precondition(generations[handle.index] == handle.generation, "stale handle")
      slots[handle.index] = newValue
    }
  }

  /// The handles of all living elements, oldest first.
  package var handles: [Handle<Element>] {
    slots.indices.filter { slots[$0] != nil }.map {
      Handle(index: $0, generation: generations[$0])
    }
  }
}

extension Arena: Sendable where Element: Sendable {}
