/// The identifiers in a piece of generated C, found in one look at it: what stands around kernels follows
/// from the words in them.
struct CodeWords {
  /// All identifiers.
  private(set) var names: Set<String> = []
  /// Those that stand before parentheses.
  private(set) var called: Set<String> = []

  init(of code: String) {
    var name: [UInt8] = []
    for byte in code.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        name.append(byte)
      default:
        if !name.isEmpty {
          add(String(decoding: name, as: UTF8.self), isCalled: byte == UInt8(ascii: "("))
        }
        name.removeAll(keepingCapacity: true)
      }
    }
    if !name.isEmpty { add(String(decoding: name, as: UTF8.self), isCalled: false) }
  }

  private mutating func add(_ name: String, isCalled: Bool) {
    names.insert(name)
    if isCalled { called.insert(name) }
  }
}
