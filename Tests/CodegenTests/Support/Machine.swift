import Targets
import Testing

/// A target and the compilers that make programs for it.
struct Machine: CustomTestStringConvertible, Sendable {
  let target: Target
  let compilers: [Compiler]
  /// What lists the instructions of its objects.
  var disassembler = "objdump"

  var testDescription: String { target.name }

  /// Whatever this machine is.
  static let any = Machine(target: .generic, compilers: Compiler.all)
  static let x86v3 = Machine(target: .x86v3, compilers: Compiler.all)
  static let x86v4 = Machine(target: .x86v4, compilers: Compiler.all)
  static let x86v4VNNI = Machine(target: .x86v4VNNI, compilers: Compiler.all)
  static let aarch64 = Machine(
    target: .aarch64, compilers: [.crossGCC, .crossClang],
    disassembler: "aarch64-linux-gnu-objdump")
  static let aarch64DotProduct = Machine(
    target: .aarch64DotProduct, compilers: [.crossGCC, .crossClang],
    disassembler: "aarch64-linux-gnu-objdump")
  static let wasm = Machine(target: .wasm, compilers: [.wasmClang])
  static let all = [x86v3, x86v4, x86v4VNNI, aarch64, aarch64DotProduct, wasm]
  /// Those whose kernels of integers spell out their vectors, as far as they run here.
  static let ofIntegers = [x86v3, x86v4, x86v4VNNI, aarch64, aarch64DotProduct].filter(\.runs)

  /// Whether programs for it can be made here.
  var compiles: Bool {
    ([nil, .own].contains(target.architecture) || compilers.contains { !$0.emulator.isEmpty })
      && compilers.allSatisfy(\.exists)
  }

  /// Whether programs for it can be made and run here.
  var runs: Bool { compiles && (target.runsHere || compilers.allSatisfy { !$0.emulator.isEmpty }) }

  /// Why a test that needs it is skipped.
  var absence: Comment {
    let absences = compilers.filter { !$0.exists }.map(\.absence.rawValue)
    return absences.isEmpty
      ? "this processor is not \(target.summary)"
      : Comment(rawValue: absences.joined(separator: "; "))
  }
}

extension Compiler {
  private static let qemu = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]

  static let crossGCC = Compiler(command: ["aarch64-linux-gnu-gcc"], emulator: qemu)
  static let crossClang = Compiler(
    command: ["clang", "--target=aarch64-linux-gnu"], emulator: qemu,
    needs: ["/usr/aarch64-linux-gnu/include/stdlib.h"])

  static let wasmClang = Compiler(
    command: ["clang", "--target=wasm32-wasi"],
    emulator: [
      "node", "--no-warnings", "-e",
      """
      const {WASI} = require('wasi'), fs = require('fs'), args = process.argv.slice(1);
      const wasi = new WASI({version: 'preview1', args, preopens: {'.': '.'}});
      const module = new WebAssembly.Module(fs.readFileSync(args[0]));
      const imports = {wasi_snapshot_preview1: wasi.wasiImport};
      process.exitCode = wasi.start(new WebAssembly.Instance(module, imports));
      """,
    ],
    needs: ["/usr/include/wasm32-wasi/stdlib.h"])
}
