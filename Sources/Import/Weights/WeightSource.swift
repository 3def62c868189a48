import IR

/// Where the values of a network's weights come from.
enum WeightSource: Sendable {
  /// Made from the tensors' names in PyTorch's own modules.
  case seeded(LayerNames)
  /// Taken from a file; every slot of the network is in it.
  case file([WeightSlot: Weight])

  func weight(for slot: WeightSlot) -> Weight {
    switch self {
    case .seeded(let names):
      let seed = Seed(slot.kind, names.names(of: slot)[0])
      return Weight(
        seed.name, shape: slot.shape, values: seed.values(shape: slot.shape), seed: seed)
    case .file(let weights):
      guard let weight = weights[slot] else {
        preconditionFailure("\(slot.place.valueName) was not matched")
      }
      return weight
    }
  }
}
