/// Floors of sums times floats, as AVX-512 has them: of 16 integers at once, or of 8 in the same vectors, as
/// only these can be told how to round.
extension IntegerInstructions {
  /// The floors of `x * factor + offset`.
  ///
  /// Rounding down to a float, as the instruction itself can be told, never takes a sum past an
  /// integer: the floor is that of the exact sum.
  static let floors = """
    _mm512_maskz_cvt_roundps_epi32(
        0xffff,
        _mm512_fmadd_round_ps(x, factor, offset, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC),
        _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)
    """

  /// The floors of integers, or where `held` of the floats with their bits.
  ///
  /// `wide` makes an operand one of 16 lanes, `result` the result one of as many as there are.
  static func plainFloor(
    held: Bool = false, _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    const __m512 x = \(held ? "_mm512_castsi512_ps(" : "_mm512_maskz_cvtepi32_ps(0xffff, ")\(wide("a")));
    const __m512 factor = _mm512_castsi512_ps(\(wide("b")));
    const __m512 offset = _mm512_castsi512_ps(\(wide("c")));
    return \(result(floors));
    """
  }

  static func fineFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    const __m512 x = _mm512_maskz_cvtepi32_ps(0xffff, \(wide("a")));
    const __m512 factor = _mm512_castsi512_ps(\(wide("b")));
    const __m512 rest = _mm512_castsi512_ps(\(wide("c")));
    const __m512 offset = _mm512_fmadd_ps(x, rest, _mm512_castsi512_ps(\(wide("d"))));
    return \(result(floors));
    """
  }

  static func signedFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    const __m512 x = _mm512_maskz_cvtepi32_ps(0xffff, \(wide("a")));
    const __m512 factor = _mm512_castsi512_ps(\(wide("b")));
    const __m512 rest = _mm512_castsi512_ps(\(wide("c")));
    const __m512 start = _mm512_castsi512_ps(\(wide("d")));
    const __m512 less = _mm512_castsi512_ps(\(wide("e")));
    const __mmask16 negative = _mm512_cmplt_epi32_mask(
      \(wide("a")), \(wide("f")));
    const __m512 offset = _mm512_fmadd_ps(
      x, rest, _mm512_mask_sub_ps(start, negative, start, less));
    return \(result(floors));
    """
  }

  static func heldSignedFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    const __m512 x = _mm512_castsi512_ps(\(wide("a")));
    const __m512 factor = _mm512_castsi512_ps(\(wide("b")));
    const __mmask16 negative = _mm512_cmplt_epi32_mask(
      \(wide("a")), \(wide("e")));
    const __m512 offset = _mm512_castsi512_ps(_mm512_mask_blend_epi32(
      negative, \(wide("c")), \(wide("d"))));
    return \(result(floors));
    """
  }

  /// The floors of magnitudes, with the sign of the integers, which is that of the offset: it is less than 1, so
  /// that the floor of zero is zero.
  static func mirroredFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    let floors = """
      _mm512_maskz_cvttps_epi32(
          0xffff, _mm512_fmadd_round_ps(
            x, factor, offset, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC))
      """
    return """
      const __m512 x = _mm512_maskz_cvtepi32_ps(0xffff, \(wide("a")));
      const __m512 factor = _mm512_castsi512_ps(\(wide("b")));
      const __m512 offset = _mm512_castsi512_ps(_mm512_maskz_ternarylogic_epi32(
        0xffff, _mm512_castps_si512(x), _mm512_set1_epi32(INT32_MIN), \(wide("c")), 0xea));
      return \(result(floors));
      """
  }

  static func sumFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    const __m512 x = _mm512_maskz_cvtepi32_ps(0xffff, \(wide("a")));
    const __m512 factor = _mm512_castsi512_ps(\(wide("b")));
    const __m512 y = _mm512_maskz_cvtepi32_ps(0xffff, \(wide("c")));
    const __m512 offset = _mm512_fmadd_ps(
      y, _mm512_castsi512_ps(\(wide("d"))), _mm512_castsi512_ps(\(wide("e"))));
    return \(result(floors));
    """
  }

  /// What a gate makes of sums, which is exact, and the factor of it.
  private static func gated(_ wide: (String) -> String) -> String {
    """
    const __m512 x = _mm512_fmadd_ps(
      _mm512_maskz_cvtepi32_ps(0xffff, \(wide("a"))), _mm512_castsi512_ps(\(wide("b"))),
      _mm512_castsi512_ps(\(wide("c"))));
    const __m512 factor = _mm512_castsi512_ps(\(wide("d")));
    """
  }

  static func gatedFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    \(gated(wide))
    const __m512 offset = _mm512_castsi512_ps(\(wide("e")));
    return \(result(floors));
    """
  }

  static func signedGatedFloor(
    _ wide: (String) -> String, result: (String) -> String
  ) -> String {
    """
    \(gated(wide))
    const __m512 start = _mm512_castsi512_ps(\(wide("e")));
    const __m512 less = _mm512_castsi512_ps(\(wide("f")));
    const __mmask16 negative = _mm512_cmp_ps_mask(
      x, _mm512_castsi512_ps(\(wide("g"))), _CMP_LT_OQ);
    const __m512 offset = _mm512_mask_sub_ps(start, negative, start, less);
    return \(result(floors));
    """
  }

  static func widened(_ operand: String) -> String { "_mm512_castsi256_si512(\(operand))" }

  static func narrowed(_ result: String) -> String {
    "_mm512_maskz_extracti64x4_epi64(0xf, \(result), 0)"
  }
}
