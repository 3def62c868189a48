extension Target {
  /// Every target there is, by name; of two that run on a machine the better one stands later.
  package static let all: [Target] = [
    .generic, .x86v3, .x86v4, .x86v4VNNI, .aarch64, .aarch64DotProduct, .wasm, .cortexM4, .cortexM7,
    .cortexM55,
  ]
}
