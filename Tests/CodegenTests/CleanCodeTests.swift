import Codegen
import IR
import Planning
import Targets
import TestSupport
import Testing

/// Generated files are clean under every warning, in C and in C++.
@Suite struct CleanCodeTests {
  static let standards = [
    ["-x", "c", "-std=c99"], ["-x", "c", "-std=c11"], ["-x", "c++", "-std=c++17"],
  ]

  private func models() throws -> [Model] {
    [
      try Model(Networks.tinyV2(), name: "tiny_v2"),
      try Model(Networks.tinyV2(), name: "tiny_v2_ram", PlanOptions(objective: .ram)),
      try Model(Networks.tinyV3(), name: "tiny_v3", PlanOptions(ways: .atMost(2))),
      try Model(
        Networks.tinyV2(), name: "planar", PlanOptions(objective: .ram, inputLayout: .nchw)),
      try Model(
        Networks.tinyV3(), name: "planar_rows", PlanOptions(input: .rows, inputLayout: .nchw)),
      try Model(
        Networks.narrow(stride: 1), name: "narrow", PlanOptions(objective: .ram, recompute: 4)),
      try Model(Networks.tinyV3(), name: "threads", PlanOptions(parts: 3)),
      try Model(Networks.weightless(ops: 1), name: "one_sum"),
      try Model(Networks.weightless(ops: 2), name: "weightless"),
      try Model(Networks.hostile(), name: "1 net \"*/??/"),
      try Model(Networks.hostile(), name: "int", PlanOptions(objective: .ram)),
      try Model(Networks.hostile(), name: "größe"),
      try Model(Networks.hostile(), name: ""),
    ]
  }

  /// Floats between integers.
  private func mixedModel(for target: Target) throws -> Model {
    var dice = Dice("clean and mixed")
    let graph = try quantized(loweredRandomGraph(seed: 3), &dice, isMixed: true)
    return try Model(graph, name: "mixed", PlanOptions(objective: .ram), target: target)
  }

  @Test(arguments: Compiler.all, standards)
  func compilesWithoutWarnings(_ compiler: Compiler, _ standard: [String]) throws {
    try #require(compiler.exists, compiler.absence)
    try expectNoWarnings(models() + [mixedModel(for: .generic)], compiler, standard)
  }

  @Test(.enabled(if: Machine.x86v3.compiles, Machine.x86v3.absence), arguments: standards)
  func x86v3CompilesWithoutWarnings(_ standard: [String]) throws {
    try expectNoWarnings(.x86v3, standard)
  }

  @Test(.enabled(if: Machine.x86v4.compiles, Machine.x86v4.absence), arguments: standards)
  func x86v4CompilesWithoutWarnings(_ standard: [String]) throws {
    try expectNoWarnings(.x86v4, standard)
  }

  @Test(.enabled(if: Machine.x86v4VNNI.compiles, Machine.x86v4VNNI.absence), arguments: standards)
  func x86v4VNNICompilesWithoutWarnings(_ standard: [String]) throws {
    let models = try integerModels(for: .x86v4VNNI)
    for compiler in Machine.x86v4VNNI.compilers { try expectNoWarnings(models, compiler, standard) }
  }

  /// In C only: cross compilers for C++ are packages of their own.
  @Test(
    .enabled(if: Machine.aarch64.compiles, Machine.aarch64.absence), arguments: standards.prefix(2))
  func aarch64CompilesWithoutWarnings(_ standard: [String]) throws {
    try expectNoWarnings(.aarch64, standard)
  }

  @Test(
    .enabled(if: Machine.aarch64DotProduct.compiles, Machine.aarch64DotProduct.absence),
    arguments: standards.prefix(2))
  func aarch64DotProductCompilesWithoutWarnings(_ standard: [String]) throws {
    let models = try integerModels(for: .aarch64DotProduct)
    for compiler in Machine.aarch64DotProduct.compilers {
      try expectNoWarnings(models, compiler, standard)
    }
  }

  @Test(.enabled(if: Machine.wasm.compiles, Machine.wasm.absence), arguments: standards.prefix(2))
  func wasmCompilesWithoutWarnings(_ standard: [String]) throws {
    try expectNoWarnings(.wasm, standard)
  }

  private func models(for machine: Machine) throws -> [Model] {
    [
      try Model(Networks.tinyV2(), name: "tiny_v2", target: machine.target),
      try Model(
        Networks.tinyV3(), name: "tiny_v3", PlanOptions(objective: .ram), target: machine.target),
      try Model(
        Networks.tinyV3(), name: "tiny_v3_ways", PlanOptions(ways: .atMost(2)),
        target: machine.target),
      try Model(Networks.weightless(ops: 2), name: "weightless", target: machine.target),
      try Model(Networks.hostile(), name: "1 net \"*/??/", target: machine.target),
      try Model(
        Networks.tinyV3(), name: "planar",
        PlanOptions(objective: .ram, rings: .pixels, inputLayout: .nchw), target: machine.target),
    ]
  }

  /// A network on integers, where a machine has vectors of its own for them.
  private func integerModels(for machine: Machine) throws -> [Model] {
    guard !machine.target.integers.isEmpty else { return [] }
    var dice = Dice("clean")
    let graph = try quantized(loweredRandomGraph(seed: 3), &dice)
    return [
      try Model(graph, name: "int8", target: machine.target),
      try mixedModel(for: machine.target),
    ]
  }

