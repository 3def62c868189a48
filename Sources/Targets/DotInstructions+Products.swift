extension DotInstructions {
  /// The registers that hold sums, those of a pixel side by side.
  static let sumRegisters = ["r0", "r2", "r4", "r6", "r8", "r10", "r12", "lr"]
  /// The registers that are left beside them: not all of the odd ones are free everywhere.
  static let otherRegisters = ["r1", "r3", "r5", "r9", "r11"]
  static var allSums: String { "{" + sumRegisters.joined(separator: ", ") + "}" }

  /// The name of the function that adds up products of so many vectors along the depth, for some fours of
  /// channels.
  ///
  /// `weights` has for each four the numbers that its sums start with, then for each vector one of each
  /// channel.
  package func products(pixels: Int, depth: Int) -> String { "dot_4x\(pixels)_of\(depth)" }

  /// The same for a single four and any depth, in rounds of so many vectors.
  package func deepProducts(pixels: Int, round: Int) -> String {
    "dot_4x\(pixels)_by\(round)"
  }

  /// The vectors of a round where there are so many.
  package func round(depth: Int) -> Int { [8, 4, 2].first { depth % $0 == 0 } ?? 1 }

  var productFunctions: [AssemblyFunction] {
    (1...pixels).flatMap { pixels in
      (1...flatDepth).map { flat(pixels, depth: $0) }
        + [1, 2, 4, 8].map { deep(pixels, round: $0) }
    }
  }

  private func parameters(
    _ pixels: Int, _ count: String
  ) -> [(name: String, operand: AssemblyFunction.Operand)] {
    ["first", "second"].prefix(pixels).map { ($0, .bytes) }
      + [("weights", .words), ("sums", .sums), (count, .number)]
  }

  /// The reads of a vector of each pixel, into registers from one on.
  private func reads(
    _ pixels: Int, into first: Int = 0, at place: (String) -> String
  ) -> [String] {
    ["first", "second"].prefix(pixels).enumerated().map { index, name in
      "vldrb.8 q\(first + index), \(place("%[\(name)]"))"
    }
  }

  /// The products with a vector of each channel; one after the other these are in q7.
  private func multiply(_ pixels: Int, from first: Int = 0) -> [String] {
    (0..<4).flatMap { channel in
      ["vldrb.8 q7, [%[weights]], #16"]
        + (0..<pixels).map { pixel in
          "vmladava.s8 \(Self.sumRegisters[4 * pixel + channel]), q\(first + pixel), q7"
        }
    }
  }

  private func flat(_ pixels: Int, depth: Int) -> AssemblyFunction {
    // Few vectors of the pixels stay in registers for all channels.
    let isHeld = depth * pixels < 8
    // What a read can have for an offset.
    let isNear = 16 * (depth - 1) < 128
    let vectors = (0..<depth).map { index in
      let first = isHeld ? index * pixels : 0
      let reads = reads(pixels, into: first) {
        isNear ? "[\($0), #\(16 * index)]" : "[\($0)], #16"
      }
      return (reads: reads, products: multiply(pixels, from: first))
    }
    let back =
      isNear ? [] : ["first", "second"].prefix(pixels).map { "sub %[\($0)], #\(16 * depth)" }
    let held = isHeld ? vectors.flatMap(\.reads) : []
    let rest = vectors.flatMap { (isHeld ? [] : $0.reads) + $0.products }
    return AssemblyFunction(
      name: products(pixels: pixels, depth: depth),
      comment:
        "Sums of the products of \(16 * depth) integers: \(pixels) pixels, fours of channels.",
      parameters: parameters(pixels, "fours"), in: Self.otherRegisters,
      using: Self.sumRegisters + (0..<(isHeld ? depth * pixels : pixels)).map { "q\($0)" } + ["q7"],
      held + ["1:", "ldm %[weights]!, \(Self.allSums)"] + rest + back
        + ["stm %[sums]!, \(Self.allSums)", "subs %[fours], #1", "bne 1b"])
  }

  private func deep(_ pixels: Int, round: Int) -> AssemblyFunction {
    let steps = (0..<round).flatMap { _ -> [String] in
      reads(pixels) { "[\($0)], #16" } + multiply(pixels)
    }
    return AssemblyFunction(
      name: deepProducts(pixels: pixels, round: round),
      comment:
        "Sums of the products of rounds of \(16 * round) integers: \(pixels) pixels, four channels.",
      parameters: parameters(pixels, "rounds"), in: Self.otherRegisters,
      using: Self.sumRegisters + ["q0", "q1", "q7"],
      ["ldm %[weights]!, \(Self.allSums)", "1:"] + steps
        + ["subs %[rounds], #1", "bne 1b", "stm %[sums]!, \(Self.allSums)"])
  }
}
