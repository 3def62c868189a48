extension Target {
  /// Every target there is, by name.
  package static let all: [Target] = [.generic, .x86v3, .x86v4, .aarch64, .wasm]
}
