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

  /// The sums of twice 64 channels, or of as many in every other pixel: products with a one among zeros keep
  /// one of each four bytes.
  private static let sums: String = {
    let parts = 0..<4
    func list(_ item: (Int) -> String) -> String { parts.map(item).joined(separator: ", ") }
    let added = (0..<2).flatMap { half in
      parts.map { part in
        let (sum, bytes, one) = ("sum\(half)\(part)", "bytes\(half)", "one\(part)")
        return
          "  \(sum) = _mm512_dpbusd_epi32(\(sum), l != 0 ? \(bytes) : \(one), l != 0 ? \(one) : \(bytes));"
      }
    }
    let joined = parts.map { "sum0\($0) = _mm512_add_epi32(sum0\($0), sum1\($0));" }
    return """
      const int is_long = e > 64;
      const __mmask64 first = UINT64_MAX >> (is_long ? 0 : 64 - e);
      const __mmask64 second = is_long ? UINT64_MAX >> (128 - e) : 0u;
      const __m512i one0 = _mm512_set1_epi32(1), one1 = _mm512_set1_epi32(1 << 8);
      const __m512i one2 = _mm512_set1_epi32(1 << 16), one3 = _mm512_set1_epi32(1 << 24);
      const __m512i start = _mm512_set1_epi32(f), other = _mm512_set1_epi32(is_long ? f : 0);
      __m512i \(list { "sum0\($0) = start" });
      __m512i \(list { "sum1\($0) = other" });
      for (int32_t x = 0; x < c; x += is_long ? 1 : 2) {
        const int is_last = x + 1 == c;
        const int8_t *const from = b + x * d;
        const __m512i bytes0 = _mm512_maskz_loadu_epi8(first, from);
        const __m512i bytes1 = _mm512_maskz_loadu_epi8(
          is_long ? second : is_last ? 0u : first, from + (is_long ? 64 : is_last ? 0 : d));
      \(added.joined(separator: "\n"))
      }
      if (!is_long) {
        \(joined.joined(separator: "\n  "))
      }
      const __m512i sums[] = {\(list { "sum0\($0)" }), \(list { "sum1\($0)" })};
      """
  }()

  /// What becomes of the sums, each in its place among four bytes again.
  private static let means = """
    for (int32_t block = 0; block < (is_long ? 2 : 1); ++block) {
      __m512i bytes = _mm512_setzero_si512();
      for (int32_t part = 3; part >= 0; --part) {
        const __m512i sum = sums[4 * block + part];
        const __m512 x = _mm512_maskz_cvtepi32_ps(0xffff, sum);
        const __m512 factor = _mm512_castsi512_ps(_mm512_set1_epi32(g));
        const __m512 rest = _mm512_castsi512_ps(_mm512_set1_epi32(h));
        const __m512 more = _mm512_castsi512_ps(_mm512_set1_epi32(i));
        const __m512 less = _mm512_castsi512_ps(_mm512_set1_epi32(j));
        const __mmask16 below = _mm512_cmplt_epi32_mask(sum, _mm512_set1_epi32(k));
        const __m512 offset = _mm512_fmadd_ps(
          x, rest, _mm512_mask_sub_ps(more, below, more, less));
        const __m512i floor = \(floors);
        const __m512i most = _mm512_maskz_min_epi32(0xffff, floor, _mm512_set1_epi32(127));
        const __m512i mean = _mm512_maskz_max_epi32(0xffff, most, _mm512_set1_epi32(-128));
        bytes = _mm512_or_si512(
          _mm512_maskz_slli_epi32(0xffff, bytes, 8),
          _mm512_and_si512(mean, _mm512_set1_epi32(255)));
      }
      _mm512_mask_storeu_epi8(a + 64 * block, block == 0 ? first : second, bytes);
    }
    """
}
