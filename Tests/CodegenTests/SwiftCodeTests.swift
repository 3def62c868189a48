import Basics
import Codegen
import IR
import Planning
import TestSupport
import Testing

/// What generated Swift looks like, to people and to compilers.
@Suite struct SwiftCodeTests {
  private func models() throws -> [Model] {
    [
      try Model(Networks.tinyV2(), name: "tiny_v2"),
      try Model(Networks.tinyV2(), name: "tiny_v2_ram", PlanOptions(objective: .ram, input: .rows)),
      try Model(Networks.tinyV3(), name: "tiny_v3", PlanOptions(ways: .atMost(2), input: .arena)),
      try Model(Networks.weightless(ops: 1), name: "one_sum"),
      try Model(Networks.hostile(), name: "1 net \"*/??/", PlanOptions(objective: .ram)),
      try Model(Networks.hostile(), name: "float"),
      try Model(Networks.gatesAndShares(reachesOutside: true), name: "shares"),
      try Networks.integers(of: Networks.tinyV3(), name: "integers"),
      // Tiles of as many sums as there are registers.
      try Model(Networks.narrow(stride: 1), name: "wide_tiles", target: .x86v4),
    ]
  }

  @Test func linesFitOnAPage() throws {
    for model in try models() {
      let text = String(decoding: model.swift().source, as: UTF8.self)
      // The name of a function cannot be broken.
      let long = text.split(separator: "\n").filter { line in
        line.utf8.count > 100 && !line.contains("region_")
      }
      #expect(long == [])
      #expect(text.utf8.allSatisfy { $0 == 10 || 32...126 ~= $0 })
    }
  }

  @Test func generatesTheSameBytesAgain() throws {
    for (first, second) in zip(try models(), try models()) {
      #expect(first.swift().source == second.swift().source)
      #expect(first.swift().weights == second.swift().weights)
    }
  }

  @Test func weightsAreThoseOfTheSameProgramInC() throws {
    for model in try models() {
      #expect(model.swift().weights == model.code.weights)
      let digest = SHA256.hexDigest(model.swift().weights)
      #expect(model.text.contains(digest))
    }
  }

  @Test func typesAreNamedLikeFiles() {
    let names = [
      "MobileNetV2": "MobileNetV2", "mobile_net_v2": "MobileNetV2", "v2": "V2", "1net": "Model1net",
      "a-b": "AB", "größe": "GrE", "": "Model", "int": "ModelInt", "float": "ModelFloat",
      "source": "ModelSource", "self": "ModelSelf", "*/": "Model", "simd4": "Simd4",
      "SIMD4": "ModelSIMD4", "model": "Model",
    ]
    for (name, type) in names {
      #expect(SwiftName.type(CName.identifier(name)) == type, "\(name)")
    }
  }

  /// Only the runtime of Embedded Swift itself, which is part of every object, knows a heap.
  @Test(.enabled(if: Compiler.swift.exists, Compiler.swift.absence))
  func compilesAsEmbeddedSwift() throws {
    let folder = try Folder()
    for model in try models() {
      let program = model.swift()
      try program.write(to: folder)
      let flags = [
        "-O", "-wmo", "-parse-as-library", "-enable-experimental-feature", "Embedded",
      ]
      let outcome = try Compiler.swift.compile(
        flags + Compiler.strictSwift + ["-S", "\(program.name).swift", "-o", "listing.s"],
        in: folder)
      try #require(outcome == .silentSuccess, "\(program.name)")
      let listing = String(decoding: try folder.read("listing.s"), as: UTF8.self)
      let functions = Assembly(listing).functions { $0.hasPrefix("$e") }
      #expect(functions.contains { $0.name.contains("run") })
      for (name, instructions) in functions {
        let calls = instructions.filter { $0.hasPrefix("call") || $0.hasPrefix("bl\t") }
        #expect(!calls.contains { $0.contains("swift_") || $0.contains("alloc") }, "\(name)")
      }
    }
  }

  #if arch(x86_64)
  /// How the names of kernels begin.
  private static let kernels = [
    "conv", "depthwise", "average", "max", "gather", "add_", "scale_", "activate_", "softmax",
    "add8", "scale8", "table8", "quantize",
  ]

  /// Kernels call nothing, check nothing and hold no reference; sums stay in registers.
  @Test(.enabled(if: Compiler.swift.exists, Compiler.swift.absence))
  func kernelsAreBareLoops() throws {
    let folder = try Folder()
    for model in try models() {
      let program = model.swift()
      try program.write(to: folder)
      let flags = ["-O", "-Xcc", "-march=x86-64-v4", "-D", "MNCC_FMA", "-parse-as-library"]
      let outcome = try Compiler.swift.compile(
        flags + ["-S", "\(program.name).swift", "-o", "listing.s"], in: folder)
      try #require(outcome == .silentSuccess)
      let listing = String(decoding: try folder.read("listing.s"), as: UTF8.self)
      let kernels = Assembly(listing).functions { name in
        Self.kernels.contains { name.contains($0) } && !name.contains("region")
      }
      #expect(!kernels.isEmpty)
      for (name, instructions) in kernels {
        // Single numbers may be cleared, and long copies made, by the library.
        let calls = instructions.filter { $0.hasPrefix("call") && !$0.contains("mem") }
        #expect(calls == [], "\(name)")
        #expect(!instructions.contains { $0.hasPrefix("ud2") }, "\(name)")
        let spills = Assembly.innermostLoops(instructions).flatMap { $0 }.filter {
          $0.contains("Spill") && $0.contains("zmm")
        }
        #expect(spills == [], "\(name)")
      }
    }
  }
  #endif
}
