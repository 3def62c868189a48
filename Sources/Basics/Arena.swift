/// A typed reference into an arena.
///
/// It costs two words; using one whose slot was emptied since is a bug of ours and traps.
public struct Handle<Element>: Hashable, Sendable {
  public let index: Int
  @usableFromInline let generation: Int

  @inlinable init(index: Int, generation: Int) {
    self.index = index
    self.generation = generation
  }
}

/// Storage that hands out handles; a slot keeps its place for as long as its element lives.
///
/// Public, though for this package only, as compilers make code of a package for one element in no other module:
/// a graph is read through it everywhere, and not to know the element took a tenth of the time to plan.
public struct Arena<Element> {
  @usableFromInline var slots: [Element?] = []
  @usableFromInline var generations: [Int] = []

  @inlinable public init() {}

  @inlinable public mutating func insert(_ element: Element) -> Handle<Element> {
    slots.append(element)
    generations.append(0)
    return Handle(index: slots.count - 1, generation: 0)
  }

  @discardableResult
  @inlinable public mutating func remove(_ handle: Handle<Element>) -> Element {
    let element = self[handle]
    slots[handle.index] = nil
    generations[handle.index] += 1
    return element
  }

  @inlinable public func contains(_ handle: Handle<Element>) -> Bool {
    slots.indices.contains(handle.index) && slots[handle.index] != nil
      && generations[handle.index] == handle.generation
  }

  @inlinable public subscript(handle: Handle<Element>) -> Element {
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
  @inlinable public var handles: [Handle<Element>] {
    slots.indices.filter { slots[$0] != nil }.map {
      Handle(index: $0, generation: generations[$0])
    }
  }
}

extension Arena: Sendable where Element: Sendable {}
