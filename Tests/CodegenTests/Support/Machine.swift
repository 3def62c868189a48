import Foundation

/// What the processor of this machine can do.
enum Machine {
  private static let flags: Set<Substring> = {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return Set(line.split(separator: " "))
  }()

  static var hasFusedProducts: Bool { flags.contains("fma") }
}
