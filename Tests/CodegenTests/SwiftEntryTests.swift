import Codegen
import IR
import Planning
import TestSupport
import Testing

/// What the generated type promises to its caller.
@Suite(.enabled(if: Compiler.swift.exists, Compiler.swift.absence)) struct SwiftEntryTests {
  /// Builds models with a main program of its own and runs it.
  private func run(_ models: [Model], _ flags: [String] = ["-O"], main: String) throws -> Outcome {
    let folder = try Folder()
    for model in models { try model.swift().write(to: folder) }
    let head = """
      import Foundation
      func expect(_ isTrue: Bool, line: Int = #line) {
        if !isTrue { print("line \\(line)"); exit(1) }
      }
      func fails<E: Error & Equatable>(_ expected: E, line: Int = #line, _ body: () throws -> Void) {
        do { try body() } catch { return expect(error as? E == expected, line: line) }
        expect(false, line: line)
      }

      """
    try folder.write("main.swift", head + main)
    let sources = models.map { "\($0.swift().name).swift" } + ["main.swift", "-o", "program"]
    try #require(
      try Compiler.swift.compile(flags + Compiler.strictSwift + sources, in: folder)
        == .silentSuccess)
    return try folder.run(["./program"])
  }

  @Test func whatDoesNotFitIsRefusedBeforeAnythingIsWritten() throws {
    let model = try Model(Networks.tinyV2(), name: "net", PlanOptions(objective: .ram))
    let outcome = try run(
      [model],
      main: """
        func main() throws {
          fails(Net.Failure.unreadable(errno: ENOENT)) { _ = try Net(weights: "none") }
          fails(Net.Failure.weightCount(found: 0)) { _ = try Net(weights: "/dev/null") }
          expect((try? Net(weights: ".")) == nil)
          let file = try Data(contentsOf: URL(fileURLWithPath: "Net.weights"))
          try (file + [0]).write(to: URL(fileURLWithPath: "long"))
          fails(Net.Failure.weightCount(found: file.count + 1)) { _ = try Net(weights: "long") }
          let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count + 4, alignment: 4)
          let start = UnsafeRawPointer(bytes.baseAddress!)
          fails(Net.Failure.weightCount(found: 3)) { _ = try Net(weights: start, count: 3) }
          fails(Net.Failure.misaligned) { _ = try Net(weights: start + 1, count: file.count) }
          file.copyBytes(to: bytes)
          let inMemory = try Net(weights: start, count: file.count)
          let mapped = try Net(weights: "Net.weights")

          let size = Net.arenaSize
          let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 64, alignment: 64)
          memory.initializeMemory(as: UInt8.self, repeating: 0x5a)
          let input = (0..<Net.inputCount).map { Float($0 % 7) - 3 }
          var output = [Float](repeating: -1, count: Net.outputCount)
          let from = memory.baseAddress!
          for offset in 1..<Net.arenaAlignment {
            fails(Net.Failure.misaligned) {
              try mapped.run(input: input, output: &output, arena: from + offset)
            }
          }
          expect(memory.allSatisfy { $0 == 0x5a } && output.allSatisfy { $0 == -1 })
          try mapped.run(input: input, output: &output, arena: from + Net.arenaAlignment)
          expect(memory.prefix(Net.arenaAlignment).allSatisfy { $0 == 0x5a })
          expect(memory.dropFirst(Net.arenaAlignment + size).allSatisfy { $0 == 0x5a })
          expect(try mapped.predict(input) == output)
          expect(try inMemory.predict(input) == output)
          expect(try input.withUnsafeBufferPointer { try mapped.predict($0) } == output)
          fails(Net.Failure.inputCount(found: 2)) { _ = try mapped.predict([1, 2]) }
          fails(Net.Failure.inputCount(found: 0)) { _ = try mapped.predict([]) }
          // The file stays mapped to the end of the call, though nobody keeps what mapped it.
          expect(try Net(weights: "Net.weights").predict(input) == output)
        }
        try main()

        """)
    #expect(outcome == .silentSuccess)
  }

  @Test func callersEndTheComputationByWhatTheyThrow() throws {
    let model = try Model(
      Networks.tinyV2(), name: "net", PlanOptions(objective: .ram, input: .rows))
    let outcome = try run(
      [model],
      main: """
        struct Unplugged: Error, Equatable { let y: Int }
        func main() throws {
          let net = try Net(weights: "Net.weights")
          let arena = UnsafeMutableRawPointer.allocate(byteCount: Net.arenaSize, alignment: 64)
          var output = [Float](repeating: 0, count: Net.outputCount)
          for last in 0..<Net.inputHeight {
            var rows: [Int] = []
            fails(Net.Failure.input) {
              try net.run(
                nextRow: { y, row in
                  rows.append(y)
                  (row).update(repeating: 0, count: Net.inputWidth * Net.inputChannels)
                  return y < last
                }, output: &output, arena: arena)
            }
            expect(rows == Array(0...last))
            rows = []
            fails(Unplugged(y: last)) {
              _ = try net.predict { y, row in
                rows.append(y)
                expect(row.count == Net.inputWidth * Net.inputChannels)
                row.update(repeating: 0)
                if y == last { throw Unplugged(y: y) }
              }
            }
            expect(rows == Array(0...last))
          }
        }
        try main()

        """)
    #expect(outcome == .silentSuccess)
  }

  /// Threads share one value, each call with memory of its own.
  @Test(arguments: [["-O"], ["-O", "-sanitize=thread"]])
  func callsMayRunAtTheSameTime(_ flags: [String]) throws {
    let models = [
      try Model(Networks.tinyV2(), name: "first", PlanOptions(objective: .ram)),
      try Model(Networks.tinyV3(), name: "second"),
    ]
    let outcome = try run(
      models, flags,
      main: """
        func main() throws {
          let (first, second) = (
            try First(weights: "First.weights"), try Second(weights: "Second.weights")
          )
          let a = (0..<First.inputCount).map { Float($0 % 7) - 3 }
          let b = (0..<Second.inputCount).map { Float($0 % 5) - 2 }
          let (alone, other) = (try first.predict(a), try second.predict(b))
          DispatchQueue.concurrentPerform(iterations: 40) { index in
            if index.isMultiple(of: 3) {
              expect((try? second.predict(b)) == other)
            } else {
              expect((try? first.predict(a)) == alone)
            }
          }
        }
        try main()

        """)
    #expect(outcome == .silentSuccess)
  }
}
