import Basics
import Kernels
import Targets

/// The words before kernels and loops that tell compilers what to leave as it is.
struct LoopWords {
  private let spellsVectors: Bool
  /// Whether kernels hold vectors whose lanes are factors.
  private let hasFactors: Bool
  private let hasFence: Bool
  private let hasPrefetch: Bool
  private let hasAgain: Bool
  private let hasPaired: Bool
  /// Whether the arena has floats at one time where it has integers at another.
  private let isMixed: Bool
  /// The registers of sums that are kept in theirs; nil where there are none.
  private let keepers: String?
  /// Whether Clang is to keep them there too.
  private let keepsInClang: Bool

  init(_ target: Target, for words: CodeWords, isMixed: Bool = false) {
    self.isMixed = isMixed
    spellsVectors = !target.vectors.isEmpty || target.packed != nil
    hasFactors = target.factorLanes != nil
    hasFence = words.names.contains(LoopWord.fence)
    hasPrefetch = words.names.contains(LoopWord.prefetch)
    hasAgain = words.names.contains(LoopWord.again)
    hasPaired = words.names.contains(LoopWord.paired)
    keepers = words.names.contains(LoopWord.keep) ? target.integers.first?.register : nil
    // Its vectors are short: a window of many columns is more of them than there are registers.
    keepsInClang = target.integers.contains { $0[.halfColumnsOfThree] != nil }
  }

  /// `keepsLanes` where some loops over lanes are left to compilers whatever the target spells out.
  func print(to writer: inout CodeWriter, keepsLanes: Bool) {
    if hasPrefetch { printPrefetch(to: &writer) }
    // By the rules of C memory without a declared type takes the type of what is stored, so all of this is
    // as it should be even where kernels are copied; but Clang is known to move a store before a read
    // of another type, and an arena may be a declared array of chars, whose type stays.
    if isMixed {
      writer.line(
        """
        /* The arena has floats at one time where it has integers at another. A kernel sees one kind of them
           beside integers of 8 bits, which are characters and may lie anywhere; as kernels are not
           copied into other functions, compilers cannot exchange reads and writes of different kinds. */

        """)
    }
    guard !spellsVectors else {
      if keepsLanes { lanes(to: &writer) }
      writer.line(
        """
        /* Where kernels are copied into the loops that call them, or their short loops are unrolled,
           compilers run out of registers and keep vectors in memory. */
        """)
      if hasFactors {
        writer.line(
          """
          /* So does GCC where it reads ahead before it knows what registers there are. */
          #if defined(__GNUC__) && !defined(__clang__)
          #define MNCC_KERNEL __attribute__((noinline, optimize("no-schedule-insns")))
          #elif defined(__GNUC__)
          """)
      } else {
        writer.line("#if defined(__GNUC__)")
      }
      writer.line(
        """
        #define MNCC_KERNEL __attribute__((noinline))
        #else
        #define MNCC_KERNEL
        #endif
        #if defined(__clang__)
        #define \(LoopWord.rolled) _Pragma("clang loop unroll(disable)")
        #elif defined(__GNUC__)
        #define \(LoopWord.rolled) _Pragma("GCC unroll 1")
        #else
        #define \(LoopWord.rolled)
        #endif

        """)
      if hasPaired { printPaired(to: &writer) }
      if hasFence { printFence(to: &writer) }
      if let keepers { printKeep(keepers, to: &writer) }
      if hasAgain { printAgain(to: &writer) }
      return
    }
    lanes(to: &writer)
    writer.line(
      """
      /* Clang makes code several times as large where kernels are copied into the loops that call
         them and short loops are unrolled; no faster, or slower for arrays kept in memory. */
      #if defined(__clang__)
      #define MNCC_KERNEL __attribute__((noinline))
      #define \(LoopWord.rolled) _Pragma("clang loop unroll(disable)")
      \(isMixed ? mixedGCC : "")#else
      #define MNCC_KERNEL
      #define \(LoopWord.rolled)
      #endif

      """)
  }

  private var mixedGCC: String {
    """
    #elif defined(__GNUC__)
    #define MNCC_KERNEL __attribute__((noinline))
    #define \(LoopWord.rolled)

    """
  }

  private func lanes(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Short loops over channels: GCC must not unroll them before it makes vectors of them. */
      #if defined(__GNUC__) && !defined(__clang__)
      #define MNCC_LANES _Pragma("GCC unroll 1")
      #else
      #define MNCC_LANES
      #endif

      """)
  }

  private func printKeep(_ register: String, to writer: inout CodeWriter) {
    let compilers = keepsInClang ? "Compilers add" : "GCC adds"
    let condition = keepsInClang ? "" : " && !defined(__clang__)"
    writer.line(
      """
      /* \(compilers) products up only when all of them are there, for which there are no registers; not
         where each sum must be in its own after each product. */
      #if defined(__GNUC__)\(condition)
      #define \(LoopWord.keep)(sum) __asm__("" : "+\(register)"(sum))
      #else
      #define \(LoopWord.keep)(sum) ((void)0)
      #endif

      """)
  }

  private func printPaired(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Two rounds of products that are one count and jump once; GCC then reads ahead more than registers
         hold. */
      #if defined(__clang__)
      #define \(LoopWord.paired) _Pragma("clang loop unroll_count(2)")
      #else
      #define \(LoopWord.paired) \(LoopWord.rolled)
      #endif

      """)
  }

  private func printAgain(to writer: inout CodeWriter) {
    writer.line(
      """
      /* What is read through a pointer after it is read again, and what is made of a number is made again: a
         product takes it from memory, and it needs no register. */
      #if defined(__GNUC__)
      #define \(LoopWord.again)(source) __asm__("" : "+r"(source))
      #else
      #define \(LoopWord.again)(source) ((void)0)
      #endif

      """)
  }

  private func printPrefetch(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Weights of layers to come wait in the second-level cache; nothing but time depends on it. */
      #if defined(\(LoopWord.prefetch))
      /* It is what a user makes of it. */
      #elif defined(__GNUC__)
      #define \(LoopWord.prefetch)(address) __builtin_prefetch(address, 0, 2)
      #else
      #define \(LoopWord.prefetch)(address) ((void)(address))
      #endif

      """)
  }

  private func printFence(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Clang reads ahead more than registers hold; not beyond this. */
      #if defined(__clang__)
      #define \(LoopWord.fence)() __asm__ volatile("" ::: "memory")
      #else
      #define \(LoopWord.fence)() ((void)0)
      #endif

      """)
  }
}
