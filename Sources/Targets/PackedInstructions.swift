/// How C spells what a machine does with words that hold two 16-bit integers.
///
/// Its kernels of integers multiply such words along the depth. Compilers that do not know the machine's
/// instructions take what the operations mean instead, so that the code runs everywhere.
package struct PackedInstructions: Hashable, Sendable {
  package typealias Spelling = VectorInstructions.Spelling

  /// The macro that compilers define where there are these instructions, and the header with them.
  package let macro: String
  package let header: String
  /// The sums that a dense kernel has in registers, and the pixels of a depthwise one.
  package let tile: RegisterTileSize
  package let depthwisePixels: Int
  /// Expressions, or the bodies of functions where one is not enough.
  private let spellings: [PackedOperation: Spelling]

  package subscript(operation: PackedOperation) -> Spelling? { spellings[operation] }

  /// Those of Arm's DSP extension.
  ///
  /// 2 x 3 sums are 6 of 14 registers; four hold words, two the places where they are. Neither GCC 12
  /// nor Clang 14 has intrinsics for all of it, and none joins two reads into one.
  static let dsp = PackedInstructions(
    macro: "__ARM_FEATURE_DSP", header: "arm_acle.h",
    tile: RegisterTileSize(pixels: 3, channels: 2), depthwisePixels: 3,
    spellings: [
      .evenBytes: Spelling("return __sxtb16(a);", "sxtb16"),
      .oddBytes: Spelling(
        """
        int32_t result;
        __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(a));
        return result;
        """, "sxtb16"),
      .evenUnsigned: Spelling("return (int32_t)__uxtb16((uint32_t)a);", "uxtb16"),
      .oddUnsigned: Spelling(
        """
        int32_t result;
        __asm__("uxtb16 %0, %1, ror #8" : "=r"(result) : "r"(a));
        return result;
        """, "uxtb16"),
      .addLowProduct: Spelling("return __smlabb(b, c, a);", "smlabb"),
      .addHighProduct: Spelling("return __smlatt(b, c, a);", "smlatt"),
      .addRoundedHigh: Spelling(
        """
        int32_t result;
        __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(b), "r"(c), "r"(a));
        return result;
        """, "smmlar"),
      .saturated: Spelling(
        """
        int32_t result;
        __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(a));
        return (int8_t)result;
        """, "ssat"),
    ])

  private init(
    macro: String, header: String, tile: RegisterTileSize, depthwisePixels: Int,
    spellings: [PackedOperation: Spelling]
  ) {
    self.macro = macro
    self.header = header
    self.tile = tile
    self.depthwisePixels = depthwisePixels
    self.spellings = spellings
  }

  /// The step of a register tile in assembly: reads words of its pixels and of its channels, and adds
  /// all their products.
  ///
  /// The operands are `x`, `w` and the sums, those of a pixel side by side; they are `%0` and so on, with
  /// words after them.
  package func step(_ size: RegisterTileSize) -> [String] {
    let sums = size.pixels * size.channels
    let (x, w) = (sums, sums + 1)
    let words = sums + 2
    func read(_ first: Int, _ count: Int, from pointer: Int) -> String {
      count == 1
        ? "ldr %\(first), [%\(pointer)], #4" : "ldrd %\(first), %\(first + 1), [%\(pointer)], #8"
    }
    func multiply(_ pixel: Int, by word: Int) -> [String] {
      (0..<size.channels).map { channel in
        let sum = pixel * size.channels + channel
        return "smlad %\(sum), %\(word), %\(words + channel), %\(sum)"
      }
    }
    let pixelWords = words + size.channels
    var lines = [read(words, size.channels, from: w)]
    for first in stride(from: 0, to: size.pixels, by: 2) {
      let count = min(2, size.pixels - first)
      lines.append(read(pixelWords, count, from: x))
      for more in 0..<count { lines += multiply(first + more, by: pixelWords + more) }
    }
    return lines
  }

  /// A row of the windows of a depthwise op in assembly.
  ///
  /// The operands are the sums, those of a pixel side by side, as many words as there are columns and one
  /// more, pointers to the bytes and to the weights, and then constants: how far from the first pointer
  /// each covered column is, and how far from the second each weight, in bytes.
  package func row(_ row: PackedRowStep) -> [String] {
    let weights = 2 * row.pixels
    let word = weights + row.columns
    let (from, with) = (word + 1, word + 2)
    let firstOffset = with + 1
    let firstWeight = firstOffset + row.covered.count
    var lines: [String] = []
    for tap in stride(from: 0, to: row.columns, by: 2) {
      let place = "[%\(with), %\(firstWeight + tap)]"
      lines.append(
        tap + 1 < row.columns
          ? "ldrd %\(weights + tap), %\(weights + tap + 1), \(place)"
          : "ldr %\(weights + tap), \(place)")
    }
    for (index, column) in row.covered.enumerated() {
      lines.append("ldr %\(word), [%\(from), %\(firstOffset + index)]")
      lines.append("sxtb16 %\(word), %\(word)" + (row.isOdd ? ", ror #8" : ""))
      for (pixel, tap) in row.uses(of: column) {
        for (lane, halves) in ["bb", "tt"].enumerated() {
          let sum = 2 * pixel + lane
          lines.append("smla\(halves) %\(sum), %\(word), %\(weights + tap), %\(sum)")
        }
      }
    }
    return lines
  }

  /// The words that a step needs beside its operands.
  package func wordCount(_ size: RegisterTileSize) -> Int { size.channels + min(2, size.pixels) }
}
