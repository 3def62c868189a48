extension IntegerInstructions {
  private static func bytes(_ pointer: String) -> String {
    "_mm_loadu_si128((const __m128i *)(const void *)\(pointer))"
  }

  private static func longBytes(_ pointer: String) -> String {
    "_mm512_loadu_si512((const void *)\(pointer))"
  }

  /// Clang would flip the bits of a single four and copy that, in two instructions more.
  private static let keepsSplat = """
    #if defined(__clang__)
    __asm__("" : "+v"(quads));
    #endif
    """

  /// 16 bytes from each of three or four pointers, of which each lane has one after the other.
  ///
  /// Two pairs of rows and a permutation of both are three shuffles, one less than putting four rows into a
  /// vector; on Zen 5 shuffles share one of the two ports that products have. Clang, which knows the places,
  /// would make a dozen instructions of it.
  private static func rows(fourth: String? = nil) -> String {
    let lanes = (0..<16).map { "0x" + String(0x5040_1000 + $0 * 0x0101_0101, radix: 16) }
    let third = bytes("c")
    let second =
      fourth.map {
        """
        _mm256_inserti128_si256(
          _mm256_castsi128_si256(\(third)),
          \(bytes($0)), 1)
        """
      } ?? "_mm256_zextsi128_si256(\(third))"
    return """
      __m512i places = _mm512_setr_epi32(
        \(lanes.prefix(8).joined(separator: ", ")),
        \(lanes.suffix(8).joined(separator: ", ")));
      #if defined(__clang__)
      __asm__("" : "+v"(places));
      #endif
      const __m256i one = _mm256_inserti128_si256(
        _mm256_castsi128_si256(\(bytes("a"))),
        \(bytes("b")), 1);
      const __m256i two = \(second);
      const __m512i columns = _mm512_permutex2var_epi8(
        _mm512_zextsi256_si512(one), places, _mm512_zextsi256_si512(two));
      """
  }

  /// Of runs of bytes at a pointer, as many as there are lanes, the bytes of each lane among those of
  /// four.
  private static func line(_ lanes: Int) -> String {
    let (bits, own) = (32 * lanes, (0..<lanes).map { "0x" + String($0 * 0x0101_0101, radix: 16) })
    let rows = own.count > 8 ? [own.prefix(8), own.suffix(8)] : [own[...]]
    let mask = "0x" + String(1 << (3 * lanes / 4) - 1, radix: 16)
    return """
      const __m\(bits)i lanes = _mm\(bits)_setr_epi32(
        \(rows.map { $0.joined(separator: ", ") }.joined(separator: ",\n  ")));
      const __m\(bits)i line = last
        ? _mm\(bits)_maskz_loadu_epi32(\(mask), (const void *)a)
        : _mm\(bits)_loadu_si\(bits)((const __m\(bits)i *)(const void *)a);
      const __m\(bits)i columns = _mm\(bits)_maskz_permutexvar_epi8(
        \(lanes == 16 ? "UINT64_MAX" : "UINT32_MAX"), _mm\(bits)_add_epi32(b, lanes), line);
      """
  }

  /// The bytes of such runs as they are, and with some of their bits flipped.
  private static func lines(_ lanes: Int) -> [IntegerOperation: Spelling] {
    [
      .bareLine: Spelling(
        """
        const int32_t last = c;
        \(line(lanes))
        return columns;
        """, "vpermb"),
      .line: Spelling(
        """
        const int32_t last = e;
        \(line(lanes))
        return _mm\(32 * lanes)_ternarylogic_epi32(columns, c, d, 0x6a);
        """, "vpternlogd"),
    ]
  }

  private static func halfBytes(_ pointer: String) -> String {
    "_mm_loadl_epi64((const __m128i *)(const void *)\(pointer))"
  }

  /// Eight bytes from each of three or four pointers, of which each lane has one after the other.
  private static func halfRows(fourth: String? = nil) -> String {
    """
    const __m128i low = _mm_unpacklo_epi8(
      \(halfBytes("a")),
      \(halfBytes("b")));
    const __m128i high = _mm_unpacklo_epi8(
      \(halfBytes("c")), \(fourth.map(halfBytes) ?? "_mm_setzero_si128()"));
    const __m256i all = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_unpacklo_epi16(low, high)), _mm_unpackhi_epi16(low, high), 1);
    """
  }

  /// The bytes of a table for some integers.
  ///
  /// Of an integer the low seven bits are its place in a half of the table, those below 0 in the first.
  private static func tableBytes(_ places: String) -> String {
    """
    const __m512i x = _mm512_zextsi128_si512(\(places));
    const __m512i low = _mm512_permutex2var_epi8(
      _mm512_loadu_si512(a), x, _mm512_loadu_si512(a + 64));
    const __m512i high = _mm512_permutex2var_epi8(
      _mm512_loadu_si512(a + 128), x, _mm512_loadu_si512(a + 192));
    const __m512i bytes = _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), high, low);
    const __m128i first = _mm512_maskz_extracti32x4_epi32(0xf, bytes, 0);
    """
  }

  /// x86 vectors of 16 integers, of AVX-512 with products of four bytes at once.
  static let vnniLanes16 = x86Lanes16.with(manyBytes).with(lines(16)).with([
    .quads: Spelling("_mm512_loadu_si512((const void *)(a))", "vmov"),
    .loadTwice: Spelling(
      "_mm512_maskz_broadcast_i64x4(0xff, _mm256_loadu_si256((const __m256i *)(const void *)(a)))",
      "vbroadcasti"),
    .quadsOfTwo: Spelling("_mm512_set1_epi64(eight_bytes(a))", "vpbroadcastq|vbroadcastsd"),
    .sumsOfTwo: Spelling(
      """
      const __m512i even = _mm512_setr_epi32(
        0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
      const __m512i odd = _mm512_setr_epi32(
        1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
      return _mm512_add_epi32(
        _mm512_permutex2var_epi32(a, even, b), _mm512_permutex2var_epi32(a, odd, b));
      """, "vpaddd"),
    .raisedQuadSplat: Spelling(
      """
      __m512i quads = _mm512_set1_epi32(four_bytes(a));
      \(keepsSplat)
      return _mm512_xor_si512(quads, _mm512_set1_epi32((int)0x80808080u));
      """, "v"),
    .raise: Spelling(
      """
      const __m512i signs = _mm512_set1_epi8(-128);
      int32_t i = 0;
      for (; i + 64 <= c; i += 64) {
        const __m512i bytes = _mm512_loadu_si512((const void *)(b + i));
        _mm512_storeu_si512((void *)(a + i), _mm512_xor_si512(bytes, signs));
      }
      if (i < c) {
        const __mmask64 rest = ((__mmask64)1 << (c - i)) - 1u;
        const __m512i bytes = _mm512_maskz_loadu_epi8(rest, (const void *)(b + i));
        _mm512_mask_storeu_epi8((void *)(a + i), rest, _mm512_xor_si512(bytes, signs));
      }
      """, "vpxor"),
    .addPairProducts: Spelling("_mm512_dpwssd_epi32(c, a, b)", "vpdpwssd"),
    .addQuadProducts: Spelling("_mm512_dpbusd_epi32(c, a, b)", "vpdpbusd"),
    .columnsOfOne: Spelling(
      """
      const __m512i column = _mm512_maskz_cvtepu8_epi32(
        0xffff, \(bytes("a")));
      return _mm512_ternarylogic_epi32(column, b, c, 0x6a);
      """, "vpternlogd"),
    .bareColumnsOfOne: Spelling(
      "_mm512_maskz_cvtepu8_epi32(0xffff, \(bytes("(a)")))", "vpmovzxbd"),
    .bareColumnsOfThree: Spelling(
      """
      \(rows())
      return columns;
      """, "vpermi2b|vpermt2b"),
    .bareColumnsOfFour: Spelling(
      """
      \(rows(fourth: "d"))
      return columns;
      """, "vpermi2b|vpermt2b"),
    .joined: Spelling("_mm512_shrdi_epi32(a, b, 8)", "vpsh"),
    .columnsOfThree: Spelling(
      """
      \(rows())
      return _mm512_ternarylogic_epi32(columns, d, e, 0x6a);
      """, "vpternlogd"),
    .columnsOfFour: Spelling(
      """
      \(rows(fourth: "d"))
      return _mm512_ternarylogic_epi32(columns, e, f, 0x6a);
      """, "vpternlogd"),
    .transposedColumns: Spelling(
      """
      const __m512i one = \(longBytes("a")), two = \(longBytes("b"));
      const __m512i three = \(longBytes("c")), four = \(longBytes("d"));
      const __m512i low = e < 2 ? _mm512_unpacklo_epi8(one, two) : _mm512_unpackhi_epi8(one, two);
      const __m512i high =
        e < 2 ? _mm512_unpacklo_epi8(three, four) : _mm512_unpackhi_epi8(three, four);
      return e % 2 == 0 ? _mm512_unpacklo_epi16(low, high) : _mm512_unpackhi_epi16(low, high);
      """, "vpunpck"),
    .scaledFloor: Spelling(plainFloor({ $0 }, result: { $0 }), "vfmadd"),
    .fineFloor: Spelling(fineFloor({ $0 }, result: { $0 }), "vfmadd"),
    .signedFloor: Spelling(signedFloor({ $0 }, result: { $0 }), "vfmadd"),
    .heldFloor: Spelling(plainFloor(held: true, { $0 }, result: { $0 }), "vfmadd"),
    .heldSignedFloor: Spelling(heldSignedFloor({ $0 }, result: { $0 }), "vfmadd"),
    .mirroredFloor: Spelling(mirroredFloor({ $0 }, result: { $0 }), "vfmadd"),
    .sumFloor: Spelling(sumFloor({ $0 }, result: { $0 }), "vfmadd"),
    .floats: Spelling("_mm512_castps_si512(_mm512_maskz_cvtepi32_ps(0xffff, a))", "vcvtdq2ps"),
    .gatedFloor: Spelling(gatedFloor({ $0 }, result: { $0 }), "vfmadd"),
    .signedGatedFloor: Spelling(signedGatedFloor({ $0 }, result: { $0 }), "vcmp"),
    .lookUp: Spelling(
      """
      \(tableBytes(bytes("b")))
      return _mm512_maskz_cvtepi8_epi32(0xffff, first);
      """, "vperm"),
    .translateHeld: Spelling(
      """
      const __m512i x = _mm512_loadu_si512(b);
      const __m512i low = _mm512_permutex2var_epi8(c, x, d);
      const __m512i high = _mm512_permutex2var_epi8(e, x, f);
      _mm512_storeu_si512(a, _mm512_mask_blend_epi8(_mm512_movepi8_mask(x), high, low));
      """, "vperm"),
    .storeSaturated: Spelling(
      """
      const __m512i sum = _mm512_add_epi32(b, _mm512_set1_epi32(c));
      _mm_storeu_si128((__m128i *)(void *)a, _mm512_maskz_cvtsepi32_epi8(0xffff, sum));
      """, "vpmovsdb"),
    .storeSaturatedTwo: apart(["a", "b"], ["c", "d"], plus: "e"),
    .storeSaturatedThree: apart(["a", "b", "c"], ["d", "e", "f"], plus: "g"),
    .storeSaturatedFour: apart(["a", "b", "c", "d"], ["e", "f", "g", "h"], plus: "i"),
    .storeSaturatedRow: stores(["a"], ["b", "c", "d", "e"], plus: "f"),
    .storeUnsignedRow: stores(["a"], ["b", "c", "d", "e"], plus: "f", unsigned: true),
    .storeSaturatedTransposed: stores(
      ["a"], ["b", "c", "d", "e"], plus: "f", transposed: true),
    .storeUnsignedTransposed: stores(
      ["a"], ["b", "c", "d", "e"], plus: "f", unsigned: true, transposed: true),
    .storeUnsigned: Spelling(
      """
      const __m512i positive = _mm512_maskz_max_epi32(
        0xffff, _mm512_add_epi32(b, _mm512_set1_epi32(c)), _mm512_setzero_si512());
      _mm_storeu_si128(
        (__m128i *)(void *)a, _mm512_maskz_cvtusepi32_epi8(0xffff, positive));
      """, "vpmovusdb"),
    .storeSaturatedHalves: Spelling(
      """
      const __m512i sum = _mm512_add_epi32(c, _mm512_set1_epi32(d));
      const __m128i bytes = _mm512_maskz_cvtsepi32_epi8(0xffff, sum);
      \(storedHalves)
      """, "vpmovsdb"),
    .storeUnsignedHalves: Spelling(
      """
      const __m512i positive = _mm512_maskz_max_epi32(
        0xffff, _mm512_add_epi32(c, _mm512_set1_epi32(d)), _mm512_setzero_si512());
      const __m128i bytes = _mm512_maskz_cvtusepi32_epi8(0xffff, positive);
      \(storedHalves)
      """, "vpmovusdb"),
    .storeUnsignedTwo: apart(["a", "b"], ["c", "d"], plus: "e", unsigned: true),
    .storeUnsignedThree: apart(
      ["a", "b", "c"], ["d", "e", "f"], plus: "g", unsigned: true),
    .storeUnsignedFour: apart(
      ["a", "b", "c", "d"], ["e", "f", "g", "h"], plus: "i", unsigned: true),
  ])

  /// The same of 8 integers; floors are those of longer vectors, as only these can be told how to round.
  static let vnniLanes8 = x86v4Lanes8.with(lines(8)).with([
    .quads: Spelling("_mm256_loadu_si256((const __m256i *)(const void *)(a))", "vmov"),
    .raisedQuadSplat: Spelling(
      """
      __m256i quads = _mm256_set1_epi32(four_bytes(a));
      \(keepsSplat)
      return _mm256_xor_si256(quads, _mm256_set1_epi32((int)0x80808080u));
      """, "v"),
    .addPairProducts: Spelling("_mm256_dpwssd_epi32(c, a, b)", "vpdpwssd"),
    .addQuadProducts: Spelling("_mm256_dpbusd_epi32(c, a, b)", "vpdpbusd"),
    .columnsOfOne: Spelling(
      """
      const __m256i column = _mm256_cvtepu8_epi32(
        _mm_loadl_epi64((const __m128i *)(const void *)a));
      return _mm256_ternarylogic_epi32(column, b, c, 0x6a);
      """, "vpternlogd"),
    .bareColumnsOfOne: Spelling("_mm256_cvtepu8_epi32(\(halfBytes("(a)")))", "vpmovzxbd"),
    .bareColumnsOfThree: Spelling(
      """
      \(halfRows())
      return all;
      """, "vpunpck"),
    .bareColumnsOfFour: Spelling(
      """
      \(halfRows(fourth: "d"))
      return all;
      """, "vpunpck"),
    .joined: Spelling("_mm256_shrdi_epi32(a, b, 8)", "vpsh"),
    .columnsOfThree: Spelling(
      """
      \(halfRows())
      return _mm256_ternarylogic_epi32(all, d, e, 0x6a);
      """, "vpternlogd"),
    .columnsOfFour: Spelling(
      """
      \(halfRows(fourth: "d"))
      return _mm256_ternarylogic_epi32(all, e, f, 0x6a);
      """, "vpternlogd"),
    .scaledFloor: Spelling(plainFloor(widened, result: narrowed), "vfmadd"),
    .fineFloor: Spelling(fineFloor(widened, result: narrowed), "vfmadd"),
    .signedFloor: Spelling(signedFloor(widened, result: narrowed), "vfmadd"),
    .heldFloor: Spelling(plainFloor(held: true, widened, result: narrowed), "vfmadd"),
    .heldSignedFloor: Spelling(heldSignedFloor(widened, result: narrowed), "vfmadd"),
    .mirroredFloor: Spelling(mirroredFloor(widened, result: narrowed), "vfmadd"),
    .sumFloor: Spelling(sumFloor(widened, result: narrowed), "vfmadd"),
    .floats: Spelling("_mm256_castps_si256(_mm256_cvtepi32_ps(a))", "vcvtdq2ps"),
    .gatedFloor: Spelling(gatedFloor(widened, result: narrowed), "vfmadd"),
    .signedGatedFloor: Spelling(signedGatedFloor(widened, result: narrowed), "vcmp"),
    .lookUp: Spelling(
      """
      \(tableBytes("_mm_loadl_epi64((const __m128i *)(const void *)b)"))
      return _mm256_cvtepi8_epi32(first);
      """, "vperm"),
    .storeSaturated: Spelling(
      """
      const __m256i sum = _mm256_add_epi32(b, _mm256_set1_epi32(c));
      _mm_storel_epi64((__m128i *)(void *)a, _mm256_maskz_cvtsepi32_epi8(0xff, sum));
      """, "vpmovsdb"),
    .storeUnsigned: Spelling(
      """
      const __m256i positive = _mm256_max_epi32(
        _mm256_add_epi32(b, _mm256_set1_epi32(c)), _mm256_setzero_si256());
      _mm_storel_epi64(
        (__m128i *)(void *)a, _mm256_maskz_cvtusepi32_epi8(0xff, positive));
      """, "vpmovusdb"),
    .storeSaturatedTwo: stores(["a", "b"], ["c", "d"], plus: "e", lanes: 8),
    .storeSaturatedThree: stores(["a", "b", "c"], ["d", "e", "f"], plus: "g", lanes: 8),
    .storeSaturatedFour: stores(["a", "b", "c", "d"], ["e", "f", "g", "h"], plus: "i", lanes: 8),
    .storeUnsignedTwo: stores(["a", "b"], ["c", "d"], plus: "e", unsigned: true, lanes: 8),
    .storeUnsignedThree: stores(
      ["a", "b", "c"], ["d", "e", "f"], plus: "g", unsigned: true, lanes: 8),
    .storeUnsignedFour: stores(
      ["a", "b", "c", "d"], ["e", "f", "g", "h"], plus: "i", unsigned: true, lanes: 8),
  ])
}
