/// How kernels bring weights nearer that others read later.
package struct Prefetch: Hashable, Sendable {
  /// The most bytes that are on their way or wait at one time: what the second-level cache keeps beside the
  /// rows and weights at hand.
  package let reach: Int
  /// The bytes for which there is time while a dense kernel makes 1,024 multiply-adds of integers, or of
  /// floats.
  package let bytesOfIntegers: Int
  package let bytesOfFloats: Int
}
