import IR
import Planning
import Targets
import TestSupport
import Testing

@testable import Kernels

/// The sums of all hot loops of MobileNetV2, of floats and of integers, stay in registers.
@Suite struct SpillTests {
  @Test(.enabled(if: Machine.x86v3.compiles, Machine.x86v3.absence))
  func x86v3() throws { try expectNoSpills(.x86v3) }

  @Test(.enabled(if: Machine.x86v3.compiles, Machine.x86v3.absence))
  func integersOnX86v3() throws { try expectNoSpills(.x86v3, ofIntegers: true) }

  @Test(.enabled(if: Machine.x86v4.compiles, Machine.x86v4.absence))
  func x86v4() throws { try expectNoSpills(.x86v4) }

  @Test(.enabled(if: Machine.x86v4.compiles, Machine.x86v4.absence))
  func integersOnX86v4() throws { try expectNoSpills(.x86v4, ofIntegers: true) }

  @Test(.enabled(if: Machine.x86v4VNNI.compiles, Machine.x86v4VNNI.absence))
  func integersOnX86v4VNNI() throws { try expectNoSpills(.x86v4VNNI, ofIntegers: true) }

  @Test(.enabled(if: Machine.aarch64.compiles, Machine.aarch64.absence))
  func aarch64() throws { try expectNoSpills(.aarch64) }

  @Test(.enabled(if: Machine.aarch64.compiles, Machine.aarch64.absence))
  func integersOnAarch64() throws { try expectNoSpills(.aarch64, ofIntegers: true) }

  @Test(.enabled(if: Machine.aarch64DotProduct.compiles, Machine.aarch64DotProduct.absence))
  func integersOnAarch64DotProduct() throws {
    try expectNoSpills(.aarch64DotProduct, ofIntegers: true)
  }

  /// With each tile, by itself, the row of a pointwise convolution keeps all sums in registers.
  @Test(.enabled(if: Machine.x86v3.compiles, Machine.x86v3.absence))
  func tilesOfX86v3() throws { try expectTiles(.x86v3) { _ in .max } }

  @Test(.enabled(if: Machine.x86v4.compiles, Machine.x86v4.absence))
  func tilesOfX86v4() throws { try expectTiles(.x86v4) { _ in .max } }

  /// And it takes few instructions besides multiply-adds: for four steps, a row of weights each and one
  /// vector of each pixel.
  @Test(.enabled(if: Machine.aarch64.compiles, Machine.aarch64.absence))
  func tilesOfAArch64() throws {
    try expectTiles(.aarch64) { tile in
      let vectors = tile.channels / 4
      let least = 4 * (tile.pixels + 1) * vectors + tile.pixels
      return Int(1.15 * Double(least))
    }
  }

  /// So do integers where a lane is a factor: for 16 of them along the depth, four rows of weights and a
  /// vector of each pixel.
  @Test(.enabled(if: Machine.aarch64DotProduct.compiles, Machine.aarch64DotProduct.absence))
  func tilesOfAArch64DotProduct() throws {
    let machine = Machine.aarch64DotProduct
    for (width, inputs, outputs) in [(40, 64, 32), (7, 320, 24), (18, 72, 8)] {
      let tile = LaneTile(machine.target).tile(channels: outputs, pixels: width, depth: inputs)
      var b = GraphBuilder(name: "tile")
      let x = b.input("x", Shape(2, width, inputs))
      b.graph.addOutput(try b.conv(x, "y", outputs: outputs, .relu6))
      var dice = Dice("tiles")
      let model = try Model(quantized(b.graph, &dice), name: "tile", target: machine.target)
      let least = tile.channels * (tile.pixels + 1) + tile.pixels
      try expectTile(model, machine, "\(tile.pixels)x\(tile.channels)", most: least * 115 / 100)
    }
  }

  private func expectTiles(_ machine: Machine, most: (RegisterTileSize) -> Int) throws {
    for tile in machine.target.tiles where tile.pixels > 1 {
      var b = GraphBuilder(name: "tile")
      let x = b.input("x", Shape(2, 4 * tile.pixels, 66))
      b.graph.addOutput(try b.conv(x, "y", outputs: 4 * tile.channels, .relu6))
      var target = machine.target
      target.tiles = [tile]
      let model = try Model(b.graph, name: "tile", target: target)
      try expectTile(model, machine, "\(tile.pixels)x\(tile.channels)", most: most(tile))
    }
  }

