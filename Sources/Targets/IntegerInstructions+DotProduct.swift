extension IntegerInstructions {
  /// NEON vectors of 4 integers, with sums of products of four bytes in each lane, all of which have
  /// signs.
  ///
  /// One factor may be a single lane: what four steps along the depth take of a pixel is one vector then,
  /// and none of it is copied into all lanes.
  static let neonDotProduct = neon.with([
    .quads: Spelling("vreinterpretq_s32_s8(vld1q_s8(a))", "ldr"),
    .raisedQuadSplat: Spelling(
      "veorq_s32(vdupq_n_s32(four_bytes(a)), vdupq_n_s32((int32_t)0x80808080u))", "eor"),
    .addSignedQuadProducts: Spelling(
      "vdotq_s32(c, vreinterpretq_s8_s32(a), vreinterpretq_s8_s32(b))", "sdot"),
    .addSignedQuadLane: Spelling(
      "vdotq_laneq_s32(d, vreinterpretq_s8_s32(a), vreinterpretq_s8_s32(b), c)", "sdot"),
    .columnsOfThree: Spelling(columns(four, ["a", "b", "c"], keep: "d", flip: "e"), "zip1"),
    .columnsOfFour: Spelling(columns(four, ["a", "b", "c", "d"], keep: "e", flip: "f"), "zip1"),
    .halfColumnsOfThree: Spelling(
      columns(eight, ["a", "b", "c"], keep: "d", flip: "e", half: "f"), "zip"),
    .halfColumnsOfFour: Spelling(
      columns(eight, ["a", "b", "c", "d"], keep: "e", flip: "f", half: "g"), "zip"),
  ])

  private static func four(_ pointer: String) -> String {
    "vreinterpretq_s8_s32(vsetq_lane_s32(four_bytes(\(pointer)), vdupq_n_s32(0), 0))"
  }

  private static func eight(_ pointer: String) -> String {
    "vreinterpretq_s8_s64(vsetq_lane_s64(eight_bytes(\(pointer)), vdupq_n_s64(0), 0))"
  }

  /// What three or four pointers have, byte by byte.
  private static func columns(
    _ bytes: (String) -> String, _ pointers: [String], keep: String, flip: String,
    half: String? = nil
  ) -> String {
    let parts = pointers.map(bytes) + ["vdupq_n_s8(0)"]
    let lanes =
      half.map { "\($0) == 0 ? vzip1q_s16(low, high) : vzip2q_s16(low, high)" }
      ?? "vzip1q_s16(low, high)"
    return """
      const int16x8_t low = vreinterpretq_s16_s8(vzip1q_s8(
        \(parts[0]),
        \(parts[1])));
      const int16x8_t high = vreinterpretq_s16_s8(vzip1q_s8(
        \(parts[2]),
        \(parts[3])));
      const int32x4_t columns = vreinterpretq_s32_s16(\(lanes));
      return veorq_s32(vandq_s32(columns, \(keep)), \(flip));
      """
  }
}
