/// Facts about the elements of an arena, kept beside them instead of inside them.
package struct SideTable<Element, Fact> {
  private var facts: [Int: (handle: Handle<Element>, fact: Fact)] = [:]

  package init() {}

  package subscript(handle: Handle<Element>) -> Fact? {
    get {
      guard let entry = facts[handle.index], entry.handle == handle else { return nil }
      return entry.fact
    }
    set { facts[handle.index] = newValue.map { (handle, $0) } }
  }

  package subscript(handle: Handle<Element>, default fallback: @autoclosure () -> Fact) -> Fact {
    get { self[handle] ?? fallback() }
    set { self[handle] = newValue }
  }
}

extension SideTable: Sendable where Fact: Sendable, Element: Sendable {}
