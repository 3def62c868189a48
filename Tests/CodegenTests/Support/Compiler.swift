import Foundation
import TestSupport
import Testing

/// A compiler of this machine, and what runs its programs.
struct Compiler: CustomTestStringConvertible, Sendable {
  /// The program and what it is always told.
  let command: [String]
  /// What runs its programs, where they are for another machine.
  var emulator: [String] = []
  /// Files that it needs.
  var needs: [String] = []

  /// Whether its programs can be watched: Clang's sanitizers are a package of their own, and
  /// emulators have none.
  var hasSanitizers = false

  static let gcc = Compiler(command: ["gcc"], hasSanitizers: true)
  static let clang = Compiler(command: ["clang"])
  static let all = [gcc, clang]
  static let swift = Compiler(command: ["swiftc"])

  var testDescription: String { command.joined(separator: " ") }

  private var programs: [String] { [command[0]] + emulator.prefix(1) }

  /// Whether it is installed.
  var exists: Bool {
    let folders = (environment("PATH") ?? "").split(separator: ":")
    let files = FileManager.default
    return needs.allSatisfy { files.fileExists(atPath: $0) }
      && programs.allSatisfy { program in
        folders.contains { files.isExecutableFile(atPath: "\($0)/\(program)") }
      }
  }

  /// Why a test that needs it is skipped.
  var absence: Comment {
    "\((programs + needs).joined(separator: " or ")) is not installed"
  }

  /// Runs it in a folder; what it says, and whether it succeeded without a word.
  func compile(_ arguments: [String], in folder: Folder) throws -> Outcome {
    try folder.run(command + arguments)
  }

  /// Runs a program that it made.
  func run(_ program: String, _ arguments: [String] = [], in folder: Folder) throws -> Outcome {
    try folder.run(emulator + ["./\(program)"] + arguments)
  }

  static let sanitizers = [
    "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer",
  ]
  /// Without the checks of every single pointer, which treble the time of compilation.
  static let quickSanitizers =
    sanitizers + ["-fno-sanitize=null,alignment,object-size,pointer-overflow"]
  /// Flags for programs that are watched while they run.
  ///
  /// Without optimisation they take a compiler a third of the time. What optimised code computes is told by
  /// tests without sanitizers and by random networks.
  static let watched = [level] + sanitizers
  static let quicklyWatched = [level] + quickSanitizers
  private static let level = isLongRun ? "-O1" : "-O0"
  static let strict = [
    "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror",
  ]
}

/// How a program ended and what it printed.
struct Outcome: Equatable {
  let status: Int32
  let output: String

  static let silentSuccess = Outcome(status: 0, output: "")
}

/// A temporary folder that is gone after the test.
final class Folder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "mncc-codegen-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")))
  }

  /// Runs a program of the path or of this folder (`./name`) to its end.
  func run(_ command: [String]) throws -> Outcome {
    // A file takes any amount of output without a reader.
    let log = "\(path)/\(UUID().uuidString).log"
    try Data().write(to: URL(fileURLWithPath: log))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    let handle = try #require(FileHandle(forWritingAtPath: log))
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try handle.close()
    let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: log)), as: UTF8.self)
    return Outcome(status: process.terminationStatus, output: String(text.prefix(6000)))
  }
}
