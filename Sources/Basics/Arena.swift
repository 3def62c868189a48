/// A typed reference into an arena.
///
/// It costs two words; using one whose slot was emptied since is a bug of ours and traps.
package struct Handle<Element>: Hashable, Sendable {
  package let index: Int
  @usableFromInline let generation: Int

  @inlinable init(index: Int, generation: Int) {
    self.index = index
    self.generation = generation
  }
}

/// Storage that hands out handles; a slot keeps its place for as long as its element lives.
///
/// Its code is there for other modules to make it theirs: a graph is read through it everywhere, and without
/// knowing the element that took a tenth of the time to plan.
package struct Arena<Element> {
  @usableFromInline var slots: [Element?] = []
  @usableFromInline var generations: [Int] = []

  @inlinable package init() {}

  @inlinable package mutating func insert(_ element: Element) -> Handle<Element> {
    slots.append(element)
    generations.append(0)
    return Handle(index: slots.count - 1, generation: 0)
  }

  @discardableResult
  @inlinable package mutating func remove(_ handle: Handle<Element>) -> Element {
    let element = self[handle]
    slots[handle.index] = nil
    generations[handle.index] += 1
    return element
  }

  @inlinable package func contains(_ handle: Handle<Element>) -> Bool {
    slots.indices.contains(handle.index) && slots[handle.index] != nil
      && generations[handle.index] == handle.generation
  }

  @inlinable package subscript(handle: Handle<Element>) -> Element {
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
  @inlinable package var handles: [Handle<Element>] {
    slots.indices.filter { slots[$0] != nil }.map {
      Handle(index: $0, generation: generations[$0])
    }
  }
}

extension Arena: Sendable where Element: Sendable {}
