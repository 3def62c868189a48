extension IntegerInstructions {
  /// NEON vectors of 4 integers.
  ///
  /// NEON adds no pairs of products in one step: multiply-adds of single ones are as good.
  static let neon = IntegerInstructions(
    lanes: 4, type: "int32x4_t", register: "w",
    [
      .load: Spelling("vld1q_s32(a)", "ldr"),
      .store: Spelling("vst1q_s32(a, b)", "str"),
      .splat: Spelling("vdupq_n_s32(a)", "ld1r"),
      .bytes: Spelling(
        "vmovl_s16(vget_low_s16(vmovl_s8(vreinterpret_s8_s32(vdup_n_s32(four_bytes(a))))))",
        "sshll|sxtl"
      ),
      .unsignedBytes: Spelling(
        """
        const uint16x8_t wide = vmovl_u8(vreinterpret_u8_s32(vdup_n_s32(four_bytes(a))));
        return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(wide)));
        """, "ushll|uxtl"),
      .storeBytes: Spelling(
        """
        const int16x4_t half = vmovn_s32(b);
        const int8x8_t low = vmovn_s16(vcombine_s16(half, half));
        const int32_t all = vget_lane_s32(vreinterpret_s32_s8(low), 0);
        memcpy(a, &all, sizeof all);
        """, "xtn"),
      .add: Spelling("vaddq_s32(a, b)", "add"),
      .subtract: Spelling("vsubq_s32(a, b)", "sub"),
      .multiply: Spelling("vmulq_s32(a, b)", "mul"),
      .least: Spelling("vminq_s32(a, b)", "smin"),
      .most: Spelling("vmaxq_s32(a, b)", "smax"),
      .roundedTwice: Spelling(
        """
        const int32x4_t zero = vdupq_n_s32(0);
        const int32x4_t high = vqrdmulhq_s32(vshlq_s32(a, vmaxq_s32(c, zero)), b);
        const int32x4_t right = vminq_s32(c, zero);
        /* Halves go up; those of negative numbers must not. */
        return vrshlq_s32(vqaddq_s32(high, vshrq_n_s32(vandq_s32(high, right), 31)), right);
        """, "sqrdmulh"),
      .roundedOnce: Spelling(
        """
        const int32x4_t shift = vsubq_s32(c, vdupq_n_s32(31));
        const int64x2_t low = vmull_s32(vget_low_s32(a), vget_low_s32(b));
        const int64x2_t high = vmull_s32(vget_high_s32(a), vget_high_s32(b));
        return vcombine_s32(
          vmovn_s64(vrshlq_s64(low, vmovl_s32(vget_low_s32(shift)))),
          vmovn_s64(vrshlq_s64(high, vmovl_s32(vget_high_s32(shift)))));
        """, "srshl"),
      // The first shift leaves 31 bits of sign: it takes 1 off negative numbers, whose halves go down then.
      .roundedTwiceRight: Spelling(
        """
        const int32x4_t high = vqrdmulhq_s32(a, b);
        return vrshlq_s32(vsraq_n_s32(high, high, 31), c);
        """, "ssra"),
      // What the high half leaves off is less than what the shift does, and counts nothing.
      .roundedOnceRight: Spelling("vrshlq_s32(vqdmulhq_s32(a, b), c)", "sqdmulh"),
      .storeTwo: Spelling(
        """
        int16x8_t wide = vqmovn_high_s32(vqmovn_s32(b), c);
        int8x8_t bytes;
        if (d != 0) wide = vqaddq_s16(wide, vdupq_n_s16((int16_t)d));
        bytes = vqmovn_s16(wide);
        if (e > -128) bytes = vmax_s8(bytes, vdup_n_s8((int8_t)e));
        if (f < 127) bytes = vmin_s8(bytes, vdup_n_s8((int8_t)f));
        vst1_s8(a, bytes);
        """, "sqxtn"),
      .storeFour: Spelling(
        """
        int16x8_t low = vqmovn_high_s32(vqmovn_s32(b), c);
        int16x8_t high = vqmovn_high_s32(vqmovn_s32(d), e);
        int8x16_t bytes;
        if (f != 0) low = vqaddq_s16(low, vdupq_n_s16((int16_t)f));
        if (f != 0) high = vqaddq_s16(high, vdupq_n_s16((int16_t)f));
        bytes = vqmovn_high_s16(vqmovn_s16(low), high);
        if (g > -128) bytes = vmaxq_s8(bytes, vdupq_n_s8((int8_t)g));
        if (h < 127) bytes = vminq_s8(bytes, vdupq_n_s8((int8_t)h));
        vst1q_s8(a, bytes);
        """, "sqxtn"),
      .lookUp: Spelling(
        """
        const int32_t all[4] = {a[b[0] + 128], a[b[1] + 128], a[b[2] + 128], a[b[3] + 128]};
        return vld1q_s32(all);
        """, "ldrsb"),
      // What is beyond a quarter of the table leaves what the quarter before it gave.
      .translate: Spelling(
        """
        const int8x16x4_t first = vld1q_s8_x4(b), second = vld1q_s8_x4(b + 64);
        const int8x16x4_t third = vld1q_s8_x4(b + 128), fourth = vld1q_s8_x4(b + 192);
        int i;
        for (i = 0; i < 64; i += 16) {
          const uint8x16_t x = veorq_u8(vreinterpretq_u8_s8(vld1q_s8(c + i)), vdupq_n_u8(128));
          int8x16_t bytes = vqtbl4q_s8(first, x);
          bytes = vqtbx4q_s8(bytes, second, vsubq_u8(x, vdupq_n_u8(64)));
          bytes = vqtbx4q_s8(bytes, third, vsubq_u8(x, vdupq_n_u8(128)));
          bytes = vqtbx4q_s8(bytes, fourth, vsubq_u8(x, vdupq_n_u8(192)));
          vst1q_s8(a + i, bytes);
        }
        """, "tbx"),
      .roundedEven: Spelling(
        """
        const float32x4_t product = vmulq_f32(vcvtq_f32_s32(a), vreinterpretq_f32_s32(b));
        const float32x4_t raised = vmaxq_f32(product, vdupq_n_f32(-1024.0f));
        return vcvtnq_s32_f32(vminq_f32(raised, vdupq_n_f32(1024.0f)));
        """, "fcvtns"),
    ])
}
