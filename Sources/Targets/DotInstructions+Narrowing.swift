extension DotInstructions {
  /// How sums are scaled by fixed-point numbers that are shifted to the right: rounded twice, the second
  /// time halves up or away from zero.
  package enum Scaling: String, CaseIterable, Sendable { case up, away }

  /// The name of the function that makes integers of the sums of a pixel or of two, for some groups of
  /// channels.
  ///
  /// `factors` has for each four of channels their multipliers, then their shifts.
  package func narrowing(
    group: Int, pixels: Int, _ scaling: Scaling, isBounded: Bool
  ) -> String {
    "narrow_\(group)x\(pixels)_\(scaling.rawValue)" + (isBounded ? "_bounded" : "")
  }

  var narrowingFunctions: [AssemblyFunction] {
    groups.flatMap { group in
      (1...pixels).flatMap { pixels in
        Scaling.allCases.flatMap { scaling in
          [false, true].map { narrowing(group, pixels, scaling, isBounded: $0) }
        }
      }
    }
  }

  /// Vectors of 16-bit numbers are in q4 and q6 of the first pixel, in q5 and q7 of the second.
  private func narrowing(
    _ group: DotGroup, _ pixels: Int, _ scaling: Scaling, isBounded: Bool
  ) -> AssemblyFunction {
    let name = narrowing(
      group: group.channels, pixels: pixels, scaling, isBounded: isBounded)
    let vectors = group.channels / 4
    let scale: [String] =
      switch scaling {
      case .up: ["vqrdmulh.s32 q2, q2, q0", "vrshl.s32 q2, q2, q1"]
      case .away:
        // Halves go up; those of negative numbers must not.
        [
          "vqrdmulh.s32 q2, q2, q0", "vand q3, q2, q1", "vshr.s32 q3, q3, #31",
          "vqadd.s32 q2, q2, q3", "vrshl.s32 q2, q2, q1",
        ]
      }
    let sums = (0..<vectors).flatMap { vector -> [String] in
      let half = vector % 2 == 0 ? "b" : "t"
      let scaled = (0..<pixels).flatMap { pixel -> [String] in
        let to = "q\(4 + vector / 2 * 2 + pixel)"
        return ["vldrw.s32 q2, [%[sums]], #\(32 / pixels)"] + scale + [
          "vqmovn\(half).s32 \(to), q2"
        ]
      }
      return ["vldrw.s32 q0, [%[factors]], #16", "vldrw.s32 q1, [%[factors]], #16"] + scaled
    }
    let halves = (0..<vectors / 2).flatMap { part in (0..<pixels).map { 4 + 2 * part + $0 } }
    let zeros = halves.map { "vqadd.s16 q\($0), q\($0), %[zero]" }
    let bounded = halves.flatMap { half -> [String] in
      ["vmax.s16 q\(half), q\(half), q0", "vmin.s16 q\(half), q\(half), q1"]
    }
    let bounds: [String] =
      isBounded ? ["vdup.16 q0, %[low]", "vdup.16 q1, %[high]"] + bounded : []
    let bytes = (0..<pixels).flatMap { pixel -> [String] in
      let place = "[%[\(["first", "second"][pixel])]], #\(group.channels)"
      let low = "vqmovnb.s16 q\(4 + pixel), q\(4 + pixel)"
      return vectors == 2
        ? [low, "vstrb.16 q\(4 + pixel), \(place)"]
        : [low, "vqmovnt.s16 q\(4 + pixel), q\(6 + pixel)", "vstrb.8 q\(4 + pixel), \(place)"]
    }
    var parameters: [(name: String, operand: AssemblyFunction.Operand)] =
      ["first", "second"].prefix(pixels).map { ($0, .place) }
    parameters += [("sums", .words), ("factors", .words), ("groups", .number), ("zero", .number)]
    if isBounded { parameters += [("low", .number), ("high", .number)] }
    let code: [String] = ["dls lr, %[groups]", "1:"] + sums + zeros + bounds + bytes
    return AssemblyFunction(
      name: name,
      comment: "Integers of the sums of \(pixels) pixels, \(group.channels) channels at once.",
      parameters: parameters,
      in: ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r8"],
      using: ["lr", "q0", "q1", "q2"] + (scaling == .away ? ["q3"] : []) + halves.map { "q\($0)" },
      code + ["le lr, 1b"])
  }
}
