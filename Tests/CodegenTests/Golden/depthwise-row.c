/* 3x3 depthwise convolution, one row: 5 to 3 pixels of 3 channels */
static void depthwise3x3s2x2p1_w5to3_c3_hard_swish(const float **rows, size_t first, size_t last,
                                                   const float *weights, float *output) {
  {
    const float *const block = weights;
    float a0[3];
    MNCC_LANES
    for (size_t j = 0; j < 3; ++j) {
      a0[j] = block[j];
    }
    for (size_t t = first; t < last; ++t) {
      const float *const from = rows[t];
      const float *const with = block + t * 9 + 6;
      MNCC_LANES
      for (size_t j = 0; j < 3; ++j) {
        const float x0 = from[j];
        const float x1 = from[3 + j];
        const float w0 = with[j];
        a0[j] += x0 * w0;
        const float w1 = with[3 + j];
        a0[j] += x1 * w1;
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 3; ++j) {
      const float t0 = a0[j];
      const float u0 = t0 + 3.0f;
      const float v0 = u0 < 0.0f ? 0.0f : u0;
      output[j] = t0 * ((v0 > 6.0f ? 6.0f : v0) * 0.16666667f);
    }
  }
  {
    const float *const block = weights;
    float a0[3];
    MNCC_LANES
    for (size_t j = 0; j < 3; ++j) {
      a0[j] = block[j];
    }
    for (size_t t = first; t < last; ++t) {
      const float *const from = rows[t] + 3;
      const float *const with = block + t * 9 + 3;
      MNCC_LANES
      for (size_t j = 0; j < 3; ++j) {
        const float x0 = from[j];
        const float x1 = from[3 + j];
        const float x2 = from[6 + j];
        const float w0 = with[j];
        a0[j] += x0 * w0;
        const float w1 = with[3 + j];
        a0[j] += x1 * w1;
        const float w2 = with[6 + j];
        a0[j] += x2 * w2;
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 3; ++j) {
      const float t0 = a0[j];
      const float u0 = t0 + 3.0f;
      const float v0 = u0 < 0.0f ? 0.0f : u0;
      output[3 + j] = t0 * ((v0 > 6.0f ? 6.0f : v0) * 0.16666667f);
    }
  }
  {
    const float *const block = weights;
    float a0[3];
    MNCC_LANES
    for (size_t j = 0; j < 3; ++j) {
      a0[j] = block[j];
    }
    for (size_t t = first; t < last; ++t) {
      const float *const from = rows[t] + 9;
      const float *const with = block + t * 9 + 3;
      MNCC_LANES
      for (size_t j = 0; j < 3; ++j) {
        const float x0 = from[j];
        const float x1 = from[3 + j];
        const float w0 = with[j];
        a0[j] += x0 * w0;
        const float w1 = with[3 + j];
        a0[j] += x1 * w1;
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 3; ++j) {
      const float t0 = a0[j];
      const float u0 = t0 + 3.0f;
      const float v0 = u0 < 0.0f ? 0.0f : u0;
      output[6 + j] = t0 * ((v0 > 6.0f ? 6.0f : v0) * 0.16666667f);
    }
  }
}

