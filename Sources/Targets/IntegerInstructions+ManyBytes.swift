/// What AVX-512 does with 64 bytes of a pixel after the other, in a loop of its own.
extension IntegerInstructions {
  static let manyBytes: [IntegerOperation: Spelling] = [
    .scale: Spelling(gates + "\n" + gated, "vpmulhuw"),
    .average: Spelling(sums + "\n" + means, "vpdpbusd"),
  ]

  /// What the table at `d` says of the gates at `c`: factors and offsets in words, in the order in which two
  /// vectors of bytes become words, and fractions in bytes.
  private static let gates: String = {
    func bytes(_ name: String, from start: Int) -> String {
      let quarters = (0..<4).map { "_mm512_loadu_si512(d + \(start + 64 * $0))" }
      return """
        const __m512i \(name) = _mm512_mask_blend_epi8(
          negative,
          _mm512_permutex2var_epi8(
            \(quarters[2]), gates, \(quarters[3])),
          _mm512_permutex2var_epi8(
            \(quarters[0]), gates, \(quarters[1])));
        """
    }
    return """
      const __mmask64 channels = UINT64_MAX >> (64 - f);
      const __m512i none = _mm512_setzero_si512();
      const __m512i gates = _mm512_maskz_loadu_epi8(channels, c);
      const __mmask64 negative = _mm512_movepi8_mask(gates);
      \(bytes("low_bits", from: 0))
      \(bytes("high_bits", from: 256))
      \(bytes("fractions", from: 512))
      \(bytes("offsets", from: 768))
      const __m512i low_factors = _mm512_unpacklo_epi8(low_bits, high_bits);
      const __m512i high_factors = _mm512_unpackhi_epi8(low_bits, high_bits);
      const __m512i low_offsets = _mm512_unpacklo_epi8(offsets, none);
      const __m512i high_offsets = _mm512_unpackhi_epi8(offsets, none);
      """
  }()

  /// The pixels at `b`: how far bytes are from their zero point, times the factors of their gates, is how far
  /// results are from theirs, on the same side.
  private static let gated = """
    const __m512i zero = _mm512_set1_epi8((char)i), result = _mm512_set1_epi8((char)j);
    const __m512i shifts = _mm512_set1_epi16((short)k), flips = _mm512_set1_epi8((char)l);
    for (int32_t x = 0; x < e; ++x) {
      const __m512i bytes = _mm512_maskz_loadu_epi8(channels, b + x * g);
      __m512i sizes = _mm512_sub_epi8(bytes, zero);
      __mmask64 below = 0;
      if (i > -128) {
        below = _mm512_cmplt_epi8_mask(bytes, zero);
        sizes = _mm512_mask_sub_epi8(sizes, below, zero, bytes);
      }
      const __m512i low = _mm512_adds_epu16(
        _mm512_mulhi_epu16(_mm512_unpacklo_epi8(fractions, sizes), low_factors), low_offsets);
      const __m512i high = _mm512_adds_epu16(
        _mm512_mulhi_epu16(_mm512_unpackhi_epi8(fractions, sizes), high_factors), high_offsets);
      const __m512i far = _mm512_packus_epi16(
        _mm512_srlv_epi16(low, shifts), _mm512_srlv_epi16(high, shifts));
      __m512i scaled = j == 0 ? far : _mm512_adds_epu8(result, far);
      if (i > -128) scaled = _mm512_mask_subs_epu8(scaled, below, result, far);
      if (l != 0) scaled = _mm512_xor_si512(scaled, flips);
      _mm512_mask_storeu_epi8(a + x * h, channels, scaled);
    }
    """

