extension DotProgram {
  /// What the functions mean, and a place for calls of them.
  static let main = """
    static uint32_t state = 1;
    static int32_t dice(void) {
      state = state * 1664525u + 1013904223u;
      return (int32_t)(state ^ state >> 15);
    }

    static int8_t x[1024], y[1024], to[1024], out[2][64];
    static int32_t w[4096], sums[512], s[256], f[256];

    static int products(int pixels, int depth, int fours) {
      int four, lane, i, bad = 0;
      for (four = 0; four < fours; ++four) {
        const int32_t *at = w + four * (8 + 16 * depth);
        for (lane = 0; lane < 4 * pixels; ++lane) {
          const int8_t *v = (const int8_t *)(at + 8) + lane % 4 * 16, *u = lane < 4 ? x : y;
          int32_t sum = at[lane];
          for (i = 0; i < 16 * depth; ++i) sum += u[i] * v[i / 16 * 64 + i % 16];
          bad |= sum != sums[8 * four + lane];
        }
      }
      return bad;
    }

    static int windows(const int *order, int group, int shares) {
      int n, pixel, i, bad = 0;
      for (n = 0; n < 2 * group; ++n) {
        const int four = n / 4, channel = n / group * group + order[n % group];
        const int32_t *at = w + four * (24 + shares);
        const int8_t *v = (const int8_t *)(at + 8 + shares) + n % 4 * 16;
        for (pixel = 0; pixel < 2; ++pixel) {
          int32_t sum = at[4 * pixel + n % 4];
          for (i = 0; i < 16; ++i) {
            const int column = i / 4 + (shares ? 0 : 2 * pixel);
            sum += x[4 * (column * 37 + channel) + i % 4] * v[shares ? i - 4 * pixel : i];
          }
          bad |= sum != sums[8 * four + 4 * pixel + n % 4];
        }
      }
      return bad;
    }

    static int narrow(
        const int *order, int group, int pixels, int up, int zero, int low, int high) {
      int n, pixel, bad = 0;
      for (n = 0; n < 2 * group; ++n) {
        const int32_t *at = f + n / 4 * 8 + n % 4;
        const int right = -at[4];
        const int64_t half = ((int64_t)1 << right) >> 1;
        for (pixel = 0; pixel < pixels; ++pixel) {
          const int32_t sum = s[n / 4 * 8 + pixel * 4 + n % 4];
          const int64_t once = ((int64_t)sum * at[0] + (1 << 30)) >> 31;
          const int64_t twice = (once + half - (!up && once < 0 && right > 0)) >> right;
          const int64_t result = twice + zero < low ? low : twice + zero > high ? high : twice + zero;
          bad |= result != out[pixel][n / group * group + order[n % group]];
        }
      }
      return bad;
    }

    static int columns(int count, int first, int last, int bytes) {
      int column, i, row, bad = 0;
      for (column = 0; column < 3; ++column) {
        for (i = 0; i < bytes; ++i) {
          for (row = 0; row < count; ++row) {
            const int8_t *from = x + 200 * row + 1 + column * 40 + i;
            bad |= to[128 * column + 4 * i + row] != (row < first || row >= last ? -7 : *from);
          }
        }
      }
      return bad;
    }

    int main(void) {
      const int8_t *rows[] = {x, x + 200, x + 400, x + 600};
      int round, i;
      for (round = 0; round < 6; ++round) {
        const uint32x4_t first = addresses_of((const int32_t *)(const void *)x, 37);
        const uint32x4_t second = addresses_of((const int32_t *)(const void *)x + 74, 37);
        for (i = 0; i < 1024; ++i) x[i] = (int8_t)dice(), y[i] = (int8_t)dice();
        for (i = 0; i < 4096; ++i) w[i] = dice();
        /* Powers of two have ties, and shifts of more than there are bits. */
        for (i = 0; i < 256; ++i) {
          s[i] = round == 0 ? dice() : dice() % 5000;
          f[i] = i & 4 ? -(dice() & (round == 1 ? 31 : 7))
                       : round & 1 ? 1 << 30 : (dice() & INT32_MAX) | 1 << 30;
        }
        (void)second;
    TRIES
      }
      return 0;
    }

    """
}
