import Targets

extension IntegerOperation {
  /// What the result is, all numbers being those of one lane.
  ///
  /// `wraps` says that vectors which are stored apart are not made narrow before their sums with a number, which
  /// may wrap as those of one vector do.
  func meaning(lanes: Int, wraps: Bool) -> String {
    switch self {
    case .load, .store, .lowHalf: "a"
    case .splat: "as[i]"
    case .bytes: "ps[j]"
    case .unsignedBytes: "(uint8_t)ps[j]"
    case .storeBytes: "(int8_t)a"
    case .storeSaturated: "saturated_int8((int32_t)((uint32_t)a + 7u))"
    case .add: "(int32_t)((uint32_t)a + (uint32_t)b)"
    case .subtract: "(int32_t)((uint32_t)a - (uint32_t)b)"
    case .multiply: "(int32_t)((uint32_t)a * (uint32_t)b)"
    case .least: "a < b ? a : b"
    case .most: "a > b ? a : b"
    case .pairs: "pair_of(ps[2 * j - i], ps[2 * j - i + 1])"
    case .pairSplat: "pair_of(ps[i], ps[i + 1])"
    case .pairLess: "pair_less(a, ps[i])"
    case .addPairProducts:
      "(int32_t)((uint32_t)((int16_t)a * (int16_t)b) + (uint32_t)((a >> 16) * (b >> 16))"
        + " + (uint32_t)c)"
    case .quads: "quad_at(ps + 4 * j - 3 * i)"
    case .quadsOfTwo: "quad_of_two(ps + i, (size_t)(j - i))"
    case .loadTwice: "as[i + (j - i) % \(lanes / 2)]"
    case .sumsOfTwo: "sum_of_two(as + i, bs + i, (size_t)(j - i), \(lanes))"
    // The halves change places.
    case .storeSaturatedHalves:
      "saturated_int8((int32_t)((uint32_t)as[i + (j - i + \(lanes / 2)) % \(lanes)] + 7u))"
    case .storeUnsignedHalves:
      "saturated_uint8((int32_t)((uint32_t)as[i + (j - i + \(lanes / 2)) % \(lanes)] + 7u))"
    case .raisedQuadSplat: "raised_quad_at(ps + i)"
    case .addQuadProducts: "(int32_t)((uint32_t)quad_product(a, b) + (uint32_t)c)"
    case .addSignedQuadProducts:
      "(int32_t)((uint32_t)signed_quad_product(a, b) + (uint32_t)c)"
    case .addSignedQuadLane:
      "(int32_t)((uint32_t)signed_quad_product(a, bs[i + 2]) + (uint32_t)c)"
    case .halfColumnsOfThree:
      "column_of_three(ps + j + \(lanes), ps + j + 1 + \(lanes), ps + j + 3 + \(lanes), a, b)"
    case .halfColumnsOfFour:
      "column_of_four(ps + j + \(lanes), ps + j + 1 + \(lanes), ps + j + 3 + \(lanes),"
        + " ps + j + 2 + \(lanes), a, b)"
    case .storeTwo: bytes(["a", "b"], zero: 3, -100, 127)
    case .storeFour: bytes(["a", "b", "c", "a"], zero: -3, -128, 120)
    // To the last place first.
    case .storeSaturatedTwo: bytes(["b", "a"], zero: -5, wraps: wraps)
    case .storeSaturatedThree: bytes(["c", "b", "a"])
    case .storeSaturatedFour: bytes(["a", "c", "b", "a"], zero: 9, wraps: wraps)
    case .storeSaturatedRow: bytes(["a", "b", "c", "a"], zero: 9)
    case .storeUnsigned: "saturated_uint8((int32_t)((uint32_t)a + 7u))"
    case .storeUnsignedTwo: bytes(["b", "a"], zero: -5, 0, 255, wraps: wraps)
    case .storeUnsignedThree: bytes(["c", "b", "a"], 0, 255)
    case .storeUnsignedFour: bytes(["a", "c", "b", "a"], zero: 9, 0, 255, wraps: wraps)
    case .storeUnsignedRow: bytes(["a", "b", "c", "a"], zero: 9, 0, 255)
    case .storeSaturatedTransposed: transposedBytes(zero: 9)
    case .storeUnsignedTransposed: transposedBytes(zero: 9, 0, 255)
    // All four parts.
    case .transposedColumns:
      "(int32_t)("
        + (0..<4).map { part in
          let place = "ps + i + (j - i) / 4 * 16 + \(4 * part) + (j - i) % 4"
          return "\(2 * part + 1)u * (uint32_t)column_of_four("
            + [0, 1, 3, 2].map { "\(place) + \($0)" }.joined(separator: ", ") + ", -1, 0)"
        }.joined(separator: " + ") + ")"
    case .raise: "(int8_t)(ps[j] ^ -128) + 256 * (j - i < 15 ? (int8_t)(ps[j + 66] ^ -128) : 77)"
    case .columnsOfOne: "column_of_one(ps + j, a, b)"
    case .joined: "joined_quad(a, b)"
    case .bareColumnsOfOne: "column_of_one(ps + j, -1, 0)"
    case .bareColumnsOfThree: "column_of_three(ps + j, ps + j + 1, ps + j + 3, -1, 0)"
    case .bareColumnsOfFour: "column_of_four(ps + j, ps + j + 1, ps + j + 3, ps + j + 2, -1, 0)"
    case .columnsOfThree: "column_of_three(ps + j, ps + j + 1, ps + j + 3, a, b)"
    case .line:
      "line(ps + j, (bs[i] & 0x10201020) / \(16 / lanes), a, b, 0)"
    case .bareLine:
      "line(ps + j, (bs[i] & 0x10201020) / \(16 / lanes), -1, 0, 1)"
    case .columnsOfFour: "column_of_four(ps + j, ps + j + 1, ps + j + 3, ps + j + 2, a, b)"
    // Of larger numbers what is rounded shows.
    case .scaledFloor: "abs(a) > 65537 ? results[j] : scaled_floor(a, b, c)"
    case .fineFloor: "abs(a) > 65537 ? results[j] : fine_floor(a, b, c, c)"
    case .signedFloor: "abs(a) > 65537 ? results[j] : signed_floor(a, b, c, c, c, as[i])"
    // Zero in floats that tell integers from each other, as an integer with the same bits.
    case .heldFloor: "abs(a) > 65537 ? results[j] : held_floor(a + 0x4b400000, b, c)"
    case .heldSignedFloor:
      "abs(a) > 65537 ? results[j] : held_signed_floor(a + 0x4b400000, b, c, b, 0x4b400000)"
    case .mirroredFloor: "abs(a) > 65537 ? results[j] : mirrored_floor(a, b, c)"
    case .sumFloor: "abs(a) > 65537 ? results[j] : sum_floor(a, b, 0, c, c)"
    case .floats: "float_bits(a)"
    case .gatedFloor:
      "abs(a) > 65537 ? results[j]"
        + " : gated_floor(a, float_bits(ps[j]), float_bits(ps[j + 1]), b, c)"
    case .signedGatedFloor:
      "abs(a) > 65537 ? results[j] : signed_gated_floor("
        + "a, float_bits(ps[j]), float_bits(ps[j + 1]), b, c, c, float_bits(as[i]))"
    case .lookUp, .translate, .translateHeld: "table_at(ps + i, ps[j + 5])"
    case .scale: "scaled(ps + i, j - i, 3, 120, 128) + 256 * scaled(ps + i, j - i, -128, 0, 0)"
    case .average: "averaged(ps + i, j - i, 0) + 256 * averaged(ps + i, j - i, 1)"
    // Other shifts are not asked for.
    case .roundedTwiceRight: "c > (b == 0 ? 0 : -1) ? results[j] : rounded_twice_right(a, b, c)"
    case .roundedOnceRight: "c > (b == 0 ? 0 : -1) ? results[j] : rounded_once_right(a, b, c)"
    case .roundedTwice: "rounded_twice(a, b, c)"
    case .roundedOnce: "rounded_once(a, b, c)"
    case .roundedEven: "rounded_even(a, b)"
    }
  }

