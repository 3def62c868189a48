extension NamingScheme {
  /// The schemes in which weights of a family are found.
  static func all(for family: Family) -> [NamingScheme] {
    switch family {
    case .v1: [timm(family), kerasV1, slim(family)]
    case .v2: [torchvisionV2, timm(family), kerasV2, slim(family)]
    case .v3: [torchvisionV3, timm(family), kerasV3, keras3V3, slim(family)]
    }
  }

  /// The scheme whose names seed a family: that of PyTorch's own modules.
  static func seeding(_ family: Family) -> NamingScheme {
    switch family {
    case .v1: timm(family)
    case .v2: torchvisionV2
    case .v3: torchvisionV3
    }
  }
}
