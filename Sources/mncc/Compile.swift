import ArgumentParser
import Basics
import Driver
import Foundation

struct Compile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compile a model to C or Swift.",
    discussion: """
      Writes the C file and its header beside it; exported names begin with the name of the file. Or the
      Swift file and its weights beside it; the type is called like the file.

      C has its weights in the file itself (literal), lets the assembler read them from a file of their
      own (incbin), or is handed their address at run time (pointer).

        mncc compile Graphs/v2.json -o model.c
        mncc compile Graphs/v2.json -o MobileNetV2.swift
        mncc compile Graphs/v1.json --width 0.25 --resolution 96 --optimize ram -o tiny.c
        mncc compile Graphs/v2.json -o model.c --weights-out model.bin
      """)

  @OptionGroup var model: ModelArguments
  @OptionGroup var plan: CompileArguments

  @Option(
    name: .shortAndLong, help: "The C or Swift file to write.",
    completion: .file(extensions: ["c", "swift"]))
  var output: String

  @Option(help: "The language, if the suffix of the file does not tell it: c, swift.")
  var emit: Language?

  @Option(
    help: "The prefix of exported names, or the name of the type, if not the name of the file.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "Write the weights to a file of their own, of this name unless of the name of the output."
    ),
    completion: .file())
  var weightsOut: String?

  @Option(
    help: ArgumentHelp(
      "Where C has its weights: \(CompileOptions.weightForms.joined(separator: ", "));"
        + " pointer with --weights-out, else literal.", valueName: "form"))
  var weightsForm: String?

  @Option(
    help: ArgumentHelp(
      "With --threads, write a header that brings the threads along (POSIX), such as model_threads.h."
    ),
    completion: .file(extensions: ["h"]))
  var threadsOut: String?

  enum Language: String, ExpressibleByArgument, CaseIterable {
    case c, swift
  }

  /// The language, and the name of the file without its suffix.
  private func target() throws -> (Language, stem: String) {
    let suffixes = Language.allCases.filter { output.hasSuffix(".\($0)") }
    guard let language = emit ?? suffixes.first, suffixes.isEmpty || suffixes == [language],
      let file = output.split(separator: "/", omittingEmptySubsequences: false).last, !file.isEmpty,
      file != ".\(language)"
    else {
      let expected =
        switch emit {
        case .swift: "a Swift file such as Model.swift"
        case .c: "a C file such as model.c"
        case nil: "a C or Swift file such as model.c"
        }
      throw ValidationError("found -o \(output), expected the name of \(expected)")
    }
    return (
      language, suffixes.isEmpty ? output : String(output.dropLast(language.rawValue.count + 1))
    )
  }

  mutating func validate() throws {
    let (language, stem) = try target()
    switch language {
    case .swift:
      if let weightsForm, weightsForm != "pointer" {
        throw ValidationError(
          "found --weights-form \(weightsForm), and Swift is handed its weights: pointer")
      }
      guard !plan.tuned else {
        throw ValidationError("found --tuned with Swift, expected C, for which tiles are measured")
      }
    case .c:
      if weightsOut != nil, weightsForm == "literal" {
        throw ValidationError(
          "found --weights-out for weights in the source, --weights-form literal")
      }
    }
    if threadsOut != nil, plan.threads == 1 {
      throw ValidationError("found --threads-out for a program of one thread, expected --threads N")
    }
    if let threadsOut, [output, "\(stem).h", weightsOut].contains(threadsOut) {
      throw ValidationError("found --threads-out \(threadsOut), where other output goes")
    }
    if let weightsOut, [output, "\(stem).h"].contains(weightsOut) {
      throw ValidationError("found --weights-out \(weightsOut), where other output goes")
    }
  }

  func run() throws {
    var options = try plan.options()
    let (language, stem) = try target()
    options.name = name ?? lastComponent(stem)
    let request = try model.request()
    if options.looksForMemory { Terminal.progress("looking for a plan of little memory") }
    switch language {
    case .c: try writeC(request, &options, stem: stem)
    case .swift: try writeSwift(request, options, stem: stem)
    }
  }

  private func writeC(
    _ request: ModelRequest, _ options: inout CompileOptions, stem: String
  ) throws {
    let header = stem + ".h"
    options.header = lastComponent(header)
    let weights = weightsOut ?? stem + ".weights"
    options.weightForm = weightsForm ?? (weightsOut == nil ? "literal" : "pointer")
    options.weightFile = lastComponent(weights)
    let model = try compile(request, options, observe: show)
    Terminal.notes(model.notes)
    let weightFile = model.weightFile.map { [(path: weights, bytes: $0)] } ?? []
    var threads: [(path: String, bytes: [UInt8])] = []
    if let threadsOut, let bytes = model.threadsHeader { threads = [(threadsOut, bytes)] }
    try write([(output, model.source), (header, model.header)] + weightFile + threads)
    report(
      [header] + (weightFile + threads).map(\.path), arena: model.arenaSize,
      weights: model.weightBytes)
  }

  private func writeSwift(
    _ request: ModelRequest, _ options: CompileOptions, stem: String
  ) throws {
    let model = try compileSwift(request, options, observe: show)
    Terminal.notes(model.notes)
    let weights = weightsOut ?? stem + ".weights"
    let hasWeights = !model.weights.isEmpty || weightsOut != nil
    try write([(output, model.source)] + (hasWeights ? [(weights, model.weights)] : []))
    report(hasWeights ? [weights] : [], arena: model.arenaSize, weights: model.weights.count)
  }

  private func report(_ others: [String], arena: Int, weights: Int) {
    print(
      ([output] + others.map(lastComponent)).joined(separator: ", ")
        + ": arena \(grouped(arena)) bytes, weights \(grouped(weights)) bytes")
  }
}

/// Shows what a pass did.
func show(_ event: PassEvent) {
  switch event {
  case .graph(let pass, let text): print("// after \(pass)\n\(text)")
  case .unchanged(let pass): print("// after \(pass): unchanged")
  case .time(let pass, let seconds):
    Terminal.line(String(format: "%8.3f ms  %@", seconds * 1e3, pass))
  case .picture(let path, let svg):
    do { try write([(path, svg)]) } catch { Terminal.line("\(error)") }
  }
}

func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}