  /// The bytes of numbers, beside each other.
  private func bytes(
    _ numbers: [String], zero: Int = 0, _ low: Int = -128, _ high: Int = 127, wraps: Bool = false
  ) -> String {
    let terms = numbers.enumerated().map { place, number in
      let (number, zero) =
        wraps ? ("(int32_t)((uint32_t)\(number) + (uint32_t)\(zero))", 0) : (number, zero)
      return
        "\(1 << (8 * place))u * (uint32_t)with_zero_point(\(number), \(zero), \(low), \(high))"
    }
    return "(int32_t)(\(terms.joined(separator: " + ")))"
  }

  /// The bytes of four vectors of 16 numbers, the first fours of all of them beside each other, then the second ones.
  private func transposedBytes(zero: Int, _ low: Int = -128, _ high: Int = 127) -> String {
    bytes(
      (0..<4).map { place in
        let vector = "(j - i) / 4 == 1 ? bs : (j - i) / 4 == 2 ? cs : as"
        return "(\(vector))[i + \(4 * place) + (j - i) % 4]"
      }, zero: zero, low, high)
  }

  /// What becomes of nine bytes of a pixel, and of a second one, three bytes behind it, that are scaled.
  static let scaledBytes = """
    static int32_t scaled(const int8_t *bytes, int lane, int zero, int result, int flips) {
      const int byte = bytes[11 * (lane / 12) + lane % 12];
      const uint8_t *const table = (const uint8_t *)bytes + 64 + bytes[7 + lane % 12] + 128;
      const uint32_t factor = table[0] + 256u * table[256];
      uint32_t far = ((256u * (uint32_t)abs(byte - zero) + table[512]) * factor >> 16) + table[768];
      if (lane % 12 >= 9) return 77;
      far = (far > 65535 ? 65535 : far) >> 5;
      if (far > 255) far = 255;
      const int sum = byte < zero ? result - (int)far : result + (int)far;
      return (int8_t)((sum < 0 ? 0 : sum > 255 ? 255 : sum) ^ flips);
    }
    """

