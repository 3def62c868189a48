/// One thing to tell the user: what, where, and an id that stays the same when the words change.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Sendable { case error, warning, note }

  /// Stable and greppable, `domain.what`: `json.unknown-key`.
  package let id: String
  package let severity: Severity
  package let origin: Origin
  /// What was found, what was expected, and what to do about it.
  package let message: String

  package init(
    _ id: String, _ severity: Severity = .error, at origin: Origin, _ message: String
  ) {
    self.id = id
    self.severity = severity
    self.origin = origin
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  package var description: String {
    let place = origin == .unknown ? "" : "\(origin): "
    return "\(place)\(severity.rawValue): \(message) [\(id)]"
  }
}

/// Why a request ended without a result.
///
/// Anything from outside that is wrong ends up here; a trap is kept for our own bugs.
package struct Rejection: Error, Hashable, Sendable {
  /// The kind of failure; its raw value is the exit code of the command line.
  package enum Kind: Int32, Sendable {
    case usage = 1
    case badFile = 2
    case unsupported = 3
    case doesNotFit = 4
    case verificationFailed = 5
  }

  package let kind: Kind
  package let diagnostics: [Diagnostic]

  package init(_ kind: Kind, _ diagnostics: [Diagnostic]) {
    self.kind = kind
    self.diagnostics = diagnostics
  }

  /// A rejection with a single diagnostic.
  package init(_ kind: Kind, _ id: String, at origin: Origin = .unknown, _ message: String) {
    self.init(kind, [Diagnostic(id, at: origin, message)])
  }
}

extension Rejection: CustomStringConvertible {
  package var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
