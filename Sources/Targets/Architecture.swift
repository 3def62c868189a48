/// A family of processors that code can be for.
package enum Architecture: Hashable, Sendable {
  case x86
  case arm64
  case arm32
  case wasm32

  /// The one that this program runs on, if it is known.
  package static var own: Architecture? {
    #if arch(x86_64)
    .x86
    #elseif arch(arm64)
    .arm64
    #else
    nil
    #endif
  }

  /// The macros of compilers, one of which is defined where code for it is compiled.
  package var macros: [String] {
    switch self {
    case .x86: ["__x86_64__", "_M_X64"]
    case .arm64: ["__aarch64__", "_M_ARM64"]
    case .arm32: ["__arm__"]
    case .wasm32: ["__wasm__"]
    }
  }
}