  private func expectTile(
    _ model: Model, _ machine: Machine, _ word: String, most: Int
  ) throws {
    let folder = try Folder()
    try model.write(to: folder)
    for compiler in machine.compilers {
      try #require(
        try compiler.compile(["-O3", "-c", "tile.c", "-o", "tile.o"], in: folder)
          == .silentSuccess)
      let loops = try disassembly("tile.o", machine, in: folder).functions.flatMap { function in
        function.hotLoops.map { (function, $0) }
      }
      // The loop over what is left of the steps is shorter.
      let (function, loop) = try #require(loops.max { $0.1.count < $1.1.count })
      #expect(function.spills(in: loop).isEmpty, "\(compiler.command): \(word)")
      #expect(loop.count <= most, "\(compiler.command): \(word), \(loop.count) instructions")
    }
  }

  /// A loop that spills is found: more sums than there are registers.
  @Test(.enabled(if: Machine.x86v3.compiles, Machine.x86v3.absence))
  func aLoopThatSpillsIsFound() throws {
    let sums = (0..<20).map { "a\($0)" }
    let source = """
      #include <immintrin.h>
      __attribute__((target("avx2,fma"))) void f(const float *x, const float *w, float *y, int n) {
      \(sums.map { "  __m256 \($0) = _mm256_setzero_ps();\n" }.joined())
        for (int k = 0; k < n; ++k) {
          __m256 v = _mm256_loadu_ps(w + 8 * k);
      \(sums.indices.map {
        "    a\($0) = _mm256_fmadd_ps(_mm256_set1_ps(x[\($0) * n + k]), v, a\($0));\n"
      }.joined())
        }
      \(sums.indices.map { "  _mm256_storeu_ps(y + 8 * \($0), a\($0));\n" }.joined())
      }

      """
    for compiler in Machine.x86v3.compilers {
      let folder = try Folder()
      try folder.write("f.c", source)
      try #require(
        try compiler.compile(["-O3", "-c", "f.c", "-o", "f.o"], in: folder) == .silentSuccess)
      let function = try #require(try disassembly("f.o", .x86v3, in: folder).functions.first)
      #expect(!function.hotLoops.flatMap(function.spills).isEmpty, "\(compiler.command)")
    }
  }

  private func disassembly(
    _ object: String, _ machine: Machine, in folder: Folder
  ) throws -> Disassembly {
    // What the file is told to hold may be much: weights are not code.
    let listing = "listing"
    let outcome = try folder.run([
      "sh", "-c",
      "\(machine.disassembler) -d --no-show-raw-insn -j .text \(object) > \(listing)",
    ])
    try #require(outcome == .silentSuccess)
    return Disassembly(String(decoding: try folder.read(listing), as: UTF8.self))
  }

  private func expectNoSpills(_ machine: Machine, ofIntegers: Bool = false) throws {
    var graph = try loweredGraph("v2")
    if ofIntegers {
      var dice = Dice("spills")
      graph = try quantized(graph, &dice)
    }
    let model = try Model(graph, name: "v2", target: machine.target)
    let folder = try Folder()
    try model.write(to: folder)
    for compiler in machine.compilers {
      try #require(
        try compiler.compile(["-O3", "-c", "v2.c", "-o", "v2.o"], in: folder) == .silentSuccess)
      let listing = try disassembly("v2.o", machine, in: folder)
      var count = 0
      for function in listing.functions {
        for loop in function.hotLoops {
          count += 1
          let spills = function.spills(in: loop).map { "\($0.mnemonic) \($0.operands)" }
          #expect(
            spills.isEmpty,
            "\(compiler.command): \(function.name) at \(String(loop[loop.startIndex].address, radix: 16))"
          )
        }
      }
      // Each shape of a convolution has loops of its own.
      #expect(count >= 20)
    }
  }
}
