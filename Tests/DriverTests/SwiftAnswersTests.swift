import Driver
import Foundation
import IR
import TestSupport
import Testing

/// The seeded networks as Swift answer as PyTorch does.
@Suite struct SwiftAnswersTests {
  /// Small networks of every kind and plans of every kind, or in a long run all networks, each under
  /// a plan of its own.
  private static let cases: [(golden: Golden, setting: Setting)] = {
    let small = Golden.all.filter { $0.resolution <= 130 }
    let goldens = isLongRun ? Golden.all : small.isEmpty ? [] : [small[0], small[small.count - 1]]
    return goldens.enumerated().map { ($1, Setting.all[$0 % Setting.all.count]) }
  }()

  private static let hasSwift = (environment("PATH") ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/swiftc")
  }

  @Test(.enabled(if: hasSwift, "swiftc is not installed"), arguments: cases.indices)
  func answersAsPyTorchDoes(_ index: Int) throws {
    let (golden, setting) = Self.cases[index]
    let shape = Shape(golden.resolution, golden.resolution, 3)
    var request = ModelRequest(path: "\(packageFolder)/Graphs/\(golden.definition).json")
    request.width = golden.width
    request.resolution = (golden.resolution, golden.resolution)
    var options = setting.options
    options.name = "Net"
    let model = try compileSwift(request, options)
    let output = try execute(model, seededInput(shape), isFedByRows: setting.input == "rows")
    let expected = try doubles("Tests/Golden/seeded/\(golden.output)")
    let error = relativeError(output.map(Double.init), expected)
    #expect(error < max(1e-5, 20 * golden.float32Error), "\(golden) \(setting.testDescription)")
  }

  private func execute(
    _ model: CompiledSwift, _ input: Tensor, isFedByRows: Bool
  ) throws -> [Float] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mncc-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let values = input.values.map { Float($0) }
    let call =
      isFedByRows
      ? "{ y, row in for x in row.indices { row[x] = input[y * row.count + x] } }" : "(input)"
    let files: [String: Data] = [
      "Net.swift": Data(model.source), "Net.weights": Data(model.weights),
      "input": values.withUnsafeBytes { Data($0) },
      "main.swift": Data(
        """
        import Foundation
        let data = try Data(contentsOf: URL(fileURLWithPath: "input"))
        let input = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let output = try Net(weights: "Net.weights").predict\(call)
        try output.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: "output"))

        """.utf8),
    ]
    for (name, data) in files { try data.write(to: folder.appending(path: name)) }
    try run(["swiftc", "-O", "Net.swift", "main.swift", "-o", "program"], in: folder)
    try run(["./program"], in: folder)
    return try floats(folder.appending(path: "output").path)
  }

  private func run(_ command: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = folder
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(command[0])")
  }
}
