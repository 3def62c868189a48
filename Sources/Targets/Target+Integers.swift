extension Target {
  /// Whether some vectors of integers can do something.
  package func has(_ operation: IntegerOperation) -> Bool {
    integers.contains { $0[operation] != nil }
  }

  /// Of how many rows of a ring, kept for windows as high, it reads a column from one place where they lie among
  /// each other: three, or four and one that is left over.
  package var rowsOfLines: [Int] { has(.line) ? [3, 5] : [] }

  /// The least that the first-level cache of a machine with such lines holds of data.
  package var firstCacheBytes: Int { 32 * 1024 }
}
