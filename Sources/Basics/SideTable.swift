/// Facts about the elements of an arena, kept beside them instead of inside them.
package struct SideTable<Element, Fact> {
  /// By the index of the element; an entry counts for the handle it was made with only.
  private var entries: [(handle: Handle<Element>, fact: Fact)?] = []

  package init() {}

  package subscript(handle: Handle<Element>) -> Fact? {
    get {
      guard handle.index < entries.count, let entry = entries[handle.index],
        entry.handle == handle
      else { return nil }
      return entry.fact
    }
    _modify {
      while entries.count <= handle.index { entries.append(nil) }
      var fact = entries[handle.index].flatMap { $0.handle == handle ? $0.fact : nil }
      // Moved out while it is changed, so that what it holds is not copied.
      entries[handle.index] = nil
      defer { entries[handle.index] = fact.map { (handle, $0) } }
      yield &fact
    }
  }

  package subscript(handle: Handle<Element>, default fallback: @autoclosure () -> Fact) -> Fact {
    get { self[handle] ?? fallback() }
    _modify {
      var fact = self[handle] ?? fallback()
      self[handle] = nil
      defer { self[handle] = fact }
      yield &fact
    }
  }
}

extension SideTable: Sendable where Fact: Sendable, Element: Sendable {}