  private func expectNoWarnings(_ machine: Machine, _ standard: [String]) throws {
    let models = try models(for: machine) + integerModels(for: machine)
    for compiler in machine.compilers { try expectNoWarnings(models, compiler, standard) }
  }

  private func expectNoWarnings(
    _ models: [Model], _ compiler: Compiler, _ standard: [String]
  ) throws {
    let folder = try Folder()
    for model in models { try model.write(to: folder) }
    // Headers stand by themselves and may be included twice.
    let names = models.map(\.code.name)
    let includes = (names + names).map { "#include \"\($0).h\"\n" }.joined()
    let codes = names.map { "\($0.uppercased())_OK" }.joined(separator: " + ")
    try folder.write("headers.c", includes + "int main(void) { return \(codes); }\n")
    // What optimisers warn of they warn of whatever the standard is.
    let level = isLongRun || standard == Self.standards[0] ? "-O2" : "-O0"
    for file in names.map({ "\($0).c" }) + ["headers.c"] {
      let arguments = [level] + Compiler.strict + standard + ["-c", file, "-o", "object"]
      let outcome = try compiler.compile(arguments, in: folder)
      #expect(outcome == .silentSuccess, "\(file)")
    }
  }

  @Test func linesFitOnAPage() throws {
    for model in try models() + Machine.all.flatMap(models) {
      let text = String(decoding: model.code.source + model.code.header, as: UTF8.self)
      // Weights are one literal per line, and the name of a function cannot be broken.
      let long = text.split(separator: "\n").filter { line in
        line.utf8.count > 100 && !line.hasPrefix("  \"") && !line.contains("region_")
      }
      #expect(long == [])
      #expect(text.utf8.allSatisfy { $0 == 10 || 32...126 ~= $0 })
    }
  }

  @Test func namesBecomeIdentifiers() {
    let names = [
      "v2", "1net", "a-b", "a_b", "größe", "", "int", "*/", "x\u{0}y", "a b", "漢", "_", "٣",
    ]
    for name in names {
      let identifier = CName.identifier(name)
      #expect(!identifier.isEmpty)
      #expect(identifier.utf8.first.map { !(48...57 ~= $0) } == true)
      #expect(
        identifier.utf8.allSatisfy {
          48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 95
        })
      #expect(CName.identifier(identifier) == identifier)
    }
  }

  @Test func commentsStayComments() {
    for text in ["*/", "/*/", "**/", "/*", "//*/", "??/", "\\", "é??/", "*\u{0}/", "\n", "*é/"] {
      let comment = CPrinter.comment(text)
      #expect(!comment.contains("*/") && !comment.contains("/*"))
      #expect(comment.utf8.allSatisfy { 32...126 ~= $0 })
      #expect(!comment.contains("\\") && !comment.contains("??"))
    }
  }

  @Test func generatesTheSameBytesAgain() throws {
    for (first, second) in zip(try models(), try models()) {
      #expect(first.code.source == second.code.source)
      #expect(first.code.header == second.code.header)
    }
  }

  @Test func theHeaderMayHaveAnotherName() throws {
    let graph = try Networks.tinyV2()
    let plan = try plan(graph, target: .generic, options: PlanOptions())
    let code = generateC(
      plan, target: .generic,
      options: CodeOptions(name: "my_net", version: "test", options: "-", header: "my-net.h"))
    let text = String(decoding: code.source, as: UTF8.self)
    #expect(text.contains("#include \"my-net.h\"\n"))
    #expect(text.contains("int my_net_run("))
  }

  /// One function is exported, two where threads share a run; nothing is asked for but what compilers
  /// themselves call, and what gives way to other threads.
  @Test(arguments: Compiler.all, ["-O0", "-O3"])
  func exportsOneSymbol(_ compiler: Compiler, _ level: String) throws {
    try #require(compiler.exists, compiler.absence)
    let folder = try Folder()
    for model in try models() {
      try model.write(to: folder)
      let name = model.code.name
      let arguments = [level, "-fno-stack-protector", "-c", "\(name).c", "-o", "\(name).o"]
      try #require(try compiler.compile(arguments, in: folder) == .silentSuccess)
      let listing = try folder.run(["nm", "-g", "\(name).o"])
      try #require(listing.status == 0)
      let symbols = listing.output.split(separator: "\n")
        .map { $0.split(separator: " ").suffix(2).map(String.init) }
      let isShared = model.code.threads != nil
      let entries = isShared ? ["\(name)_run", "\(name)_run_part"] : ["\(name)_run"]
      #expect(symbols.filter { $0[0] != "U" } == entries.map { ["T", $0] })
      let foreign = symbols.filter { $0[0] == "U" }.map { $0[1] }
      let builtins = ["memcpy", "memset", "memmove", "_GLOBAL_OFFSET_TABLE_"]
      let allowed = builtins + (isShared ? ["sched_yield"] : [])
      #expect(Set(foreign).isSubset(of: allowed), "\(foreign)")
      // Nothing that is written lies outside of the stack and of the caller's memory.
      let sections = try folder.run(["nm", "\(name).o"]).output.split(separator: "\n")
      #expect(!sections.contains { $0.contains(" b ") || $0.contains(" d ") })
    }
  }
}
