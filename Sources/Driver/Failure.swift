import Basics

/// Why a request has no result.
public struct Failure: Error, CustomStringConvertible {
  /// What the command line exits with: 1 usage, 2 bad file, 3 unsupported, 4 does not fit the
  /// budget, 5 verification failed.
  public let exitCode: Int32
  /// One line for each thing that is wrong: where, what was found, what was expected.
  public let diagnostics: [String]

  public var description: String { diagnostics.joined(separator: "\n") }

  init(_ rejection: Rejection) {
    exitCode = rejection.kind.rawValue
    diagnostics = rejection.diagnostics.map(\.description)
  }
}

/// Runs `body` and turns the rejections of the house into failures of the façade.
func facade<Result>(_ body: () throws(Rejection) -> Result) throws(Failure) -> Result {
  do throws(Rejection) { return try body() } catch { throw Failure(error) }
}
