extension IntegerInstructions {
  /// x86 vectors of 16 integers, of AVX-512.
  ///
  /// GCC 12 takes what is left of the plain operations of 512 bits for uninitialised in C++; those that
  /// zero what a mask leaves out are the same instructions.
  static let x86Lanes16 = IntegerInstructions(
    lanes: 16, type: "__m512i", register: "v",
    [
      .load: Spelling("_mm512_loadu_si512((const void *)(a))", "vmov"),
      .store: Spelling("_mm512_storeu_si512((void *)(a), b)", "vmov"),
      .splat: Spelling("_mm512_set1_epi32(a)", "v"),
      .bytes: Spelling(
        "_mm512_maskz_cvtepi8_epi32(0xffff, _mm_loadu_si128((const __m128i *)(const void *)(a)))",
        "vpmovsxbd"),
      .unsignedBytes: Spelling(
        "_mm512_maskz_cvtepu8_epi32(0xffff, _mm_loadu_si128((const __m128i *)(const void *)(a)))",
        "vpmovzxbd"),
      .storeBytes: Spelling(
        "_mm_storeu_si128((__m128i *)(void *)(a), _mm512_maskz_cvtepi32_epi8(0xffff, b))", "vpmovdb"
      ),
      .add: Spelling("_mm512_add_epi32(a, b)", "vpaddd"),
      .subtract: Spelling("_mm512_sub_epi32(a, b)", "vpsubd"),
      .multiply: Spelling("_mm512_mullo_epi32(a, b)", "vpmulld"),
      .least: Spelling("_mm512_maskz_min_epi32(0xffff, a, b)", "vpminsd"),
      .most: Spelling("_mm512_maskz_max_epi32(0xffff, a, b)", "vpmaxsd"),
      .pairs: Spelling(
        "_mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(const void *)(a)))", "vpmovsxbw"),
      .pairSplat: Spelling("_mm512_cvtepi8_epi16(_mm256_set1_epi16(two_bytes(a)))", "vpmovsxbw"),
      .pairLess: Spelling("_mm512_sub_epi16(a, _mm512_set1_epi16((int16_t)(b)))", "vpsubw"),
      .addPairProducts: Spelling("_mm512_add_epi32(c, _mm512_madd_epi16(a, b))", "vpmaddwd"),
      .roundedTwice: Spelling(
        """
        const __m512i zero = _mm512_setzero_si512(), one = _mm512_set1_epi32(1);
        const __m512i left = _mm512_maskz_max_epi32(0xffff, c, zero);
        const __m512i right = _mm512_sub_epi32(left, c);
        const __m512i x = _mm512_maskz_sllv_epi32(0xffff, a, left);
        const __m512i half = _mm512_set1_epi64(1 << 30);
        const __m512i even = _mm512_add_epi64(_mm512_maskz_mul_epi32(0xff, x, b), half);
        const __m512i odd = _mm512_add_epi64(
          _mm512_maskz_mul_epi32(
            0xff, _mm512_maskz_srli_epi64(0xff, x, 32), _mm512_maskz_srli_epi64(0xff, b, 32)),
          half);
        const __m512i high = _mm512_mask_blend_epi32(
          0xaaaa, _mm512_maskz_srli_epi64(0xff, even, 31), _mm512_maskz_slli_epi64(0xff, odd, 1));
        const __m512i mask = _mm512_sub_epi32(_mm512_maskz_sllv_epi32(0xffff, one, right), one);
        const __m512i bound = _mm512_add_epi32(
          _mm512_maskz_srli_epi32(0xffff, mask, 1), _mm512_maskz_srli_epi32(0xffff, high, 31));
        const __m512i quotient = _mm512_maskz_srav_epi32(0xffff, high, right);
        const __mmask16 up = _mm512_cmpgt_epi32_mask(_mm512_and_si512(high, mask), bound);
        return _mm512_mask_add_epi32(quotient, up, quotient, one);
        """, "vpmuldq"),
      .roundedOnce: Spelling(
        """
        const __m512i one = _mm512_set1_epi64(1);
        const __m512i right = _mm512_sub_epi32(_mm512_set1_epi32(31), c);
        const __m512i right0 = _mm512_and_si512(right, _mm512_set1_epi64(0xff));
        const __m512i right1 = _mm512_maskz_srli_epi64(0xff, right, 32);
        const __m512i even = _mm512_add_epi64(
          _mm512_maskz_mul_epi32(0xff, a, b),
          _mm512_maskz_sllv_epi64(0xff, one, _mm512_sub_epi64(right0, one)));
        const __m512i odd = _mm512_add_epi64(
          _mm512_maskz_mul_epi32(
            0xff, _mm512_maskz_srli_epi64(0xff, a, 32), _mm512_maskz_srli_epi64(0xff, b, 32)),
          _mm512_maskz_sllv_epi64(0xff, one, _mm512_sub_epi64(right1, one)));
        return _mm512_mask_blend_epi32(
          0xaaaa, _mm512_maskz_srav_epi64(0xff, even, right0),
          _mm512_maskz_slli_epi64(0xff, _mm512_maskz_srav_epi64(0xff, odd, right1), 32));
        """, "vpsravq"),
      .roundedEven: Spelling(
        """
        const __m512 product = _mm512_mul_ps(
          _mm512_maskz_cvtepi32_ps(0xffff, a), _mm512_castsi512_ps(b));
        const __m512 raised = _mm512_maskz_max_ps(0xffff, product, _mm512_set1_ps(-1024.0f));
        const __m512 bound = _mm512_maskz_min_ps(0xffff, raised, _mm512_set1_ps(1024.0f));
        return _mm512_maskz_cvtps_epi32(0xffff, bound);
        """, "vcvtps2dq"),
    ])

