/// The vectors of one length that a machine has, and how C spells what it does with them.
package struct VectorInstructions: Hashable, Sendable {
  /// How C spells an operation, and the instruction that it should become.
  package struct Spelling: Hashable, Sendable {
    /// The operands are `a`, `b`, `c` and so on.
    package let code: String
    /// A part of the mnemonic, or of several between bars, where compilers differ; of `splat` and `gather`,
    /// for numbers in memory.
    package let mnemonic: String

    init(_ code: String, _ mnemonic: String) {
      self.code = code
      self.mnemonic = mnemonic
    }
  }

  /// Floats in a vector.
  package let lanes: Int
  /// The type in C.
  package let type: String
  package let load, store, splat, gather, add, subtract, multiply, multiplyAdd, least,
    most: Spelling
  /// Where the machine has it.
  package var multiplyAddLane: Spelling?

  package subscript(operation: VectorOperation) -> Spelling? {
    switch operation {
    case .load: load
    case .store: store
    case .splat: splat
    case .gather: gather
    case .add: add
    case .subtract: subtract
    case .multiply: multiply
    case .multiplyAdd: multiplyAdd
    case .multiplyAddLane: multiplyAddLane
    case .least: least
    case .most: most
    }
  }
}

extension VectorInstructions {
  /// x86 vectors of 16, 8 or 4 floats, all with fused multiply-add.
  ///
  /// `min` and `max` of x86 give the second operand where one is not a number.
  static func x86(lanes: Int) -> VectorInstructions {
    let bits = 32 * lanes
    let prefix = bits == 128 ? "_mm" : "_mm\(bits)"
    let numbers = VectorOperation.gather.operands(lanes: lanes).joined(separator: ", ")
    // GCC 12 takes the plain ones of 512 bits for uninitialised in C++.
    let (limit, all) = bits == 512 ? ("_mm512_maskz", "0xffff, ") : (prefix, "")
    return VectorInstructions(
      lanes: lanes, type: "__m\(bits)", load: Spelling("\(prefix)_loadu_ps(a)", "vmovup"),
      store: Spelling("\(prefix)_storeu_ps(a, b)", "vmovup"),
      splat: Spelling("\(prefix)_set1_ps(a)", "vbroadcastss"),
      gather: Spelling("\(prefix)_setr_ps(\(numbers))", "vinsertps"),
      add: Spelling("\(prefix)_add_ps(a, b)", "vaddps"),
      subtract: Spelling("\(prefix)_sub_ps(a, b)", "vsubps"),
      multiply: Spelling("\(prefix)_mul_ps(a, b)", "vmulps"),
      multiplyAdd: Spelling("\(prefix)_fmadd_ps(a, b, c)", "vfmadd"),
      least: Spelling("\(limit)_min_ps(\(all)b, a)", "vminps"),
      most: Spelling("\(limit)_max_ps(\(all)b, a)", "vmaxps"))
  }

  /// NEON vectors of AArch64.
  static let neon = VectorInstructions(
    lanes: 4, type: "float32x4_t", load: Spelling("vld1q_f32(a)", "ldr"),
    store: Spelling("vst1q_f32(a, b)", "str"), splat: Spelling("vdupq_n_f32(a)", "ld1r"),
    gather: Spelling(
      "vcombine_f32(vset_lane_f32(b, vdup_n_f32(a), 1), vset_lane_f32(d, vdup_n_f32(c), 1))", "ld1"),
    add: Spelling("vaddq_f32(a, b)", "fadd"), subtract: Spelling("vsubq_f32(a, b)", "fsub"),
    multiply: Spelling("vmulq_f32(a, b)", "fmul"),
    multiplyAdd: Spelling("vfmaq_f32(c, a, b)", "fmla"),
    least: Spelling("vminq_f32(a, b)", "fmin"), most: Spelling("vmaxq_f32(a, b)", "fmax"),
    multiplyAddLane: Spelling("vfmaq_laneq_f32(d, a, b, c)", "fmla"))

  /// Vectors of WebAssembly, which has no fused multiply-add.
  static let wasm = VectorInstructions(
    lanes: 4, type: "v128_t", load: Spelling("wasm_v128_load(a)", "v128.load"),
    store: Spelling("wasm_v128_store(a, b)", "v128.store"),
    splat: Spelling("wasm_f32x4_splat(a)", "v128.load32_splat"),
    gather: Spelling("wasm_f32x4_make(a, b, c, d)", "f32x4.replace_lane"),
    add: Spelling("wasm_f32x4_add(a, b)", "f32x4.add"),
    subtract: Spelling("wasm_f32x4_sub(a, b)", "f32x4.sub"),
    multiply: Spelling("wasm_f32x4_mul(a, b)", "f32x4.mul"),
    multiplyAdd: Spelling("wasm_f32x4_add(wasm_f32x4_mul(a, b), c)", "f32x4.mul"),
    least: Spelling("wasm_f32x4_pmin(a, b)", "f32x4.pmin"),
    most: Spelling("wasm_f32x4_pmax(a, b)", "f32x4.pmax"))
}
