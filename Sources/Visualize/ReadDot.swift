@preconcurrency import CGraphviz
import Glibc

/// Reads DOT into a graph of libcgraph, which lives as long as `body` runs; nil where it is not DOT.
///
/// Left to itself libcgraph identifies named things by the address of their name and orders frames
/// by it, so that no two drawings are alike. Numbers handed out in turn put things in the order of
/// the text; libcgraph then keeps the names itself.
func withGraph<Result>(
  reading source: String, _ body: (UnsafeMutablePointer<Agraph_t>?) -> Result
) -> Result {
  var numbers = Agiddisc_t()
  numbers.open = { _, _ in
    let next = UnsafeMutablePointer<IDTYPE>.allocate(capacity: 1)
    next.initialize(to: 1)
    return UnsafeMutableRawPointer(next)
  }
  numbers.map = { next, _, name, id, _ in
    guard name == nil, let next, let id else { return 0 }
    id.pointee = next.load(as: IDTYPE.self)
    next.storeBytes(of: id.pointee + 1, as: IDTYPE.self)
    return 1
  }
  numbers.alloc = { _, _, _ in 0 }
  numbers.free = { _, _, _ in }
  numbers.print = { _, _, _ in nil }
  numbers.close = { $0?.deallocate() }
  numbers.idregister = { _, _, _ in }

  var text = Array(source.utf8)
  return withUnsafeMutablePointer(to: &numbers) { numbers in
    text.withUnsafeMutableBytes { text in
      guard let file = fmemopen(text.baseAddress, text.count, "r") else { return body(nil) }
      defer { fclose(file) }
      // Both are globals of libcgraph, so their addresses stay what they are.
      var services = Agdisc_t(mem: &AgMemDisc, id: numbers, io: &AgIoDisc)
      let graph = agread(file, &services)
      defer { if let graph { agclose(graph) } }
      return body(graph)
    }
  }
}
