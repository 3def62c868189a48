/// How sums of vectors for byte products become bytes in memory.
extension IntegerInstructions {
  /// The stores of vectors as bytes, to a pointer each.
  ///
  /// A store that makes its vector narrow is one instruction; packing four of them, putting them in order and
  /// taking them apart again are eight.
  static func apart(
    _ pointers: [String], _ vectors: [String], plus number: String, unsigned: Bool = false
  ) -> Spelling {
    let sign = unsigned ? "us" : "s"
    let stores = zip(pointers, vectors).map { pointer, vector in
      let sum = "_mm512_add_epi32(\(vector), more)"
      let bytes = unsigned ? "_mm512_maskz_max_epi32(0xffff, \(sum), none)" : sum
      return """
        _mm512_mask_cvt\(sign)epi32_storeu_epi8(
          (void *)\(pointer), 0xffff, \(bytes));
        """
    }
    let none = unsigned ? ", none = _mm512_setzero_si512()" : ""
    return Spelling(
      """
      const __m512i more = _mm512_set1_epi32(\(number))\(none);
      \(stores.joined(separator: "\n"))
      """, "vpmov\(sign)db")
  }

  /// The stores of vectors as bytes, to a pointer each, or side by side to a single one: what is made narrow
  /// once is four vectors.
  ///
  /// Each of the parts of 16 bytes of a vector of bytes has four bytes of all of them, which are put in order.
  static func stores(
    _ pointers: [String], _ vectors: [String], plus number: String, unsigned: Bool = false,
    lanes: Int = 16, transposed: Bool = false
  ) -> Spelling {
    let stores = pointers.enumerated().map { place, pointer in
      pointers.count == 1
        ? "_mm512_storeu_si512((void *)\(pointer), bytes);"
        : ofHalf(place, to: pointer)
    }
    // Of two and of three vectors some are there twice.
    let (third, fourth) =
      vectors.count == 2 ? (vectors[0], vectors[1]) : (vectors[2], vectors[vectors.count - 1])
    let (bits, pack) = (32 * lanes, unsigned ? "packus" : "packs")
    let narrow = "_mm\(bits)_\(pack)_epi16(one, two)"
    let (places, ordered) =
      lanes == 16
      ? (
        "\n  0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15",
        "_mm512_maskz_permutexvar_epi32(\n  0xffff, places, \(narrow))"
      ) : ("0, 4, 1, 5, 2, 6, 3, 7", "_mm256_permutevar8x32_epi32(\(narrow), places)")
    let declared =
      transposed ? "" : "const __m\(bits)i places = _mm\(bits)_setr_epi32(\(places));\n"
    return Spelling(
      """
      \(declared)__m\(bits)i one = _mm\(bits)_packs_epi32(\(vectors[0]), \(vectors[1]));
      __m\(bits)i two = _mm\(bits)_packs_epi32(\(third), \(fourth));
      if (\(number) != 0) {
        const __m\(bits)i more = _mm\(bits)_set1_epi16((int16_t)\(number));
        one = _mm\(bits)_adds_epi16(one, more);
        two = _mm\(bits)_adds_epi16(two, more);
      }
      const __m\(bits)i bytes = \(transposed ? narrow : ordered);
      \(stores.joined(separator: "\n"))
      """, "v\(pack)")
  }

  /// The store of the halves of 16 bytes.
  static let storedHalves = """
    _mm_storel_epi64((__m128i *)(void *)a, bytes);
    _mm_storeh_pi((__m64 *)(void *)b, _mm_castsi128_ps(bytes));
    """

  /// The store of 8 of 32 bytes.
  private static func ofHalf(_ place: Int, to pointer: String) -> String {
    let part = place < 2 ? "_mm256_castsi256_si128(bytes)" : "_mm256_extracti128_si256(bytes, 1)"
    return place % 2 == 0
      ? "_mm_storel_epi64((__m128i *)(void *)\(pointer), \(part));"
      : "_mm_storeh_pi((__m64 *)(void *)\(pointer), _mm_castsi128_ps(\(part)));"
  }
}
