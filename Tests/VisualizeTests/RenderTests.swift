import Basics
import IR
import Testing

@testable import Visualize

@Suite struct RenderTests {
  @Test(arguments: [
    (RenderFormat.svg, Array("<?xml".utf8)),
    (.png, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    (.pdf, Array("%PDF-".utf8)), (.dot, Array("digraph".utf8)),
  ])
  func everyFormatBeginsAsItShould(format: RenderFormat, magic: [UInt8]) throws {
    let bytes = try render(Networks.mobileNetV2(fused: true), as: format)
    let isMagic = bytes.starts(with: magic)
    #expect(isMagic)
  }

  @Test(arguments: RenderFormat.allCases)
  func equalGraphsGiveEqualBytes(format: RenderFormat) throws {
    let graph = try Networks.mobileNetV2(fused: true)
    let isEqual = try render(graph, as: format) == render(graph, as: format)
    #expect(isEqual)
  }

  @Test func aPDFDoesNotTellWhenItWasMade() throws {
    let pdf = try render(Networks.mobileNetV2(fused: true), as: .pdf)
    let text = String(decoding: pdf, as: UTF8.self)
    #expect(text.contains("/CreationDate (D:19700101000000") || !text.contains("/CreationDate"))
  }

  @Test func twoCanDrawAtOnce() async throws {
    let graph = try Networks.mobileNetV2(fused: true)
    let alone = try render(graph, as: .svg)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 { group.addTask { try render(graph, as: .svg) } }
      for try await together in group {
        let isEqual = together == alone
        #expect(isEqual)
      }
    }
  }

  @Test func anSVGIsWellFormedAndShowsEveryOp() throws {
    let graph = try Networks.mobileNetV2(fused: true)
    let picture = try #require(XMLText(render(graph, as: .svg)))
    #expect(picture.texts.count { $0 == "3x3 depthwise, relu6" } == 13)
    #expect(picture.texts.count { $0 == "add" } == 10)
  }

  @Test(arguments: hostileNames)
  func aHostileNameIsOnlyAName(name: String) throws {
    let picture = try #require(XMLText(render(try hostile(name), as: .svg)))
    // Graphviz writes the second of two blanks, and the first of a text, as non-breaking ones.
    let texts = picture.texts.map { String($0.map { $0 == "\u{a0}" ? " " : $0 }) }
    for expected in [shown(name), "add"] { #expect(texts.contains(expected)) }
    #expect(picture.elements["script"] == nil)
  }

  /// A graph whose name, input and only op all have the name.
  private func hostile(_ name: String) throws -> Graph {
    var builder = NetworkBuilder(name: name, fused: true)
    let input = builder.graph.addInput(name, TensorType(.f32, Shape(2, 2, 1)))
    builder.graph.addOutput(try builder.append(.add(Add()), [input, input], name))
    return builder.graph
  }

  @Test func aFormatThatGraphvizLacksIsUnsupported() throws {
    let error = try #require(throws: Rejection.self) { try draw("digraph {}", as: "nonesuch") }
    #expect(error.kind == .unsupported && error.diagnostics.map(\.id) == ["render.format"])
    #expect(error.diagnostics[0].message.contains("libgvc6"))
    // What went wrong once does not stay.
    #expect(try !draw("digraph {}", as: "svg").isEmpty)
  }

  @Test func sourceThatIsNotDOTIsRefused() throws {
    let error = try #require(throws: Rejection.self) { try draw("digraph {", as: "svg") }
    #expect(error.diagnostics.map(\.id) == ["render.graph"])
    #expect(try !draw("digraph {}", as: "svg").isEmpty)
  }

  @Test func formatsGoByTheEndingOfAFile() {
    #expect(RenderFormat(fileExtension: "SVG") == .svg)
    #expect(RenderFormat(fileExtension: "jpeg") == nil)
    #expect(RenderFormat.list == "svg, png, pdf, dot")
  }
}
