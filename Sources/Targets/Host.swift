import Foundation

extension Target {
  /// The best target of the machine that this program runs on.
  package static var host: Target { all.last { $0.runsHere } ?? .generic }

  /// Whether its code runs on the machine that this program runs on.
  package var runsHere: Bool {
    guard let architecture else { return true }
    return architecture == .own && features.allSatisfy(hostHas)
  }
}

#if os(macOS)
/// Whether the machine has a part of the instruction set; macOS numbers the version of some.
private func hostHas(_ feature: String) -> Bool {
  let names = feature == "dotprod" ? ["arm.FEAT_DotProd"] : [feature, "\(feature)_0"]
  return names.map { "hw.optional.\($0)" }.contains { name in
    var value: Int32 = 0
    var size = MemoryLayout.size(ofValue: value)
    return sysctlbyname(name, &value, &size, nil, 0) == 0 && value != 0
  }
}
#else
/// Whether the machine has a part of the instruction set, as Linux tells.
private func hostHas(_ feature: String) -> Bool { listedFeatures.contains(feature) }

/// What Linux lists of the first processor; nothing where there is no such list.
private let listedFeatures = processorFeatures(
  in: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
#endif
