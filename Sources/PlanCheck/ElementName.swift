/// The name of an element: which value, how many parts its sum still lacks, and which one.
///
/// Parts are slices of channels or steps of an op that gathers. They are counted downwards, so that
/// a finished sum is an ordinary element.
struct ElementName: Hashable {
  let bits: UInt64

  static let nothing = ElementName(bits: 0)
  /// How many values, parts and elements can be told apart.
  static let mostValues = 1 << 16 - 1
  static let mostParts = 1 << 16
  static let mostElements = 1 << 32

  private init(bits: UInt64) { self.bits = bits }

  init(value: Int, lacking parts: Int, element: Int) {
    bits = UInt64(value + 1) << 48 | UInt64(parts) << 32 | UInt64(element)
  }

  var element: Int { Int(bits & 0xffff_ffff) }
}

/// A run of elements that lie side by side: where, and the name of the first.
///
/// Where an element has several cells, each of them has a number of its own.
struct Run {
  let memory: Int
  let cell: Int
  let count: Int
  let first: ElementName
  /// The cells of an element.
  let width: Int

  var cells: Range<Int> { cell..<cell + count }

  func overlaps(_ other: Run) -> Bool { memory == other.memory && cells.overlaps(other.cells) }

  /// Whether each element lies in the cell in which the other run has the element of that number.
  func isInPlace(of other: Run) -> Bool {
    memory == other.memory && width == other.width
      && cell - first.element == other.cell - other.first.element
  }
}
