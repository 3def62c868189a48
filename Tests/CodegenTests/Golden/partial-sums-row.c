/* 1x1 convolution, one row: 14x16 to 14x8 */
static void conv1x1s1x1p0_w14to14_c16to8_more(const float *input, const float *weights,
                                              float *output) {
  const float *const panel = weights;
  for (size_t x = 0; x < 14; x += 7) {
    float a0[8];
    float a1[8];
    float a2[8];
    float a3[8];
    float a4[8];
    float a5[8];
    float a6[8];
    MNCC_LANES
    for (size_t j = 0; j < 8; ++j) {
      a0[j] = output[x * 8 + j];
      a1[j] = output[x * 8 + 8 + j];
      a2[j] = output[x * 8 + 16 + j];
      a3[j] = output[x * 8 + 24 + j];
      a4[j] = output[x * 8 + 32 + j];
      a5[j] = output[x * 8 + 40 + j];
      a6[j] = output[x * 8 + 48 + j];
    }
    const float *const from = input + x * 16;
    const float *const with = panel;
    for (size_t k = 0; k < 16; ++k) {
      const float x0 = from[k];
      const float x1 = from[k + 16];
      const float x2 = from[k + 32];
      const float x3 = from[k + 48];
      const float x4 = from[k + 64];
      const float x5 = from[k + 80];
      const float x6 = from[k + 96];
      MNCC_LANES
      for (size_t j = 0; j < 8; ++j) {
        const float w = with[k * 8 + j];
        a0[j] += x0 * w;
        a1[j] += x1 * w;
        a2[j] += x2 * w;
        a3[j] += x3 * w;
        a4[j] += x4 * w;
        a5[j] += x5 * w;
        a6[j] += x6 * w;
      }
    }
    MNCC_LANES
    for (size_t j = 0; j < 8; ++j) {
      output[x * 8 + j] = a0[j];
      output[x * 8 + 8 + j] = a1[j];
      output[x * 8 + 16 + j] = a2[j];
      output[x * 8 + 24 + j] = a3[j];
      output[x * 8 + 32 + j] = a4[j];
      output[x * 8 + 40 + j] = a5[j];
      output[x * 8 + 48 + j] = a6[j];
    }
  }
}

