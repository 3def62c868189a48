import Basics
import Kernels
import Plan

/// The functions of a program that its caller calls: one for all of it, and one for a part of it where
/// several threads share it.
struct EntryCode {
  private let schedule: Schedule
  private let code: RegionCode
  private let weights: WeightDefinition
  private let name: String
  /// Whether the program tells when a region is done.
  private let isTimed: Bool

  private var macro: String { name.uppercased() }

  init(
    _ schedule: Schedule, _ code: RegionCode, _ weights: WeightDefinition, _ options: CodeOptions
  ) {
    self.schedule = schedule
    self.code = code
    self.weights = weights
    name = options.name
    isTimed = options.isTimed
  }

  // MARK: Parameters

  /// What the caller hands over: inputs and outputs.
  private var ports: [Function.Parameter] {
    let others = Set(code.views.map(\.name) + ["part"])
    return code.programParameters.filter { !others.contains($0.name) }
  }

  /// The parameters: inputs, outputs, weights that are handed over, and the arena.
  var parameters: [String] {
    ports.map(code.declaration) + [weights.parameter, "void *memory"].compactMap(\.self)
  }

  /// Their names.
  var names: [String] { ports.map(\.name) + [weights.pointer, "memory"].compactMap(\.self) }

  // MARK: Functions

  /// Prints the function that computes the network, all parts of it one after the other.
  func print(to writer: inout CodeWriter) {
    writer.block("int \(name)_run", items: parameters) { writer in
      begin(&writer, meets: false)
      for (index, run) in code.regions.map(\.run).enumerated() {
        if schedule.regions[index].isShared {
          writer.block("for (size_t part = 0; part < \(macro)_PARTS; ++part)") {
            $0.line("\(run.name)(", items: arguments(of: run), tail: ");")
          }
        } else if run.canFail {
          writer.line(
            "if (\(run.name)(", items: arguments(of: run), tail: ")) return \(macro)_ERROR_INPUT;")
        } else {
          writer.line("\(run.name)(", items: arguments(of: run), tail: ");")
        }
        if isTimed { writer.line("\(name)_timed(\(index)u);") }
      }
      finish(&writer)
      writer.line("return \(macro)_OK;")
    }
  }

  /// Prints the function that computes a part.
  func print(_ team: TeamCode, to writer: inout CodeWriter) {
    writer.line()
    writer.block("int \(name)_run_part", items: parameters + team.own) { writer in
      writer.line("if (team == NULL) return \(macro)_ERROR_NULL;")
      writer.line("if (part >= \(macro)_PARTS) return \(macro)_ERROR_PART;")
      begin(&writer, meets: true)
      for (index, run) in code.regions.map(\.run).enumerated() {
        let region = schedule.regions[index]
        if region.waits { writer.line("\(name)_meet(team);") }
        let head = region.isShared ? "" : "if (part == 0u) "
        writer.line("\(head)\(run.name)(", items: arguments(of: run), tail: ");")
        if isTimed { writer.line("if (part == 0u) \(name)_timed(\(index)u);") }
      }
      writer.line("\(name)_meet(team);")
      if !code.graph.unsignedOutputs.isEmpty {
        writer.block("if (part == 0u)") { finish(&$0) }
        writer.line("\(name)_meet(team);")
      }
      writer.line("return \(macro)_OK;")
    }
  }

  private func arguments(of function: Function) -> [String] {
    function.parameters.map { code.argument($0.name) }
  }

  /// Names pointers of the kinds that regions ask for, and refuses those of the caller that are wrong.
  ///
  /// Parts meet before they are refused, so that none of them returns while another has yet to begin.
  private func begin(_ writer: inout CodeWriter, meets: Bool) {
    func refuse(_ conditions: [String], as error: String) {
      let end = meets ? ") {" : ") return \(macro)_ERROR_\(error);"
      writer.line("if (", items: conditions, separator: " ||", tail: end)
      guard meets else { return }
      writer.indented {
        $0.line("\(name)_meet(team);")
        $0.line("return \(macro)_ERROR_\(error);")
      }
      writer.line("}")
    }
    let used = Set(code.regions.flatMap(\.run.parameters).map(\.name))
    for view in code.views where used.contains(view.name) {
      switch view.type {
      case .place(let scalar):
        let word = CPrinter.word(scalar)
        writer.line("\(word) *const \(view.name) = (\(word) *)memory;")
      case .pointer(let scalar):
        let address = weights.address(as: scalar)
        writer.line("const \(CPrinter.word(scalar)) *const \(view.name) = \(address);")
      case .index, .scalar, .vector, .integerVector, .pointers, .places, .rowCallback, .context,
        .record:
        preconditionFailure("\(view.name) is no view of memory")
      }
    }
    writer.line("/* Pointers are compared, not read: none of them is touched before this line. */")
    let pointers = ports.filter { $0.type != .context }.map(\.name)
    let nulls = (pointers + [weights.pointer, "memory"].compactMap(\.self)).map { "\($0) == NULL" }
    refuse(nulls, as: "NULL")
    let places = ["(uintptr_t)memory % \(macro)_ARENA_ALIGN != 0u", weights.isMisaligned]
    refuse(places.compactMap(\.self), as: "ALIGNMENT")
  }

  /// Makes outputs of the integers that their caller knows.
  private func finish(_ writer: inout CodeWriter) {
    for index in code.graph.unsignedOutputs.sorted() {
      let (array, count) = (
        code.outputName(index), code.graph.shape(of: code.graph.outputs[index]).count
      )
      writer.block("for (size_t i = 0; i < \(count); ++i)") {
        $0.line("\(array)[i] = (uint8_t)(\(array)[i] ^ 0x80u);")
      }
    }
  }
}
