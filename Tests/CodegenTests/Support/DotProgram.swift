import Basics
import Kernels
import Targets

@testable import Codegen

/// A C program that holds each function of dot products against what it means, and prints the names of those
/// that differ.
struct DotProgram {
  let target: Target
  let dots: DotInstructions

  private struct Try {
    let name: String
    let arguments: [String]
    let meaning: String
  }

  private var products: [Try] {
    (1...dots.pixels).flatMap { pixels in
      let pointers = ["x", "y"].prefix(pixels) + ["w", "sums"]
      let flat = (1...dots.flatDepth).map { depth in
        Try(
          name: dots.products(pixels: pixels, depth: depth), arguments: pointers + ["3"],
          meaning: "products(\(pixels), \(depth), 3)")
      }
      let deep = [1, 2, 4, 8].map { round in
        Try(
          name: dots.deepProducts(pixels: pixels, round: round), arguments: pointers + ["3"],
          meaning: "products(\(pixels), \(3 * round), 1)")
      }
      return flat + deep
    }
  }

  private func order(_ group: DotGroup) -> String {
    "(const int[]){\(group.order.map(String.init).joined(separator: ", "))}, \(group.channels)"
  }

  private var windows: [Try] {
    (dots.groups + [DotGroup(channels: 4)]).flatMap { group in
      [false, true].map { shares in
        let addresses = ["first", "second"].prefix(shares ? 1 : 2)
        return Try(
          name: dots.windows(group: group.channels, shares: shares),
          arguments: addresses + ["w", "sums", "2"],
          meaning: "windows(\(order(group)), \(shares ? 1 : 0))")
      }
    }
  }

  private var narrowings: [Try] {
    dots.groups.flatMap { group in
      (1...dots.pixels).flatMap { pixels in
        DotInstructions.Scaling.allCases.flatMap { scaling in
          [false, true].map { isBounded in
            let zero = scaling == .up ? "-28" : "5"
            let bounds = isBounded ? ["-28", "100"] : []
            let limits = isBounded ? "-28, 100" : "-128, 127"
            let isUp = scaling == .up ? 1 : 0
            return Try(
              name: dots.narrowing(
                group: group.channels, pixels: pixels, scaling, isBounded: isBounded),
              arguments: ["out[0]", "out[1]"].prefix(pixels) + ["s", "f", "2", zero] + bounds,
              meaning: "narrow(\(order(group)), \(pixels), \(isUp), \(zero), \(limits))")
          }
        }
      }
    }
  }

  private var columns: [Try] {
    (1...dots.window.rows).flatMap { rows in
      DotInstructions.insides(rows: rows).flatMap { inside in
        [32, 27].map { bytes in
          let range = "\(inside.lowerBound), \(inside.upperBound)"
          return Try(
            name: DotFunction.columns(rows: rows, isWhole: bytes == 32),
            arguments: ["to", "rows", range, "1", "3", "2", "\(bytes)", "8", "-7"],
            meaning: "columns(\(rows), \(range), \(bytes))")
        }
      }
    }
  }

  private var moves: [Try] {
    [
      Try(name: "copy_bytes", arguments: ["to", "x", "37"], meaning: "memcmp(to, x, 37) != 0"),
      Try(
        name: "fill_bytes", arguments: ["to", "-5", "21"],
        meaning: "to[0] + 5 || memcmp(to, to + 1, 20) != 0 || to[21] == -5"),
    ]
  }

  var text: String {
    let tries = (products + windows + narrowings + columns + moves).map { attempt in
      """
            \(attempt.name)(\(attempt.arguments.joined(separator: ", ")));
            if (\(attempt.meaning)) printf("\(attempt.name)\\n");
      """
    }
    let main = Self.main.replacing("TRIES", with: tries.joined(separator: "\n"))
    var writer = CodeWriter()
    writer.line("#include <arm_mve.h>\n#include <stddef.h>\n#include <stdint.h>")
    writer.line("#include <stdio.h>\n#include <string.h>")
    DotPrologue(target, for: CodeWords(of: main)).print(to: &writer)
    writer.line(main)
    return writer.text
  }
}
