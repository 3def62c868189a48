/// How kernels bring memory nearer that others will want.
package struct Prefetch: Hashable, Sendable {
  /// What there is to bring where a kind of number is multiplied.
  package struct Amount: Hashable, Sendable {
    /// The most bytes that are on their way or wait at one time.
    package let reach: Int
    /// The bytes for which there is time while a dense kernel makes 1,024 multiply-adds.
    package let bytes: Int
  }

  /// Weights of integers wait in the second-level cache.
  ///
  /// It keeps what was used last, so that each byte that waits is there beside one that was read meanwhile: the reach
  /// is less than half of it.
  package let integers: Amount
  /// Those of floats are four times as many, and the first layers have few of them: what these bring from memory
  /// waits in the last-level cache.
  package let floats: Amount
}
