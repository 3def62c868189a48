/// Whose reading of the papers a network follows: padding, rounding of widths, epsilon, slopes.
package enum Dialect: String, CaseIterable, Sendable {
  case torchvision, keras, timm, slim
  /// Slim outside its fine-grain mode: the width scales the last layer, too.
  case slimAll = "slim-all"
}

/// Which generation of the papers a network belongs to; a dialect has conventions for each.
package enum Family: String, CaseIterable, Sendable {
  case v1, v2, v3

  /// The dialect of a definition that names none.
  var customaryDialect: Dialect {
    switch self {
    case .v1: .timm
    case .v2, .v3: .torchvision
    }
  }
}
