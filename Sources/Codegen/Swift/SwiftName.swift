/// Names in Swift that come from names in a model.
package enum SwiftName {
  /// What generated code calls by name, so that no model may be called the same.
  private static let taken: Set<String> = [
    "Any", "Array", "Bool", "Darwin", "Double", "Error", "Failure", "Float", "Glibc", "Int",
    "Int8", "Int32", "Int64", "MappedFile", "MemoryLayout", "Model", "Musl", "Never", "Optional",
    "Protocol", "SIMD", "Self", "Sendable", "Source", "Source8", "Source32", "Destination",
    "Destination8", "Destination32", "String", "Swift", "Type", "UInt", "UInt8", "UInt32", "Void",
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
