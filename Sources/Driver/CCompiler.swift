import Basics
import Formats
import Foundation
import Targets

/// A C compiler of the machine, and how programs are built and run with it.
package struct CCompiler {
  /// What `$CC` says, split at blanks, else `cc`.
  let command: [String]

  /// The compiler of the environment, nil if it cannot be found.
  package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let words = (environment["CC"] ?? "cc").split(separator: " ").map(String.init)
    guard let program = words.first else { return nil }
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let isThere =
      program.contains("/")
      ? FileManager.default.isExecutableFile(atPath: program)
      : folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    guard isThere else { return nil }
    command = words
  }

  /// The compiler that was asked for, else that of the environment; nil if it cannot be found.
  init?(asked: String?) {
    var environment = ProcessInfo.processInfo.environment
    if let asked { environment["CC"] = asked }
    self.init(environment: environment)
  }

  /// The compiler that was asked for, else that of the environment, for somebody who needs one.
  static func found(asked: String?, for user: String) throws(Rejection) -> CCompiler {
    guard let compiler = CCompiler(asked: asked) else {
      throw Rejection(
        .unsupported, "cc.missing",
        "\(user) needs a C compiler and found no \(asked ?? "cc"); set CC, or install one as cc")
    }
    return compiler
  }

  /// The flags that make fast code for a target.
  func speedFlags(for target: Target, in folder: String) -> [String] {
    // Code that spells out its vectors brings its instruction set along.
    let native = target.vectors.isEmpty ? ["-march=native"] : []
    return ["-O3"] + (accepts(native, in: folder) ? native : [])
  }

  /// Whether the flag is understood; some machines have no sanitizers.
  func accepts(_ flags: [String], in folder: String) -> Bool {
    let source = folder + "/probe.c"
    guard (try? writeFile(source, Array("int main(void) { return 0; }\n".utf8))) != nil else {
      return false
    }
    let result = try? run(command + flags + [source, "-o", folder + "/probe"])
    return result?.status == 0
  }

  /// Compiles and links sources to a program.
  func build(_ sources: [String], flags: [String], to program: String) throws(Rejection) {
    let result = try run(command + flags + sources + ["-o", program, "-lm"])
    guard result.status == 0 else {
      throw Rejection(
        .verificationFailed, "cc.failed",
        "\(command.joined(separator: " ")) did not compile the generated code:\n\(result.errors)")
    }
  }
}

/// What a program left behind.
struct ProgramResult {
  let status: Int32
  let output: String
  let errors: String
}

/// Runs a program to its end; `eachLine` is told how many lines it has printed so far.
func run(
  _ command: [String], environment: [String: String] = [:],
  eachLine: (Int) -> Void = { _ in }
) throws(Rejection) -> ProgramResult {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = command
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let (output, errors) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = errors
  process.standardInput = FileHandle.nullDevice
  do {
    try process.run()
  } catch {
    throw Rejection(.unsupported, "run.start", "\(command[0]) could not be started: \(error)")
  }
  // Both pipes are drained at once, so that neither can fill up and stop the program.
  let collected = Collected()
  let reader = Thread { collected.finish(errors.fileHandleForReading.readDataToEndOfFile()) }
  reader.start()
  let text = everything(from: output.fileHandleForReading, eachLine: eachLine)
  let errorText = collected.wait()
  process.waitUntilExit()
  let isKilled = process.terminationReason == .uncaughtSignal
  return ProgramResult(
    status: isKilled ? 128 + process.terminationStatus : process.terminationStatus,
    output: String(decoding: text, as: UTF8.self),
    errors: String(decoding: errorText, as: UTF8.self))
}

/// Reads to the end, counting lines on the way.
private func everything(from file: FileHandle, eachLine: (Int) -> Void) -> Data {
  var text = Data()
  var lines = 0
  while true {
    let more = file.availableData
    if more.isEmpty { return text }
    text += more
    let added = more.count { $0 == UInt8(ascii: "\n") }
    lines += added
    if added > 0 { eachLine(lines) }
  }
}

/// Data that another thread reads.
private final class Collected: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var data = Data()

  func finish(_ data: Data) {
    self.data = data
    done.signal()
  }

  func wait() -> Data {
    done.wait()
    return data
  }
}

/// Gives `body` a new folder and removes it afterwards.
func withTemporaryFolder<Result>(
  _ body: (String) throws(Rejection) -> Result
) throws(Rejection) -> Result {
  let url = FileManager.default.temporaryDirectory.appending(path: "mncc-\(UUID().uuidString)")
  do {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  } catch {
    throw Rejection(.badFile, "file.write", at: .file(url.path), "cannot be made: \(error)")
  }
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(url.path)
}
