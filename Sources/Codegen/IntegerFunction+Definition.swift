import Kernels

extension IntegerFunction {
  /// The function in C, with what it means in a comment.
  var definition: String {
    switch self {
    case .highProduct:
      """
      /* The high 32 bits of twice the product, halves up; not both are INT32_MIN. */
      static inline int32_t high_product(int32_t a, int32_t b) {
        return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
      }
      """
    case .roundedShift:
      """
      /* x / 2^shift, halves away from zero; a shift of more than 31 bits leaves nothing. */
      static inline int32_t rounded_shift(int32_t x, int32_t shift) {
        const int64_t half = ((int64_t)1 << shift) >> 1;
        return (int32_t)((x + half - (x < 0 ? 1 : 0) * (shift > 0 ? 1 : 0)) >> shift);
      }
      """
    case .roundedTwice:
      """
      /* x * multiplier * 2^(shift - 31), rounded to 31 bits of the multiplier and then once more. */
      static inline int32_t rounded_twice(int32_t x, int32_t multiplier, int32_t shift) {
        const int32_t left = shift > 0 ? shift : 0;
        const int32_t right = shift > 0 ? 0 : -shift;
        return rounded_shift(high_product((int32_t)((uint32_t)x << left), multiplier), right);
      }
      """
    case .roundedOnce:
      """
      /* x * multiplier * 2^(shift - 31), rounded once, halves up. */
      static inline int32_t rounded_once(int32_t x, int32_t multiplier, int32_t shift) {
        const int32_t right = 31 - shift;
        return (int32_t)(((int64_t)x * multiplier + ((int64_t)1 << (right - 1))) >> right);
      }
      """
    case .roundedTwiceRight:
      """
      /* The same, where vectors have a shorter way: the shift goes to the right. */
      static inline int32_t rounded_twice_right(int32_t x, int32_t multiplier, int32_t shift) {
        return rounded_twice(x, multiplier, shift);
      }
      """
    case .roundedOnceRight:
      """
      /* The same, where vectors have a shorter way: the shift goes to the right. */
      static inline int32_t rounded_once_right(int32_t x, int32_t multiplier, int32_t shift) {
        return rounded_once(x, multiplier, shift);
      }
      """
    case .roundedEven:
      """
      /* x times the float of these bits, to the nearest integer, halves to even: adding 1.5 * 2^23
         leaves no room for a fraction. What is cut off lies outside of any result. */
      static inline int32_t rounded_even(int32_t x, int32_t bits) {
        float factor, product;
        memcpy(&factor, &bits, sizeof factor);
        product = (float)x * factor;
        product = product < -1024.0f ? -1024.0f : product;
        product = product > 1024.0f ? 1024.0f : product;
        return (int32_t)((product + 12582912.0f) - 12582912.0f);
      }
      """
    case .wrappingSum:
      """
      /* The sum modulo 2^32: no model of sense leaves 32 bits, and others do it as everywhere. */
      static inline int32_t wrapping_sum(int32_t a, int32_t b) {
        return (int32_t)((uint32_t)a + (uint32_t)b);
      }
      """
    case .withZeroPoint:
      """
      /* x + zero within bounds; x may be so large that the sum would overflow. */
      static inline int8_t with_zero_point(int32_t x, int32_t zero, int32_t low, int32_t high) {
        const int32_t raised = x < low - zero ? low - zero : x;
        return (int8_t)((raised > high - zero ? high - zero : raised) + zero);
      }
      """
    case .realSum:
      """
      /* The sum of the numbers that two integers stand for. Doubles hold the products exactly, and so
         no compiler can fuse one of them with the sum, which would round otherwise. */
      static inline float real_sum(int32_t a, float left, int32_t b, float right) {
        return (float)((double)a * (double)left) + (float)((double)b * (double)right);
      }
      """
    case .clamped:
      """
      static inline int8_t clamped(int32_t x, int32_t low, int32_t high) {
        const int32_t raised = x < low ? low : x;
        return (int8_t)(raised > high ? high : raised);
      }
      """
    case .quotient:
      """
      /* sum / count, halves away from zero. */
      static inline int32_t quotient(int32_t sum, int32_t count) {
        return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
      }
      """
    case .quotientUp:
      """
      /* sum / count, halves up. */
      static inline int32_t quotient_up(int32_t sum, int32_t count) {
        const int32_t raised = sum + count / 2;
        return raised >= 0 ? raised / count : -((count - 1 - raised) / count);
      }
      """
    case .softmaxTerm:
      """
      /* What an exponential in Q0.31 adds to a sum in Q12.19. */
      static inline int32_t softmax_term(int32_t exponential) { return rounded_shift(exponential, 12); }
      """
    case .softmaxHeadroom:
      """
      /* Zero bits above the highest bit of a sum. */
      static inline int32_t softmax_headroom(int32_t sum) {
        int32_t count = 0;
        while (count < 31 && ((uint32_t)sum << count & 0x80000000u) == 0u) ++count;
        return count;
      }
      """
    case .softmaxShift:
      """
      /* By how much products with the reciprocal of a sum are shifted to have 8 bits. */
      static inline int32_t softmax_shift(int32_t sum) { return 12 - softmax_headroom(sum) + 31 - 8; }
      """
    case .softmaxInverse:
      """
      /* The reciprocal of a sum, its highest bit taken for 1, in Q0.31: three steps of Newton and
         Raphson from 48/17 - 32/17 x. */
      static inline int32_t softmax_inverse(int32_t sum) {
        const int32_t half = (int32_t)((uint32_t)sum << softmax_headroom(sum) >> 1);
        int64_t x = 1515870810 + (int64_t)high_product(half, -1010580540);
        int step;
        for (step = 0; step < 3; ++step) {
          const int32_t rest = (1 << 29) - high_product(half, (int32_t)x);
          x += (int64_t)high_product((int32_t)x, rest) * 4;
        }
        x *= 2;
        return x > INT32_MAX ? INT32_MAX : (int32_t)x;
      }
      """
    case .softmaxResult:
      """
      /* The result of an exponential: 1/256 for each, less 128. */
      static inline int8_t softmax_result(int32_t exponential, int32_t inverse, int32_t shift) {
        const int32_t result = rounded_shift(high_product(inverse, exponential), shift) - 128;
        return (int8_t)(result > 127 ? 127 : result);
      }
      """
    case .unsigned:
      """
      /* An element of an input that the caller has as uint8. */
      static inline int32_t unsigned_of(int8_t x) { return (uint8_t)x; }
      """
    case .pairAt:
      """
      /* The two integers at a pointer in the halves of one. */
      static inline int32_t pair_at(const int8_t *from) {
        return (int32_t)((uint32_t)(uint16_t)from[0] | (uint32_t)(uint16_t)from[1] << 16);
      }
      """
    case .pairOf:
      """
      /* Two integers of 16 bits in the halves of one. */
      static inline int32_t pair_of(int32_t low, int32_t high) {
        return (int32_t)((uint32_t)(uint16_t)low | (uint32_t)(uint16_t)high << 16);
      }
      """
    case .pairLess:
      """
      /* Both halves less a number. */
      static inline int32_t pair_less(int32_t pair, int32_t x) {
        const uint32_t low = (uint32_t)((int16_t)pair - x), high = (uint32_t)((pair >> 16) - x);
        return (int32_t)((low & 0xffffu) | high << 16);
      }
      """
    case .pairProduct:
      """
      /* The sum of the products of the halves. */
      static inline int32_t pair_product(int32_t a, int32_t b) {
        return (int32_t)(int16_t)a * (int16_t)b + (a >> 16) * (b >> 16);
      }
      """
    case .quadAt:
      """
      /* The four integers at a pointer in the quarters of one. */
      static inline int32_t quad_at(const int8_t *from) {
        int32_t all;
        memcpy(&all, from, sizeof all);
        return all;
      }
      """
    case .raisedQuadAt:
      """
      /* The same, each more by 128. */
      static inline int32_t raised_quad_at(const int8_t *from) {
        uint32_t all;
        memcpy(&all, from, sizeof all);
        return (int32_t)(all ^ 0x80808080u);
      }
      """
    case .quadOfTwo:
      """
      /* Of eight integers at a pointer the first four for an even lane, the others for an odd one. */
      static inline int32_t quad_of_two(const int8_t *from, size_t lane) {
        int32_t all;
        memcpy(&all, from + lane % 2 * 4, sizeof all);
        return all;
      }
      """
    case .sumOfTwo:
      """
      /* The sum of two neighbours: of a for the first half of the lanes, of b for the others. */
      static inline int32_t sum_of_two(const int32_t *a, const int32_t *b, size_t lane, size_t lanes) {
        const int32_t *const from = lane < lanes / 2 ? a + 2 * lane : b + 2 * lane - lanes;
        return (int32_t)((uint32_t)from[0] + (uint32_t)from[1]);
      }
      """
    case .quadOf:
      """
      /* Four integers from 0 to 255 in the quarters of one. */
      static inline int32_t quad_of(int32_t a, int32_t b, int32_t c, int32_t d) {
        return (int32_t)((uint32_t)a | (uint32_t)b << 8 | (uint32_t)c << 16 | (uint32_t)d << 24);
      }
      """
    case .quadProduct:
      """
      /* The sum of the products of the quarters, of a without signs, of b with them. */
      static inline int32_t quad_product(int32_t a, int32_t b) {
        int32_t sum = 0;
        int shift;
        for (shift = 0; shift < 32; shift += 8) {
          sum += (uint8_t)(a >> shift) * (int8_t)(b >> shift);
        }
        return sum;
      }
      """
    case .signedQuadProduct:
      """
      /* The sum of the products of the quarters, all of which have signs. */
      static inline int32_t signed_quad_product(int32_t a, int32_t b) {
        int32_t sum = 0;
        int shift;
        for (shift = 0; shift < 32; shift += 8) {
          sum += (int8_t)(a >> shift) * (int8_t)(b >> shift);
        }
        return sum;
      }
      """
    case .columnOfOne:
      """
      /* The integer at a pointer, of which some bits are kept, then some flipped. */
      static inline int32_t column_of_one(const int8_t *a, int32_t keep, int32_t flip) {
        return (int32_t)(((uint8_t)*a & (uint32_t)keep) ^ (uint32_t)flip);
      }
      """
    case .joined:
      """
      /* The quarters of a but its lowest, and behind them the lowest of b. */
      static inline int32_t joined_quad(int32_t a, int32_t b) {
        return (int32_t)((uint32_t)a >> 8 | (uint32_t)b << 24);
      }
      """
    case .columnOfThree:
      """
      /* An integer from each of three pointers; of these some bits are kept, then some flipped. */
      static inline int32_t column_of_three(
          const int8_t *a, const int8_t *b, const int8_t *c, int32_t keep, int32_t flip) {
        const uint32_t all =
          (uint8_t)*a | (uint32_t)(uint8_t)*b << 8 | (uint32_t)(uint8_t)*c << 16;
        return (int32_t)((all & (uint32_t)keep) ^ (uint32_t)flip);
      }
      """
    case .line:
      """
      /* Integers whose distances from a pointer are given; of these some bits are kept, then some
         flipped. */
      static inline int32_t line(
          const int8_t *a, int32_t places, int32_t keep, int32_t flip, int32_t last) {
        (void)last;
        const uint32_t all = (uint8_t)a[places & 255] | (uint32_t)(uint8_t)a[places >> 8 & 255] << 8
          | (uint32_t)(uint8_t)a[places >> 16 & 255] << 16
          | (uint32_t)(uint8_t)a[places >> 24 & 255] << 24;
        return (int32_t)((all & (uint32_t)keep) ^ (uint32_t)flip);
      }
      """
    case .columnOfFour:
      """
      /* An integer from each of four pointers; of these some bits are kept, then some flipped. */
      static inline int32_t column_of_four(
          const int8_t *a, const int8_t *b, const int8_t *c, const int8_t *d, int32_t keep,
          int32_t flip) {
        const uint32_t all = (uint8_t)*a | (uint32_t)(uint8_t)*b << 8 |
          (uint32_t)(uint8_t)*c << 16 | (uint32_t)(uint8_t)*d << 24;
        return (int32_t)((all & (uint32_t)keep) ^ (uint32_t)flip);
      }
      """
    case .scaledFloor, .fineFloor, .signedFloor, .heldFloor, .heldSignedFloor, .mirroredFloor,
      .sumFloor,
      .floatBits, .gatedFloor, .signedGatedFloor:
      floorDefinition
    case .tableAt:
      """
      /* The element of a table of 256 for an integer. */
      static inline int8_t table_at(const int8_t *table, int32_t x) { return table[x + 128]; }
      """
    case .saturatedInt8:
      """
      static inline int8_t saturated_int8(int32_t x) {
        return (int8_t)(x < -128 ? -128 : x > 127 ? 127 : x);
      }
      """
    case .saturatedUInt8:
      """
      /* The bits of an integer without a sign. */
      static inline int8_t saturated_uint8(int32_t x) {
        return (int8_t)(x < 0 ? 0 : x > 255 ? 255 : x);
      }
      """
    case .narrowed:
      "static inline int32_t narrowed(size_t x) { return (int32_t)x; }"
    case .real:
      """
      /* The number that an integer less its zero point stands for. */
      static inline float real(int32_t x, float scale) { return (float)x * scale; }
      """
    case .quantizedAway:
      """
      /* The integer nearest to x / scale, halves away from zero; what is cut off lies outside of any
         result, and not-a-number is 0. */
      static inline int32_t quantized_away(float x, float scale) {
        const float scaled = x / scale;
        const float low = scaled > -1024.0f ? scaled : scaled == scaled ? -1024.0f : 0.0f;
        const float bound = low < 1024.0f ? low : 1024.0f;
        const int32_t whole = (int32_t)bound;
        const float rest = bound - (float)whole;
        return whole + (rest >= 0.5f ? 1 : 0) - (rest <= -0.5f ? 1 : 0);
      }
      """
    case .quantizedEven:
      """
      /* The integer nearest to x / scale, halves to even; what is cut off lies outside of any result,
         and not-a-number is 0. */
      static inline int32_t quantized_even(float x, float scale) {
        const float scaled = x / scale;
        const float low = scaled > -1024.0f ? scaled : scaled == scaled ? -1024.0f : 0.0f;
        const float bound = low < 1024.0f ? low : 1024.0f;
        return (int32_t)((bound + 12582912.0f) - 12582912.0f);
      }
      """
    }
  }
}