  /// The means of three pixels of 70 channels of which these are the last, and of as many without a sign that
  /// are less than 64.
  static let meansOfBytes = """
    static int32_t averaged(const int8_t *bytes, int lane, int is_unsigned) {
      const int8_t *const from = bytes + (is_unsigned ? lane : 60 + lane);
      int32_t sum = 5;
      if (lane >= 10) return 77;
      for (int x = 0; x < 3; ++x) {
        sum += is_unsigned ? (uint8_t)from[75 * x] : from[75 * x];
      }
      const int32_t floor = signed_floor(
        sum, float_bits(1) - (1 << 23), 0, float_bits(1), float_bits(2), 9);
      return floor < -128 ? -128 : floor > 127 ? 127 : floor;
    }
    """

  /// The arrays of the second and third operand.
  var arrays: String {
    switch self {
    case .roundedTwice, .roundedOnce, .roundedTwiceRight, .roundedOnceRight:
      "multipliers, shifts"
    case .roundedEven: "floats, cs"
    case .scaledFloor, .fineFloor, .signedFloor, .heldFloor, .heldSignedFloor, .mirroredFloor,
      .sumFloor,
      .gatedFloor, .signedGatedFloor:
      "floats, offsets"
    case .load, .loadTwice, .store, .splat, .lowHalf, .bytes, .unsignedBytes, .storeBytes,
      .storeSaturated, .storeSaturatedHalves, .storeUnsignedHalves, .quadsOfTwo, .sumsOfTwo, .add,
      .subtract, .multiply, .least, .most, .pairs, .pairSplat, .pairLess, .addPairProducts, .quads,
      .raisedQuadSplat, .addQuadProducts, .addSignedQuadProducts, .addSignedQuadLane,
      .columnsOfThree, .columnsOfFour, .line, .bareLine, .bareColumnsOfOne,
      .bareColumnsOfThree, .bareColumnsOfFour,
      .halfColumnsOfThree, .halfColumnsOfFour, .columnsOfOne,
      .joined, .lookUp, .translate, .translateHeld, .scale, .average, .raise, .floats, .storeTwo,
      .storeFour,
      .storeSaturatedTwo, .storeSaturatedThree, .storeSaturatedFour, .storeUnsigned,
      .storeUnsignedTwo,
      .storeUnsignedThree, .storeUnsignedFour, .storeSaturatedRow, .storeUnsignedRow,
      .storeSaturatedTransposed, .storeUnsignedTransposed, .transposedColumns:
      "bs, cs"
    }
  }
}
