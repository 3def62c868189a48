import TestSupport

/// Processors without an operating system, on boards that qemu-system-arm emulates.
extension Machine {
  static let cortexM4 = Machine(
    target: .cortexM4, compilers: [.board("mps2-an386", processor: "cortex-m4")],
    disassembler: "arm-none-eabi-objdump")
  static let cortexM7 = Machine(
    target: .cortexM7, compilers: [.board("mps2-an500", processor: "cortex-m7")],
    disassembler: "arm-none-eabi-objdump")
  static let cortexM55 = Machine(
    target: .cortexM55,
    compilers: [
      .board(
        "mps3-an547", processor: "cortex-m55", codeSize: 512 << 10, constantsStart: 0x2800_0000)
    ],
    disassembler: "arm-none-eabi-objdump")
}

extension Compiler {
  /// Programs get their arguments, and their files, from the emulator; constants lie behind the code
  /// unless the board has memory for them elsewhere.
  static func board(
    _ board: String, processor: String, codeSize: Int = 4 << 20, constantsStart: Int = 0
  ) -> Compiler {
    let folder = "\(packageFolder)/Tests/CodegenTests/Board"
    let start = """
      exec qemu-system-arm -M \(board) -display none -monitor none -serial none \
      -semihosting-config enable=on,target=native,arg="$0"${1:+,arg="$1"}${2:+,arg="$2"} -kernel "$0"
      """
    return Compiler(
      command: [
        "arm-none-eabi-gcc", "-mcpu=\(processor)", "-mthumb", "-mfloat-abi=hard",
        "-nostartfiles", "-specs=rdimon.specs", "-T", "\(folder)/board.ld",
        "-Wl,--defsym=code_size=\(codeSize),--defsym=constants_start=\(constantsStart)",
        "\(folder)/board.c",
      ],
      emulator: ["sh", "-c", start],
      needs: ["/usr/bin/qemu-system-arm", "/usr/lib/arm-none-eabi/include/stdlib.h"])
  }

  /// Makes objects alone.
  static let cortexM4GCC = Compiler(
    command: ["arm-none-eabi-gcc", "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard"],
    needs: ["/usr/lib/arm-none-eabi/include/stdlib.h"])
  static let cortexM55GCC = Compiler(
    command: ["arm-none-eabi-gcc", "-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"],
    needs: ["/usr/lib/arm-none-eabi/include/stdlib.h"])
  static let cortexM4Clang = Compiler(
    command: ["clang", "--target=thumbv7em-none-eabihf", "-mcpu=cortex-m4", "-ffreestanding"])
}
