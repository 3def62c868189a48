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
    // With it threads that wake on one core part.
    flags = ["-pthread", "-D_GNU_SOURCE"]
  }

  /// Statements that call the model once more, on all threads, and expect the outputs that are there;
  /// nothing where there is only one.
  func again(_ outputs: [String], _ placing: String, _ arguments: String) -> String {
    guard isThreaded else { return "" }
    let copies = outputs.map {
      "static unsigned char \($0)_of_one[sizeof \($0)];\n  memcpy(\($0)_of_one, \($0), sizeof \($0));"
    }
    let comparisons = outputs.map { "memcmp(\($0)_of_one, \($0), sizeof \($0))" }
    return """
      runs = NULL;
        \(copies.joined(separator: "\n  "))
        memset(arena, 0xff, \(name.uppercased())_ARENA_SIZE);
        \(placing)
        \(start)  if (\(call)\(arguments)arena)) return 6;
        \(name)_threads_stop(&threads);
        if (\(comparisons.joined(separator: " || "))) {
          fputs("threads answer otherwise than one\\n", stderr);
          return 7;
        }
      """
  }

  /// Writes the header with the threads where there are several.
  func write(_ code: GeneratedC, to folder: String) throws(Rejection) {
    if let threads = code.threads { try writeFile("\(folder)/\(name)_threads.h", threads) }
  }
}
