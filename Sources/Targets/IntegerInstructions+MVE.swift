extension IntegerInstructions {
  /// Helium vectors of 4 integers.
  static let mve = IntegerInstructions(
    lanes: 4, type: "int32x4_t", register: "w",
    [
      .load: Spelling("vldrwq_s32(a)", "vldrw"),
      .store: Spelling("vstrwq_s32(a, b)", "vstrw"),
      .splat: Spelling("vdupq_n_s32(a)", "vdup"),
      .bytes: Spelling("vldrbq_s32(a)", "vldrb"),
      .unsignedBytes: Spelling(
        "vreinterpretq_s32_u32(vldrbq_u32((const uint8_t *)(a)))", "vldrb"),
      .storeBytes: Spelling("vstrbq_s32(a, b)", "vstrb"),
      .add: Spelling("vaddq_s32(a, b)", "vadd"),
      .subtract: Spelling("vsubq_s32(a, b)", "vsub"),
      .multiply: Spelling("vmulq_s32(a, b)", "vmul"),
      .least: Spelling("vminq_s32(a, b)", "vmin"),
      .most: Spelling("vmaxq_s32(a, b)", "vmax"),
      .roundedTwice: Spelling(
        """
        const int32x4_t zero = vdupq_n_s32(0);
        const int32x4_t high = vqrdmulhq_s32(vshlq_s32(a, vmaxq_s32(c, zero)), b);
        const int32x4_t right = vminq_s32(c, zero);
        /* Halves go up; those of negative numbers must not. */
        return vrshlq_s32(vqaddq_s32(high, vshrq_n_s32(vandq_s32(high, right), 31)), right);
        """, "vqrdmulh"),
      .roundedOnce: Spelling(
        """
        int32_t x[4], y[4], z[4];
        int i;
        vstrwq_s32(x, a);
        vstrwq_s32(y, b);
        vstrwq_s32(z, c);
        for (i = 0; i < 4; ++i) {
          const int32_t right = 31 - z[i];
          x[i] = (int32_t)(((int64_t)x[i] * y[i] + ((int64_t)1 << (right - 1))) >> right);
        }
        return vldrwq_s32(x);
        """, "sm"),
      .roundedEven: Spelling(
        """
        const float32x4_t product = vmulq_f32(vcvtq_f32_s32(a), vreinterpretq_f32_s32(b));
        const float32x4_t raised = vmaxnmq_f32(product, vdupq_n_f32(-1024.0f));
        return vcvtnq_s32_f32(vminnmq_f32(raised, vdupq_n_f32(1024.0f)));
        """, "vcvtn"),
    ])
}
