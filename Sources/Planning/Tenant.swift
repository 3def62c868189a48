/// The steps in which one part of a buffer, a row or a pixel, holds something that is still needed,
/// both ends included.
package struct PartLife: Hashable, Sendable {
  package var birth: Int
  package var death: Int

  package init(birth: Int, death: Int) {
    self.birth = birth
    self.death = death
  }

  /// Before the first write or read.
  static let none = PartLife(birth: .max, death: -1)

  /// Extends the life to `step`.
  mutating func meet(_ step: Int) {
    birth = min(birth, step)
    death = max(death, step)
  }
}

/// A buffer before it has an address: how large it is and when which part of it lives.
package struct Tenant: Sendable {
  package enum Lives: Hashable, Sendable {
    /// Row by row or pixel by pixel, in order of address; births and deaths both ascend.
    case rows([PartLife])
    /// The same, over and over for each slice of a split region: the lives over all slices, and
    /// those during the first one, for each row where slices are run inside of rows.
    case slices(region: Int, all: [PartLife], first: [PassLives])
    /// All of it together, in spells that ascend and do not touch: a ring.
    case spells([PartLife])
  }

  package var names: [String]
  package var byteCount: Int
  package var lives: Lives
  /// Whether nothing else may be in any of its bytes from its birth to its death.
  package var isApart = false

  package init(names: [String], byteCount: Int, lives: Lives) {
    self.names = names
    self.byteCount = byteCount
    self.lives = lives
  }

  /// The lives of its parts over all slices.
  var parts: [PartLife] {
    switch lives {
    case .rows(let rows), .slices(_, let rows, _): rows
    case .spells(let spells): spells
    }
  }

  var birth: Int { parts.first?.birth ?? 0 }
  var death: Int { parts.last?.death ?? 0 }

  /// The steps in which its parts are born, and those in which they die; a ring does both at once.
  var growth: Range<Int> {
    switch lives {
    case .rows(let rows), .slices(_, let rows, _): birth..<(rows.last?.birth ?? birth) + 1
    case .spells: birth..<birth + 1
    }
  }

  var decay: Range<Int> {
    switch lives {
    case .rows(let rows), .slices(_, let rows, _): (rows.first?.death ?? death)..<death + 1
    case .spells: death..<death + 1
    }
  }
}
