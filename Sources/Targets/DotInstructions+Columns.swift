extension DotInstructions {
  /// The name of the function that writes rows of integers so that those of a column and a channel lie in a
  /// word together.
  ///
  /// Of a window of `rows` those from `first` to before `last` lie inside of the image; instead of the others
  /// stands the number `outside`. It reads `columns` runs of `rounds` vectors, each `skip` bytes after the end
  /// of the one before, or of `bytes` that are not all of the last vector.
  package func columns(rows: Int, inside: Range<Int>, isWhole: Bool) -> String {
    "columns_\(rows)_\(inside.lowerBound)to\(inside.upperBound)" + (isWhole ? "" : "_some")
  }

  var columnFunctions: [AssemblyFunction] {
    (1...window.rows).flatMap { rows in
      Self.insides(rows: rows).flatMap { inside in
        [true, false].map { columns(rows, inside, isWhole: $0) }
      }
    }
  }

  /// The rows of a window that can lie inside of the image together.
  package static func insides(rows: Int) -> [Range<Int>] {
    (0..<rows).flatMap { first in (first + 1...rows).map { first..<$0 } }
  }

  private func columns(_ rows: Int, _ inside: Range<Int>, isWhole: Bool) -> AssemblyFunction {
    let names = inside.map { "row\($0)" }
    let outside = (0..<rows).filter { !inside.contains($0) }.map { "vdup.8 q\($0), %[outside]" }
    let reads = inside.map { "vldrb\(isWhole ? "" : "t").8 q\($0), [%[row\($0)]], #16" }
    let writes = (0..<4).map {
      "vst4\($0).8 {q0, q1, q2, q3}, [%[to]]" + ($0 == 3 ? "!" : "")
    }
    let round =
      isWhole
      ? reads
      : ["vctp.8 r0", "vps\(String(repeating: "t", count: inside.count))"] + reads
        + ["sub r0, #16"]
    return AssemblyFunction(
      name: columns(rows: rows, inside: inside, isWhole: isWhole),
      comment:
        "Words of \(rows) rows, of which \(inside.lowerBound) to \(inside.upperBound - 1) are inside.",
      parameters: [("to", .place)] + names.map { ($0, .bytes) }
        + [
          ("columns", .number), ("rounds", .number), ("bytes", .number), ("skip", .number),
          ("outside", .number),
        ],
      in: ["r1", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "r11"],
      using: ["lr", "q0", "q1", "q2", "q3"] + (isWhole ? [] : ["r0"]),
      outside + ["1:", "dls lr, %[rounds]"] + (isWhole ? [] : ["mov r0, %[bytes]"]) + ["2:"]
        + round + writes + ["le lr, 2b"] + names.map { "add %[\($0)], %[skip]" }
        + ["subs %[columns], #1", "bne 1b"])
  }
}
