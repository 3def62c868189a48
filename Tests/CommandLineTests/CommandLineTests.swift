import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
  private static let small = ["Graphs/v2.json", "--width", "0.35", "--resolution", "32"]

  @Test func compilesTheSameBytesFromAnyFolder() throws {
    let (a, b) = (try Scratch(), try Scratch())
    let first = try Program.run(["compile"] + Self.small + ["-o", "\(a.path)/net.c"])
    let second = try Program.run(
      ["compile", "\(packageFolder)/Graphs/v2.json"] + Self.small.dropFirst() + ["-o", "net.c"],
      in: b.path)
    #expect(first.status == 0 && second.status == 0)
    #expect(a.files == ["net.c", "net.h"])
    for name in a.files {
      let (one, other) = (
        try Data(contentsOf: URL(fileURLWithPath: "\(a.path)/\(name)")),
        try Data(contentsOf: URL(fileURLWithPath: "\(b.path)/\(name)"))
      )
      #expect(one == other)
      #expect(!String(decoding: one, as: UTF8.self).contains(packageFolder))
    }
  }

  @Test func aSinglePixelIsLegalAndNoted() throws {
    let outcome = try Program.run(
      ["verify", "Graphs/v2.json", "--width", "0.35", "--resolution", "1"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let compiled = try Scratch()
    let small = try Program.run(
      ["compile", "Graphs/v2.json", "--resolution", "1", "-o", "\(compiled.path)/n.c"])
    #expect(small.errors.contains("definition.small-input"))
  }

  @Test func theSourceIncludesItsHeaderByName() throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["compile"] + Self.small + ["-o", "\(scratch.path)/my-net.c", "--name", "other"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let source = try String(contentsOfFile: "\(scratch.path)/my-net.c", encoding: .utf8)
    #expect(source.contains("#include \"my-net.h\""))
    #expect(source.contains("int other_run("))
  }

  @Test func theSuffixOrAnOptionTellsTheLanguage() throws {
    let scratch = try Scratch()
    let swift = try Program.run(["compile"] + Self.small + ["-o", "\(scratch.path)/my-net.swift"])
    #expect(swift.status == 0, "\(swift.errors)")
    #expect(swift.output.contains("my-net.swift, my-net.weights: arena "))
    #expect(scratch.files == ["my-net.swift", "my-net.weights"])
    let source = try String(contentsOfFile: "\(scratch.path)/my-net.swift", encoding: .utf8)
    #expect(source.contains("public struct MyNet: "))
    let other = try Program.run(
      ["compile"] + Self.small
        + ["--emit", "swift", "--name", "tiny_v2", "-o", "\(scratch.path)/other"])
    #expect(other.status == 0, "\(other.errors)")
    #expect(scratch.files == ["my-net.swift", "my-net.weights", "other", "other.weights"])
    let named = try String(contentsOfFile: "\(scratch.path)/other", encoding: .utf8)
    #expect(named == source.replacing("MyNet", with: "TinyV2"))
    let c = try Program.run(
      ["compile"] + Self.small + ["--emit", "c", "-o", "\(scratch.path)/net"])
    #expect(c.status == 0 && scratch.files.contains("net.h"), "\(c.errors)")
    for (language, file) in [("swift", "net.c"), ("c", "net.swift"), ("swift", ".swift")] {
      let outcome = try Program.run(
        ["compile"] + Self.small + ["--emit", language, "-o", "\(scratch.path)/\(file)"])
      #expect(outcome.status == 1 && outcome.errors.contains("expected the name of a"))
    }
  }

  @Test func weightsMayBeAFileOfTheirOwn() throws {
    let scratch = try Scratch()
    let model = ["\(packageFolder)/Graphs/v2.json"] + Self.small.dropFirst()
    func run(_ options: [String]) throws -> Program.Outcome {
      try Program.run(["compile"] + model + options, in: scratch.path)
    }
    for (options, files) in [
      (["-o", "a.c", "--weights-out", "w.bin"], ["a.c", "a.h", "w.bin"]),
      (["-o", "b.c", "--weights-form", "pointer"], ["b.c", "b.h", "b.weights"]),
      (
        ["-o", "c.c", "--weights-form", "incbin", "--weights-out", "my w"], ["c.c", "c.h", "my w"]
      ),
      (["-o", "D.swift", "--weights-out", "d.bin"], ["D.swift", "d.bin"]),
    ] {
      let outcome = try run(options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.hasPrefix(files.joined(separator: ", ") + ": arena "))
      #expect(Set(scratch.files).isSuperset(of: files))
    }
    let bytes = try ["w.bin", "b.weights", "my w"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\($0)"))
    }
    #expect(!bytes[0].isEmpty && bytes[0] == bytes[1] && bytes[1] == bytes[2])
    let header = try String(contentsOfFile: "\(scratch.path)/a.h", encoding: .utf8)
    #expect(header.contains("#define A_WEIGHTS_SIZE \(bytes[0].count)u"))
    let source = try String(contentsOfFile: "\(scratch.path)/c.c", encoding: .utf8)
    #expect(source.contains("#define C_WEIGHTS_FILE \"my w\"") && !source.contains(scratch.path))
    for options in [
      ["-o", "e.c", "--weights-out", "e.h"], ["-o", "e.c", "--weights-out", "e.c"],
      ["-o", "e.c", "--weights-out", "w", "--weights-form", "literal"],
      ["-o", "e.c", "--weights-form", "flash"], ["-o", "e.c", "--weights-out", "a\"b"],
      ["-o", "E.swift", "--weights-form", "incbin"],
    ] {
      let outcome = try run(options)
      #expect(outcome.status == 1, "\(options): \(outcome.errors)")
    }
    #expect(!scratch.files.contains { $0.hasPrefix("e") || $0.hasPrefix("E") })
  }

  /// The machine decides which target it is; what is made does not say that it did.
  @Test func theHostIsOneOfTheTargets() throws {
    let scratch = try Scratch()
    func source(_ target: String) throws -> String {
      let path = "\(scratch.path)/net.c"
      let outcome = try Program.run(["compile"] + Self.small + ["--target", target, "-o", path])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try String(contentsOfFile: path, encoding: .utf8)
    }
    let host = try source("host")
    let line = try #require(host.split(separator: "\n").first { $0.hasPrefix("   target ") })
    let target = try #require(line.split(separator: " ").last.map(String.init))
    #expect(target != "host")
    #expect(try source(target) == host)
  }

  @Test func inspectTellsCountsAndPlan() throws {
    let text = try Program.run(["inspect", "Graphs/v2.json"]).output
    #expect(text.contains("300,774,272 multiply-adds, 3,504,872 parameters"))
    #expect(text.contains("block2.expand"))
    #expect(text.contains("<- peak"))
    let scratch = try Scratch()
    let json = try Program.run(
      ["inspect", "Graphs/v2.json", "--json", "--svg", "\(scratch.path)/map.svg"])
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(report["multiplyAdds"] as? Int == 300_774_272)
    #expect((report["layers"] as? [Any])?.count == 64)
    let map = try String(contentsOfFile: "\(scratch.path)/map.svg", encoding: .utf8)
    for buffer in try #require(report["buffers"] as? [[String: Any]]) {
      let name = try #require(buffer["name"] as? String)
      #expect(map.contains(name))
    }
  }

  @Test func inspectWritesOnePageOfEverything() throws {
    let (a, b) = (try Scratch(), try Scratch())
    let options = ["--optimize", "ram", "--input", "rows", "--json", "--html"]
    let outcome = try Program.run(["inspect"] + Self.small + options + ["\(a.path)/plan.html"])
    let again = try Program.run(
      ["inspect", "\(packageFolder)/Graphs/v2.json"] + Self.small.dropFirst() + options
        + ["plan.html"], in: b.path)
    #expect(outcome.status == 0 && again.status == 0, "\(outcome.errors)\(again.errors)")
    let page = try String(contentsOfFile: "\(a.path)/plan.html", encoding: .utf8)
    #expect(try String(contentsOfFile: "\(b.path)/plan.html", encoding: .utf8) == page)
    let command =
      "mncc inspect v2.json --width 0.35 --resolution 32 --optimize ram --input rows"
    #expect(page.contains("<code>\(command)</code>"))
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    for list in ["buffers", "layers"] {
      for item in try #require(report[list] as? [[String: Any]]) {
        #expect(page.contains(">\(try #require(item["name"] as? String))</td>"))
      }
    }
    let arena = try #require(report["arenaSize"] as? Int)
    #expect(page.contains("data-value=\"\(arena)\""))
  }

  @Test func inspectDrawsTheCurve() throws {
    let scratch = try Scratch()
    let options = ["--rings", "none", "--pareto"]
    let outcome = try Program.run(
      ["inspect"] + Self.small + options + ["--json", "--svg", "\(scratch.path)/curve.svg"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let points = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[String: Any]])
    let curve = try String(contentsOfFile: "\(scratch.path)/curve.svg", encoding: .utf8)
    // The plan of least time is the one that is chosen.
    #expect(points.count > 2 && curve.split(separator: "<circle").count == points.count + 1)
    #expect(curve.contains("1.000 times the fastest</text>"))
    let sizes = points.compactMap { $0["arenaSize"] as? Int }
    let cycles = points.compactMap { $0["cycles"] as? Double }
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 > $1 })
    #expect(zip(cycles, cycles.dropFirst()).allSatisfy { $0 < $1 })
    let both = try Program.run(
      ["inspect"] + Self.small + options + ["--html", "\(scratch.path)/page.html"])
    #expect(both.status == 1 && scratch.files == ["curve.svg"])
  }

  @Test(arguments: ["svg", "png", "pdf", "dot"]) func renders(format: String) throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["render", "Graphs/v3-small.json", "-o", "\(scratch.path)/net.\(format)"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(scratch.files == ["net.\(format)"])
  }

  @Test func verifiesTheGeneratedCode() throws {
    let outcome = try Program.run(
      ["verify", "Graphs/v3-small.json", "--width", "0.5", "--resolution", "64", "--ways", "3"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("80 ops"))
    let strict = try Program.run(
      ["verify"] + Self.small + ["--tolerance", "1e-12"])
    #expect(strict.status == 5)
    #expect(strict.errors.contains("verify.mismatch"))
  }

  @Test func runsWithoutACompilerByTheReference() throws {
    let image = "Tests/FormatsTests/Fixtures/colour-420.jpg"
    let with = try Program.run(["run"] + Self.small + [image])
    let without = try Program.run(
      ["run"] + Self.small + [image], environment: ["CC": "/nonexistent/cc"])
    #expect(with.status == 0, "\(with.errors)")
    #expect(with.output.contains("compiled with"))
    #expect(without.output.contains("answered by the reference"))
    func classes(_ output: String) -> [Substring] {
      output.split(separator: "\n").prefix(5).map { $0.drop { $0 != "%" } }
    }
    #expect(classes(with.output) == classes(without.output))
  }

  @Test func showsWhatPassesDo() throws {
    let scratch = try Scratch()
    let outcome = try Program.run(
      ["compile"] + Self.small
        + [
          "-o", "\(scratch.path)/n.c", "--print-changed", "--time-passes", "--verify-each",
          "--dump-graph", scratch.path,
        ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("// after fold-batch-norm\ngraph mobilenet_v2 {"))
    #expect(outcome.output.contains("// after lower-batch-norm: unchanged"))
    #expect(outcome.errors.contains("ms  fuse-activation"))
    #expect(
      scratch.files == [
        "1-fold-batch-norm.svg", "2-lower-batch-norm.svg", "3-fuse-activation.svg",
        "4-drop-taps-in-padding.svg", "n.c", "n.h",
      ])
  }

  @Test func aTextFormIsAModel() throws {
    let scratch = try Scratch()
    let text = try scratch.file(
      "net.mnir",
      """
      graph tiny {
        weight @w : f32[4x3x3x3] = seeded conv "stem.weight"
        input %x : f32[8x8x3]
        %y = conv2d %x {weight = @w, padding = [1, 1, 1, 1], activation = relu} : f32[8x8x4]
        output %y
      }
      """)
    let outcome = try Program.run(["verify", text])
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
