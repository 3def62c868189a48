/* 3x3 convolution, one row: 4x3 to 4x5 */
static void conv3x3s1x1p1_w4to4_c3to5_planar16_relu6(const float **rows, size_t first, size_t last,
                                                     const float *weights, float *output) {
  const float *const panel = weights;
  {
    float a0[5];
    MNCC_LANES
    for (size_t j = 0; j < 5; ++j) {
      a0[j] = panel[j];
    }
    for (size_t t = first; t < last; ++t) {
      const float *const from = rows[t];
      const float *const with = panel + t * 45 + 20;
      for (size_t s = 0; s < 2; ++s) {
        for (size_t k = 0; k < 3; ++k) {
          const float x0 = from[s + k * 16];
          MNCC_LANES
          for (size_t j = 0; j < 5; ++j) {
            const float w = with[s * 15 + k * 5 + j];
            a0[j] += x0 * w;
          }
        }
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 5; ++j) {
      const float t0 = a0[j];
      const float u0 = t0 < 0.0f ? 0.0f : t0;
      output[j] = u0 > 6.0f ? 6.0f : u0;
    }
  }
  {
    float a0[5];
    float a1[5];
    MNCC_LANES
    for (size_t j = 0; j < 5; ++j) {
      a0[j] = panel[j];
      a1[j] = panel[j];
    }
    for (size_t t = first; t < last; ++t) {
      const float *const from = rows[t];
      const float *const with = panel + t * 45 + 5;
      for (size_t s = 0; s < 3; ++s) {
        for (size_t k = 0; k < 3; ++k) {
          const float x0 = from[s + k * 16];
          const float x1 = from[s + k * 16 + 1];
          MNCC_LANES
          for (size_t j = 0; j < 5; ++j) {
            const float w = with[s * 15 + k * 5 + j];
            a0[j] += x0 * w;
            a1[j] += x1 * w;
          }
        }
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 5; ++j) {
      const float t0 = a0[j];
      const float u0 = t0 < 0.0f ? 0.0f : t0;
      output[5 + j] = u0 > 6.0f ? 6.0f : u0;
      const float t1 = a1[j];
      const float u1 = t1 < 0.0f ? 0.0f : t1;
      output[10 + j] = u1 > 6.0f ? 6.0f : u1;
    }
  }
  {
    float a0[5];
    MNCC_LANES
    for (size_t j = 0; j < 5; ++j) {
      a0[j] = panel[j];
    }
    for (size_t t = first; t < last; ++t) {
      const float *const from = rows[t] + 2;
      const float *const with = panel + t * 45 + 5;
      for (size_t s = 0; s < 2; ++s) {
        for (size_t k = 0; k < 3; ++k) {
          const float x0 = from[s + k * 16];
          MNCC_LANES
          for (size_t j = 0; j < 5; ++j) {
            const float w = with[s * 15 + k * 5 + j];
            a0[j] += x0 * w;
          }
        }
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 5; ++j) {
      const float t0 = a0[j];
      const float u0 = t0 < 0.0f ? 0.0f : t0;
      output[15 + j] = u0 > 6.0f ? 6.0f : u0;
    }
  }
}

