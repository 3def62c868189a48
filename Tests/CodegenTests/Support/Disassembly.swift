import Targets
import Testing

/// What a compiler made of a file: the instructions of its functions, as `objdump` lists them.
struct Disassembly {
  struct Instruction {
    let address: Int
    let mnemonic: Substring
    let operands: Substring
  }

  struct Function {
    let name: Substring
    var instructions: [Instruction] = []
  }

  private(set) var functions: [Function] = []

  /// Reads the text of `objdump -d --no-show-raw-insn`.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      // `0000000000000040 <name>:`, then lines such as ` 4c:<tab>jne    40 <name>`.
      if line.hasSuffix(">:"), let start = line.firstIndex(of: "<") {
        functions.append(Function(name: line[line.index(after: start)...].dropLast(2)))
        continue
      }
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2, !functions.isEmpty,
        let address = Int(parts[0].filter { $0 != " " && $0 != ":" }, radix: 16)
      else { continue }
      let words = parts[1].split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard let mnemonic = words.first else { continue }
      functions[functions.count - 1].instructions.append(
        Instruction(
          address: address, mnemonic: mnemonic,
          operands: words.count > 1 ? words[1] : mnemonic[mnemonic.endIndex...]))
    }
  }
}

extension Disassembly.Instruction {
  /// Where it jumps to, if it is a jump.
  fileprivate var destination: Int? {
    let isJump =
      mnemonic.hasPrefix("j") || mnemonic == "b" || mnemonic.hasPrefix("b.")
      || ["cbz", "cbnz", "tbz", "tbnz"].contains(mnemonic)
    guard isJump, let name = operands.firstIndex(of: "<") else { return nil }
    return operands[..<name].split { $0 == " " || $0 == "," }.last.flatMap { Int($0, radix: 16) }
  }

  /// Whether it adds the products of two vectors to a third.
  var multipliesAndAdds: Bool {
    mnemonic.hasPrefix("vfmadd") && mnemonic.hasSuffix("ps")
      || ["vpmaddwd", "vpdpbusd"].contains(mnemonic)
      || ["fmla", "mla", "sdot"].contains(mnemonic) && operands.hasPrefix("v")
  }

  /// Whether it stores a vector relative to one of some registers.
  fileprivate func storesVector(to registers: [String]) -> Bool {
    let isStore =
      // AT&T: the register of the vector comes first, the place last.
      operands.hasPrefix("%") && operands.dropFirst(2).hasPrefix("mm") && operands.hasSuffix(")")
      || mnemonic.hasPrefix("st") && "qdsv".contains(operands.first ?? " ")
    return isStore && registers.contains { operands.contains($0) }
  }
}

extension Disassembly.Function {
  /// The innermost loops that multiply and add vectors.
  var hotLoops: [ArraySlice<Disassembly.Instruction>] {
    // A loop goes from where a jump back leads to the last such jump.
    var ends: [Int: Int] = [:]
    for (index, instruction) in instructions.enumerated() {
      guard let destination = instruction.destination, destination <= instruction.address,
        let start = instructions.firstIndex(where: { $0.address == destination })
      else { continue }
      ends[start] = index
    }
    let loops = ends.map { $0.key..<$0.value + 1 }.filter { loop in
      instructions[loop].contains(where: \.multipliesAndAdds)
    }
    return loops.filter { loop in
      !loops.contains {
        $0 != loop && loop.contains($0.lowerBound) && $0.upperBound <= loop.upperBound
      }
    }
    .sorted { $0.lowerBound < $1.lowerBound }
    .map { instructions[$0] }
  }

  /// The registers through which the function reaches its part of the stack.
  private var stackRegisters: [String] {
    let hasFrame = instructions.contains {
      $0.mnemonic == "mov" && ["%rsp,%rbp", "x29, sp"].contains($0.operands)
    }
    return ["(%rsp", "[sp"] + (hasFrame ? ["(%rbp", "[x29"] : [])
  }

  /// What a loop stores of its vectors on the stack.
  func spills(in loop: ArraySlice<Disassembly.Instruction>) -> [Disassembly.Instruction] {
    loop.filter { $0.storesVector(to: stackRegisters) }
  }
}
