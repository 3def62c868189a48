/// Names in Swift that come from names in a model.
package enum SwiftName {
  /// What generated code calls by name, so that no model may be called the same.
  private static let taken: Set<String> = [
    "Any", "Array", "Bool", "Darwin", "Error", "Failure", "Float", "Glibc", "Int", "Int32",
    "MappedFile", "MemoryLayout", "Model", "Musl", "Never", "Optional", "Protocol", "SIMD", "Self",
    "Sendable", "Source", "Destination", "String", "Swift", "Type", "UInt", "Void",
  ]

  /// The name of a type: `mobile_net_v2` becomes `MobileNetV2`.
  package static func type(_ text: String) -> String {
    let words = CName.identifier(text).split(separator: "_")
    let name = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let isFree =
      name.first?.isLetter == true && !taken.contains(name)
      && !["Unsafe", "SIMD", "Region"].contains { name.hasPrefix($0) }
    return isFree ? name : name == "Model" ? name : "Model" + name
  }
}
