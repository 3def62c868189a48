/// Words of emitted code that tell compilers how to treat loops and kernels.
package enum LoopWord {
  /// Keeps what is read after it from being read before it.
  package static let fence = "MNCC_FENCE"
  /// Keeps a sum in its register from one product to the next.
  package static let keep = "MNCC_KEEP"
  /// Has what is read through a pointer after it read again, or what is made of a number made again.
  package static let again = "MNCC_AGAIN"
  /// Brings memory nearer that is read later.
  package static let prefetch = "MNCC_PREFETCH"
  /// Before a loop that compilers must not unroll, and before one of which two rounds may become one.
  package static let rolled = "MNCC_ROLLED"
  package static let paired = "MNCC_PAIRED"
  /// Before a short loop over channels that compilers are to make vectors of.
  package static let lanes = "MNCC_LANES"
}
