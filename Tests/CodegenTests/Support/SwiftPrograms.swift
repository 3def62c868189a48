import Codegen
import IR
import Plan
import TestSupport
import Testing

extension Compiler {
  /// What every compilation of Swift is told: all the latest rules, and not a word of warning.
  static let strictSwift = ["-swift-version", "6", "-warnings-as-errors"]
}

extension Model {
  /// The same program in Swift.
  func swift(_ name: String? = nil) -> GeneratedSwift {
    generateSwift(
      plan, target: target,
      options: CodeOptions(name: name ?? code.name, version: "test", options: "-"))
  }
}

extension GeneratedSwift {
  func write(to folder: Folder) throws {
    try folder.write("\(name).swift", source)
    try folder.write("\(name).weights", weights)
  }
}

/// The bytes that models as Swift answer, one after the other.
///
/// Arenas are exact, guarded and full of not-a-numbers; `predict` has to answer what `run` answers.
func swiftAnswers(of models: [Model], flags: [String]) throws -> [UInt8] {
  let folder = try Folder()
  let programs = models.map { $0.swift() }
  for program in programs { try program.write(to: folder) }
  try folder.write("main.swift", swiftRunner(zip(models, programs).map { ($0, $1.name) }))
  try folder.write(
    "inputs",
    models.flatMap { model in
      zip(model.inputPorts, model.fedInputs).flatMap { $0.bytes(of: $1) }
    })
  let sources = programs.map { "\($0.name).swift" } + ["main.swift"]
  let compilation = try Compiler.swift.compile(
    flags + Compiler.strictSwift + sources + ["-o", "program"], in: folder)
  // Linkers have words for the sanitizers of Swift.
  try #require(compilation.status == 0, "\(compilation.output)")
  try #require(try folder.run(["./program"]) == .silentSuccess)
  return try folder.read("outputs")
}

/// Runs models as Swift: they have to answer what the same program in C answers, to the last bit where
/// neither fuses products and sums, and what the reference says.
func expectSwiftOutputs(of models: [Model], flags: [String] = ["-O"]) throws {
  let answers = try swiftAnswers(of: models, flags: flags)
  try expect(answers, of: models)
  #if arch(x86_64)
  guard Compiler.gcc.exists, !flags.contains("MNCC_FMA") else { return }
  #expect(try CodegenTests.answers(of: models, flags: ["-O1", "-ffp-contract=off"]) == answers)
  #endif
}

/// A program that reads the inputs of all models from one file and writes their outputs to another.
private func swiftRunner(_ models: [(model: Model, type: String)]) -> String {
  """
  import Foundation

  struct Wrong: Error {
    let what: String
    init(_ what: String) { self.what = what }
  }

  func elements<Element>(
    _ file: FileHandle, _ count: Int, _ type: Element.Type
  ) throws -> [Element] {
    let size = count * MemoryLayout<Element>.size
    let data = try file.read(upToCount: size) ?? Data()
    guard data.count == size else { throw Wrong("inputs") }
    return data.withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
  }

  func bytes<Element>(_ values: [Element]) -> Data { values.withUnsafeBytes { Data($0) } }

  /// Calls with memory that is aligned as little as it may be, between guards.
  func guarded(
    _ size: Int, _ alignment: Int, _ body: (UnsafeMutableRawPointer) throws -> Void
  ) throws {
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: size + 2 * alignment + 512, alignment: 256)
    defer { block.deallocate() }
    let start = 256 + alignment
    for index in block.indices { block[index] = 0xa5 }
    for index in start..<start + size { block[index] = 0xff }
    try body(block.baseAddress! + start)
    for index in block.indices where index < start || index >= start + size {
      guard block[index] == 0xa5 else { throw Wrong("guard at \\(index - start)") }
    }
  }

  \(models.map { testFunction($0.model, $0.type) }.joined(separator: "\n"))
  func main() throws {
    let inputs = FileHandle(forReadingAtPath: "inputs")!
    var outputs = Data()
  \(models.map { "  outputs += try test\($0.type)(inputs)\n" }.joined())
    try outputs.write(to: URL(fileURLWithPath: "outputs"))
  }
  try main()

  """
}

private func testFunction(_ model: Model, _ type: String) -> String {
  func names(_ word: String, _ values: [ValueID]) -> [String] {
    values.indices.map { values.count == 1 ? word : "\(word)\($0)" }
  }
  let inputs = names("input", model.graph.inputs)
  let outputs = names("output", model.graph.outputs)
  let rows = names("nextRow", model.graph.inputs)
  var (placing, run, predict) = ("", "", "")
  for (index, name) in inputs.enumerated() {
    switch model.plan.style(ofInput: index) {
    case .pointer:
      run += "\(name): \(name), "
      predict += "\(name), "
    case .arena:
      placing += """
          \(name).withUnsafeBytes {
            (arena + \(type).\(name)Offset).copyMemory(
              from: $0.baseAddress!, byteCount: $0.count)
          }

        """
      predict += "\(name), "
    case .rows:
      // Rows must come in order and one time each.
      placing += "    var next\(index) = 0\n"
      run += """
        \(rows[index]): { y, row in
              guard y == next\(index) else { return false }
              next\(index) += 1
              for x in 0..<\(type).\(name)Width * \(type).\(name)Channels {
                row[x] = \(name)[y * \(type).\(name)Width * \(type).\(name)Channels + x]
              }
              return true
            },
        """
      predict += """
        \(rows[index]): { y, row in
            for x in row.indices { row[x] = \(name)[y * row.count + x] }
          },
        """
    }
  }
  let read = zip(inputs, model.inputPorts).map { name, port in
    "  let \(name) = try elements(file, \(type).\(name)Count, \(port.swiftWord).self)\n"
  }
  let unwritten = zip(outputs, model.outputPorts).map { name, port in
    let value = port == .float ? ".nan" : "77"
    return "  var \(name) = [\(port.swiftWord)](repeating: \(value), count: \(type).\(name)Count)\n"
  }
  let create =
    model.swift().weights.isEmpty ? "\(type)()" : "try \(type)(weights: \"\(type).weights\")"
  return """
    func test\(type)(_ file: FileHandle) throws -> Data {
    \(read.joined())
    \(unwritten.joined())
      let model = \(create)
      try guarded(\(type).arenaSize, \(type).arenaAlignment) { arena in
    \(placing)
        try model.run(\(run)\(outputs.map { "\($0): &\($0), " }.joined())arena: arena)
      }
      let answer = try model.predict(\(predict.trimmed))
      let result = \(outputs.map { "bytes(\($0))" }.joined(separator: " + "))
      guard \(predicted(outputs)) == result else { throw Wrong("predict of \(type)") }
      return result
    }

    """
}

private func predicted(_ outputs: [String]) -> String {
  outputs.count == 1
    ? "bytes(answer)" : outputs.indices.map { "bytes(answer.\($0))" }.joined(separator: " + ")
}

extension Port {
  /// Its name in Swift.
  fileprivate var swiftWord: String {
    switch self {
    case .float: "Float"
    case .int8: "Int8"
    case .uint8: "UInt8"
    }
  }
}

extension String {
  /// Without the comma at its end.
  fileprivate var trimmed: String {
    String(reversed().drop { $0 == " " || $0 == "," }.reversed())
  }
}
