import Basics
import Codegen
import Formats
import Plan

/// The parts of a C program that call a model, on as many threads as it has parts.
struct RunHarness {
  /// The function to call, and what stands before its other arguments.
  let call: String
  /// What the program includes, keeps, and does before the first call.
  let include: String
  let definition: String
  let start: String
  /// What the compiler has to know.
  let flags: [String]
  private let isThreaded: Bool
  private let name: String

  init(_ plan: Plan, _ name: String) {
    isThreaded = plan.schedule.parts > 1
    self.name = name
    guard isThreaded else {
      (call, include, definition, start, flags) = ("\(name)_run(", "", "", "", [])
      return
    }
    call = "\(name)_threads_run(&threads, "
    include = "#include \"\(name)_threads.h\"\n"
    definition = "static \(name)_threads threads;\n"
    start = "if (\(name)_threads_start(&threads)) return 5;\n"
    flags = ["-pthread"]
  }

  /// Writes the header with the threads where there are several.
  func write(_ code: GeneratedC, to folder: String) throws(Rejection) {
    if let threads = code.threads { try writeFile("\(folder)/\(name)_threads.h", threads) }
  }
}
