extension DotInstructions {
  /// The rows and columns of a window that a vector holds: four columns after each other, of each four rows.
  package var window: (rows: Int, columns: Int) { (4, 4) }

  /// Whether the windows of both pixels lie in the same vector, one column apart.
  package func shares(columns: Int, stride: Int) -> Bool { stride == 1 && columns < window.columns }

  /// The name of the function that adds up the products of the windows of two pixels of a depthwise op, for
  /// some groups of channels.
  ///
  /// It is told four addresses each less by four, where the first channel of four columns is. `weights` has
  /// for each four the numbers that the sums start with, then the weights of each channel; where the pixels
  /// share vectors, with a word of zeros before them all and one after each.
  package func windows(group: Int, shares: Bool) -> String {
    "windows_\(group)x2" + (shares ? "_sharing" : "")
  }

  /// The words of weights of four channels.
  package func windowWords(shares: Bool) -> Int { 8 + 16 + (shares ? 1 : 0) }

  var windowFunctions: [AssemblyFunction] {
    (groups.map(\.channels) + [4]).flatMap { group in
      [false, true].map { windows(DotGroup(channels: group), shares: $0) }
    }
  }

  private func windows(_ group: DotGroup, shares: Bool) -> AssemblyFunction {
    let last = group.channels - 1
    let fours = (0..<group.channels / 4).flatMap { four -> [String] in
      let channels = group.order[4 * four..<4 * four + 4]
      let products = channels.enumerated().flatMap { lane, channel -> [String] in
        // The last one moves the addresses on to the next group.
        let move = "#\(4 * channel + 4)]" + (channel == last ? "!" : "")
        let (first, second) = (Self.sumRegisters[lane], Self.sumRegisters[lane + 4])
        let read = "vldrw.u32 q0, [%q[first], \(move)"
        guard shares else {
          return [
            read, "vldrw.u32 q1, [%q[second], \(move)", "vldrb.8 q2, [%[weights]], #16",
            "vmladava.s8 \(first), q0, q2", "vmladava.s8 \(second), q1, q2",
          ]
        }
        return [
          read, "vldrb.8 q2, [%[weights]], #4",
          "vldrb.8 q1, [%[weights]], #\(lane == 3 ? 16 : 12)",
          "vmladava.s8 \(first), q0, q1", "vmladava.s8 \(second), q0, q2",
        ]
      }
      return ["ldm %[weights]!, \(Self.allSums)"] + products + ["stm %[sums]!, \(Self.allSums)"]
    }
    return AssemblyFunction(
      name: windows(group: group.channels, shares: shares),
      comment:
        "Sums of the products of the windows of two pixels, \(group.channels) channels at once.",
      parameters: [("first", .addresses)] + (shares ? [] : [("second", .addresses)])
        + [("weights", .words), ("sums", .sums), ("groups", .number)],
      in: Self.otherRegisters, using: Self.sumRegisters + ["q0", "q1", "q2"],
      ["1:"] + fours + ["subs %[groups], #1", "bne 1b"])
  }
}