  /// The sums of 64 channels at once.
  ///
  /// Four pixels are put among each other, so that a product with ones adds up fours of them. Of 16 or 32
  /// channels as many pixels as fill a vector count as one. Places are unsigned: of signed ones GCC warns that they
  /// would overflow if there were millions of pixels.
  private static let sums: String = {
    let parts = 0..<4
    func list(_ item: (Int) -> String) -> String { parts.map(item).joined(separator: ", ") }
    func lines(_ items: [String]) -> String { items.joined(separator: "\n    ") }
    func four(_ name: String, _ function: String, _ a: String, _ b: String) -> String {
      "const __m512i \(name) = _mm512_unpack\(function)(\(a), \(b));"
    }
    let add = lines(
      [
        four("low0", "lo_epi8", "bytes0", "bytes1"), four("high0", "hi_epi8", "bytes0", "bytes1"),
        four("low1", "lo_epi8", "bytes2", "bytes3"), four("high1", "hi_epi8", "bytes2", "bytes3"),
        four("fours0", "lo_epi16", "low0", "low1"), four("fours1", "hi_epi16", "low0", "low1"),
        four("fours2", "lo_epi16", "high0", "high1"),
        four("fours3", "hi_epi16", "high0", "high1"),
      ]
        + parts.flatMap {
          [
            "sum\($0) = _mm512_dpbusd_epi32(",
            "  sum\($0), l != 0 ? fours\($0) : ones, l != 0 ? ones : fours\($0));",
          ]
        })
    let read = lines(
      parts.map {
        "const __m512i bytes\($0) = _mm512_maskz_loadu_epi8(row, from + \($0) * together * d);"
      })
    return """
      const __m512i zero = _mm512_setzero_si512(), ones = _mm512_set1_epi32(0x1010101);
      const int32_t together = d == e && (e == 16 || e == 32) ? 64 / e : 1;
      for (int32_t block = 0; block < e; block += 64) {
        const __mmask64 channels = UINT64_MAX >> (e - block < 64 ? 64 - e + block : 0);
        const __mmask64 row = together > 1 ? UINT64_MAX : channels;
        __m512i \(list { "sum\($0) = zero" });
        int32_t left = c;
        for (; left >= 4 * together; left -= 4 * together) {
          const int8_t *const from = b + block + (size_t)(c - left) * (size_t)d;
          \(read)
          \(add)
        }
        for (; left > 0; left -= together) {
          const int8_t *const from = b + block + (size_t)(c - left) * (size_t)d;
          const __m512i bytes0 = _mm512_maskz_loadu_epi8(
            left < together ? UINT64_MAX >> (64 - left * e) : row, from);
          const __m512i bytes1 = zero, bytes2 = zero, bytes3 = zero;
          \(add)
        }
        __m512i sums[] = {\(list { "sum\($0)" })};
      """
  }()

  /// What becomes of the sums, channels in order again.
  private static let means = """
      for (int32_t part = 0; part < 4; ++part) {
        __m512i sum = sums[part];
        if (together > 1) sum = _mm512_add_epi32(sum, _mm512_shuffle_i64x2(sum, sum, 0x4e));
        if (together > 2) sum = _mm512_add_epi32(sum, _mm512_shuffle_i64x2(sum, sum, 0xb1));
        sum = _mm512_add_epi32(sum, _mm512_set1_epi32(f));
        const __m512 x = _mm512_maskz_cvtepi32_ps(0xffff, sum);
        const __m512 factor = _mm512_castsi512_ps(_mm512_set1_epi32(g));
        const __m512 rest = _mm512_castsi512_ps(_mm512_set1_epi32(h));
        const __m512 more = _mm512_castsi512_ps(_mm512_set1_epi32(i));
        const __m512 less = _mm512_castsi512_ps(_mm512_set1_epi32(j));
        const __mmask16 below = _mm512_cmplt_epi32_mask(sum, _mm512_set1_epi32(k));
        const __m512 offset = _mm512_fmadd_ps(
          x, rest, _mm512_mask_sub_ps(more, below, more, less));
        sums[part] = \(floors);
      }
      _mm512_mask_storeu_epi8(
        a + block, channels, _mm512_packs_epi16(
          _mm512_packs_epi32(sums[0], sums[1]), _mm512_packs_epi32(sums[2], sums[3])));
    }
    """
}
