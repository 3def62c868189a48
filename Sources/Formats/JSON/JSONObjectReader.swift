import Basics

/// Reads the members of an object and collects everything that is wrong with them.
///
/// Each question returns nil after recording its problem, so that a caller asks for all members
/// first, gives up later, and the user sees the whole list:
///
///     var reader = JSONObjectReader(value, expecting: "a block")
///     let stride = reader.integer("stride", in: 1...2, default: 1)
///     let kind = reader.choice("kind", default: BlockKind.inverted)
///     let problems = reader.finish()
package struct JSONObjectReader {
  /// Unknown keys that are listed one by one: a file may hold a million of them.
  private static let mostUnknown = 50

  private let what: String
  private let origin: Origin
  /// Nil if the value is not an object: then one problem is recorded, and no further ones.
  private let members: [JSONMember]?
  private let places: [String: Int]
  private var known: [String] = []
  private var problems: [Diagnostic] = []

  /// Starts on `value`, which messages call `what` (`a block`).
  package init(_ value: JSONValue, expecting what: String) {
    self.what = what
    origin = value.origin
    guard case .object(let members) = value.content else {
      self.members = nil
      places = [:]
      problems = [
        Diagnostic(
          "json.type", at: value.origin, "expected \(what) (an object), found \(value.summary)")
      ]
      return
    }
    self.members = members
    places = Dictionary(
      uniqueKeysWithValues: members.enumerated().map { ($0.element.key, $0.offset) })
  }

  /// The value of `key`, which is known from now on, or nil if it is absent.
  package mutating func value(_ key: String) -> JSONValue? {
    if !known.contains(key) { known.append(key) }
    return peek(key)
  }

  /// The value of `key` without making the key known.
  func peek(_ key: String) -> JSONValue? {
    guard let members, let place = places[key] else { return nil }
    return members[place].value
  }

  /// Everything that was wrong, with one diagnostic for each key nobody asked for.
  package mutating func finish() -> [Diagnostic] {
    let unknown = (members ?? []).filter { !known.contains($0.key) }
    for member in unknown.prefix(Self.mostUnknown) {
      let guess = nearestSpelling(to: member.key, among: known).map { ", did you mean \"\($0)\"?" }
      problems.append(
        Diagnostic(
          "json.unknown-key", at: member.keyOrigin,
          "unknown key \(quoted(member.key)) in \(what)\(guess ?? ";") known: "
            + known.joined(separator: ", ")))
    }
    if unknown.count > Self.mostUnknown {
      record(
        "json.unknown-key", origin,
        "\(unknown.count - Self.mostUnknown) more keys in \(what) are unknown")
    }
    defer { problems = [] }
    return problems
  }

  /// Looks up `key` and converts it; absent without a default, or not convertible, is a problem.
  mutating func read<T>(
    _ key: String, expecting expected: String, default fallback: T?, _ convert: (JSONValue) -> T?
  ) -> T? {
    guard let value = value(key) else {
      if fallback == nil && members != nil {
        record(
          "json.missing-key", origin, "missing key \"\(key)\" in \(what), expected \(expected)")
      }
      return members == nil ? nil : fallback
    }
    if let converted = convert(value) { return converted }
    record("json.value", value.origin, "expected \(expected), found \(value.summary)")
    return nil
  }

  private mutating func record(_ id: String, _ origin: Origin, _ message: String) {
    problems.append(Diagnostic(id, at: origin, message))
  }
}