  /// The shorter ones of AVX-512.
  static let x86v4Lanes8 = x86Lanes8.with([
    .lowHalf: Spelling("_mm512_castsi512_si256(a)", "vmov")
  ])

  /// x86 vectors of 8 integers, of AVX2.
  static let x86Lanes8 = IntegerInstructions(
    lanes: 8, type: "__m256i", register: "v",
    [
      .load: Spelling("_mm256_loadu_si256((const __m256i *)(const void *)(a))", "vmov"),
      .store: Spelling("_mm256_storeu_si256((__m256i *)(void *)(a), b)", "vmov"),
      .splat: Spelling("_mm256_set1_epi32(a)", "v"),
      .bytes: Spelling(
        "_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(a)))", "vpmovsxbd"),
      .unsignedBytes: Spelling(
        "_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)(a)))", "vpmovzxbd"),
      .storeBytes: Spelling(
        """
        const __m256i places = _mm256_setr_epi8(
          0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
          0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        const __m256i low = _mm256_shuffle_epi8(b, places);
        _mm_storel_epi64(
          (__m128i *)(void *)a,
          _mm_unpacklo_epi32(_mm256_castsi256_si128(low), _mm256_extracti128_si256(low, 1)));
        """, "vpshufb"),
      .add: Spelling("_mm256_add_epi32(a, b)", "vpaddd"),
      .subtract: Spelling("_mm256_sub_epi32(a, b)", "vpsubd"),
      .multiply: Spelling("_mm256_mullo_epi32(a, b)", "vpmulld"),
      .least: Spelling("_mm256_min_epi32(a, b)", "vpminsd"),
      .most: Spelling("_mm256_max_epi32(a, b)", "vpmaxsd"),
      .pairs: Spelling(
        "_mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(a)))", "vpmovsxbw"),
      .pairSplat: Spelling("_mm256_cvtepi8_epi16(_mm_set1_epi16(two_bytes(a)))", "vpmovsxbw"),
      .pairLess: Spelling("_mm256_sub_epi16(a, _mm256_set1_epi16((int16_t)(b)))", "vpsubw"),
      .addPairProducts: Spelling("_mm256_add_epi32(c, _mm256_madd_epi16(a, b))", "vpmaddwd"),
      .roundedTwice: Spelling(
        """
        const __m256i one = _mm256_set1_epi32(1);
        const __m256i left = _mm256_max_epi32(c, _mm256_setzero_si256());
        const __m256i right = _mm256_sub_epi32(left, c);
        const __m256i x = _mm256_sllv_epi32(a, left);
        const __m256i half = _mm256_set1_epi64x(1 << 30);
        const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(x, b), half);
        const __m256i odd = _mm256_add_epi64(
          _mm256_mul_epi32(_mm256_srli_epi64(x, 32), _mm256_srli_epi64(b, 32)), half);
        const __m256i high = _mm256_blend_epi32(
          _mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xaa);
        const __m256i mask = _mm256_sub_epi32(_mm256_sllv_epi32(one, right), one);
        const __m256i bound = _mm256_add_epi32(
          _mm256_srli_epi32(mask, 1), _mm256_srli_epi32(high, 31));
        return _mm256_sub_epi32(
          _mm256_srav_epi32(high, right), _mm256_cmpgt_epi32(_mm256_and_si256(high, mask), bound));
        """, "vpmuldq"),
      .roundedOnce: Spelling(
        """
        const __m256i one = _mm256_set1_epi64x(1);
        const __m256i sign = _mm256_set1_epi64x(INT64_MIN);
        const __m256i right = _mm256_sub_epi32(_mm256_set1_epi32(31), c);
        const __m256i right0 = _mm256_and_si256(right, _mm256_set1_epi64x(0xff));
        const __m256i right1 = _mm256_srli_epi64(right, 32);
        const __m256i even = _mm256_add_epi64(
          _mm256_mul_epi32(a, b), _mm256_sllv_epi64(one, _mm256_sub_epi64(right0, one)));
        const __m256i odd = _mm256_add_epi64(
          _mm256_mul_epi32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32)),
          _mm256_sllv_epi64(one, _mm256_sub_epi64(right1, one)));
        /* Arithmetic shifts: logical ones of numbers that 2^63 is added to, and what that became off. */
        const __m256i low = _mm256_sub_epi64(
          _mm256_srlv_epi64(_mm256_xor_si256(even, sign), right0), _mm256_srlv_epi64(sign, right0));
        const __m256i high = _mm256_sub_epi64(
          _mm256_srlv_epi64(_mm256_xor_si256(odd, sign), right1), _mm256_srlv_epi64(sign, right1));
        return _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xaa);
        """, "vpsrlvq"),
      .roundedEven: Spelling(
        """
        const __m256 product = _mm256_mul_ps(_mm256_cvtepi32_ps(a), _mm256_castsi256_ps(b));
        const __m256 raised = _mm256_max_ps(product, _mm256_set1_ps(-1024.0f));
        return _mm256_cvtps_epi32(_mm256_min_ps(raised, _mm256_set1_ps(1024.0f)));
        """, "vcvtps2dq"),
    ])
}
