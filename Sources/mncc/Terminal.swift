import Driver
import Foundation

/// The terminal's error stream, for diagnostics and progress; results go to standard output.
enum Terminal {
  /// Colours are for people who look at a terminal and have not asked for none.
  private static let hasColours =
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  static func line(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  static func error(_ failure: Failure) {
    for diagnostic in failure.diagnostics { line(coloured(diagnostic)) }
  }

  static func notes(_ notes: [String]) {
    for note in notes { line(coloured(note)) }
  }

  /// What is going on, for whoever waits at a terminal.
  static func progress(_ text: String) {
    if isatty(STDERR_FILENO) == 1 { line("\u{1b}[2m\(text) ...\u{1b}[0m") }
  }

  /// How far something is, as a bar that grows in its place.
  static func bar(_ text: String, _ done: Int, of all: Int) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let width = 30
    let filled = all > 0 ? width * done / all : width
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    let end = done == all ? "\n" : ""
    FileHandle.standardError.write(
      Data("\r\u{1b}[2m\(text) [\(bar)] \(done)/\(all)\u{1b}[0m\(end)".utf8))
  }

  private static func coloured(_ diagnostic: String) -> String {
    guard hasColours else { return diagnostic }
    return diagnostic.replacing("error: ", with: "\u{1b}[1;31merror:\u{1b}[0m ", maxReplacements: 1)
      .replacing("warning: ", with: "\u{1b}[1;33mwarning:\u{1b}[0m ", maxReplacements: 1)
      .replacing("note: ", with: "\u{1b}[1;36mnote:\u{1b}[0m ", maxReplacements: 1)
  }

  /// Ends the program at once with a code of our own.
  static func exit(_ code: Int32) -> Never { Foundation.exit(code) }
}
