import Foundation

#if os(macOS)
/// What the processor of the machine that this program runs on is called.
package let hostProcessor: String = {
  var size = 0
  let name = "machdep.cpu.brand_string"
  guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 0 else { return unknownProcessor }
  var bytes = [UInt8](repeating: 0, count: size)
  guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return unknownProcessor }
  return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
}()
#else
/// What the processor of the machine that this program runs on is called.
package let hostProcessor: String = processorName(
  in: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
#endif

private let unknownProcessor = "unknown"

/// What the first processor of a list of Linux has, by the names that compilers have for it: Linux alone
/// has bars in some of them, and one of its own for the dot product of Arm.
package func processorFeatures(in list: String) -> Set<String> {
  let line = list.split(separator: "\n").first {
    $0.hasPrefix("flags") || $0.hasPrefix("Features")
  }
  let words = (line ?? "").split(whereSeparator: \.isWhitespace)
  return Set(words.map { $0 == "asimddp" ? "dotprod" : String($0.filter { $0 != "_" }) })
}

/// What Linux tells of the first processor.
///
/// Machines of Arm have numbers only, and virtual ones of x86 often a name that says little, so the
/// numbers belong to it.
package func processorName(in list: String) -> String {
  let first = list.split(separator: "\n", omittingEmptySubsequences: false)
    .prefix { !$0.allSatisfy(\.isWhitespace) }
  var facts: [String: String] = [:]
  for line in first {
    let parts = line.split(separator: ":", maxSplits: 1).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if parts.count == 2, !parts[1].isEmpty { facts[parts[0]] = parts[1] }
  }
  let numbers = ["cpu family", "model", "CPU implementer", "CPU variant", "CPU part"]
    .compactMap { key in facts[key].map { "\(key) \($0)" } }
  let words = [facts["model name"]].compactMap { $0 } + numbers
  return words.isEmpty ? unknownProcessor : words.joined(separator: ", ")
}
