import Kernels

extension IntegerFunction {
  /// The definitions of floors of products of floats, which vectors spell with instructions of their own.
  var floorDefinition: String {
    switch self {
    case .scaledFloor:
      """
      /* The floor of a product with a float plus another, both given as bits. The compiler has seen
         that no sum comes near enough to an integer for the rounding of doubles to matter. */
      static inline double float_of(int32_t bits) {
        float x;
        memcpy(&x, &bits, sizeof x);
        return x;
      }
      static inline int32_t floor_of(double x) {
        const int32_t whole = (int32_t)x;
        return whole - (whole > x ? 1 : 0);
      }
      static inline int32_t scaled_floor(int32_t x, int32_t factor, int32_t offset) {
        return floor_of(x * float_of(factor) + float_of(offset));
      }
      """
    case .fineFloor:
      """
      /* The same with the sum of two floats for a factor. */
      static inline int32_t fine_floor(int32_t x, int32_t factor, int32_t rest, int32_t offset) {
        return floor_of(x * float_of(factor) + (x * float_of(rest) + float_of(offset)));
      }
      """
    case .signedFloor:
      """
      /* The same with an offset that is less for numbers below a start. */
      static inline int32_t signed_floor(
          int32_t x, int32_t factor, int32_t rest, int32_t offset, int32_t less, int32_t start) {
        const double lower = x < start ? float_of(less) : 0.0;
        return floor_of(x * float_of(factor) + (x * float_of(rest) + (float_of(offset) - lower)));
      }
      """
    case .heldFloor:
      """
      /* The same of a number that is itself the bits of a float. */
      static inline int32_t held_floor(int32_t x, int32_t factor, int32_t offset) {
        return floor_of((double)float_of(x) * float_of(factor) + float_of(offset));
      }
      """
    case .heldSignedFloor:
      """
      /* The same with another offset for numbers below a start. */
      static inline int32_t held_signed_floor(
          int32_t x, int32_t factor, int32_t offset, int32_t lower, int32_t start) {
        const double more = x < start ? float_of(lower) : float_of(offset);
        return floor_of((double)float_of(x) * float_of(factor) + more);
      }
      """
    case .mirroredFloor:
      """
      /* The floor of the product of a magnitude, with the sign of the number. */
      static inline int32_t mirrored_floor(int32_t x, int32_t factor, int32_t offset) {
        const double real = x;
        const double sum = (real < 0.0 ? -real : real) * float_of(factor) + float_of(offset);
        return real < 0.0 ? -(int32_t)sum : (int32_t)sum;
      }
      """
    case .sumFloor:
      """
      /* The same of the sum of two products. */
      static inline int32_t sum_floor(
          int32_t x, int32_t left, int32_t y, int32_t right, int32_t offset) {
        return floor_of(x * float_of(left) + (y * float_of(right) + float_of(offset)));
      }
      """
    case .floatBits:
      """
      /* An integer as the bits of a float. */
      static inline int32_t float_bits(int32_t x) {
        const float real = (float)x;
        int32_t bits;
        memcpy(&bits, &real, sizeof bits);
        return bits;
      }
      """
    case .gatedFloor:
      """
      /* The same of a number that is itself a product with a float plus another, and an integer. */
      static inline int32_t gated_floor(
          int32_t x, int32_t gate, int32_t more, int32_t factor, int32_t offset) {
        const double product = x * float_of(gate) + float_of(more);
        return floor_of(product * float_of(factor) + float_of(offset));
      }
      """
    case .signedGatedFloor:
      """
      /* The same with an offset that is less for numbers below a start. */
      static inline int32_t signed_gated_floor(
          int32_t x, int32_t gate, int32_t more, int32_t factor, int32_t offset, int32_t less,
          int32_t start) {
        const double product = x * float_of(gate) + float_of(more);
        const double lower = product < float_of(start) ? float_of(less) : 0.0;
        return floor_of(product * float_of(factor) + (float_of(offset) - lower));
      }
      """
    default: preconditionFailure("no floor: \(self)")
    }
  }
}
