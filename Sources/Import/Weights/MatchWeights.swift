import Basics
import Formats
import IR

/// Finds each weight of a network in a file, or rejects the file with everything that is missing,
/// of another shape or not part of the network.
///
/// Names and layout are those of the naming scheme that most of the file's names follow; a
/// warning tells if it belongs to a dialect that computes differently.
func match(
  _ tensors: TensorFile, of file: String, to architecture: Architecture
) throws(Rejection) -> (weights: [WeightSlot: Weight], notes: [Diagnostic]) {
  let records = RecordsByName(tensors.tensors)
  let names = try chooseScheme(records, file, architecture)
  var matcher = WeightMatcher(file: file, names: names, records: records)
  for slot in architecture.slots { matcher.match(slot) }
  matcher.reportUnexpected()
  guard matcher.problems.isEmpty else { throw Rejection(.badFile, matcher.problems) }
  return (matcher.weights, differences(names.scheme, architecture, file))
}

/// The records of a file by name, without the `:0` of TensorFlow's variables.
private struct RecordsByName {
  let all: [TensorRecord]
  private var places: [String: Int] = [:]

  init(_ records: [TensorRecord]) {
    all = records
    for (place, record) in records.enumerated() {
      let name = record.name.hasSuffix(":0") ? String(record.name.dropLast(2)) : record.name
      if places[name] == nil { places[name] = place }
    }
  }

  /// The place in the file of the first of these names that is there.
  func place(_ names: [String]) -> Int? { names.lazy.compactMap { places[$0] }.first }
}

/// The scheme under which most tensors are found; among equals the dialect's own goes first.
private func chooseScheme(
  _ records: RecordsByName, _ file: String, _ architecture: Architecture
) throws(Rejection) -> LayerNames {
  let slots = architecture.slots
  let all = NamingScheme.all(for: architecture.family)
  let candidates =
    all.filter { $0.dialect == architecture.dialect }
    + all.filter { $0.dialect != architecture.dialect }
  var best: (names: LayerNames, count: Int)?
  for scheme in candidates {
    let names = LayerNames(scheme, for: architecture)
    let count = slots.count { records.place(names.names(of: $0)) != nil }
    if count > best?.count ?? 0 { best = (names, count) }
  }
  if let best { return best.names }
  let expected = candidates.map { scheme in
    "\(LayerNames(scheme, for: architecture).names(of: slots[0])[0]) (\(scheme.title))"
  }
  let found = records.all.prefix(3).map { "\"\(escaped($0.name))\"" }.joined(separator: ", ")
  throw Rejection(
    .badFile, "weights.scheme", at: .file(file),
    "expected the names of a MobileNet of family \(architecture.family.rawValue), such as"
      + " \(expected.joined(separator: ", ")); found \(found.isEmpty ? "no tensor" : found)")
}

private struct WeightMatcher {
  let file: String
  let names: LayerNames
  let records: RecordsByName
  var weights: [WeightSlot: Weight] = [:]
  private(set) var problems: [Diagnostic] = []
  private var misshaped: [(slot: WeightSlot, found: TensorRecord)] = []
  private var used: Set<Int> = []

  init(file: String, names: LayerNames, records: RecordsByName) {
    self.file = file
    self.names = names
    self.records = records
  }

  mutating func match(_ slot: WeightSlot) {
    let accepted = names.scheme.layout.shapes(of: slot)
    guard let place = records.place(names.names(of: slot)) else {
      report(
        "weights.missing", .file(file),
        "missing tensor \"\(names.names(of: slot)[0])\", expected \(text(accepted[0]))")
      return
    }
    used.insert(place)
    let record = records.all[place]
    guard accepted.contains(record.shape) else {
      misshaped.append((slot, record))
      return
    }
    checkValues(record, slot.kind)
    let values = names.scheme.layout.storeOrder(record.values, of: slot)
    weights[slot] = Weight(record.name, shape: slot.shape, values: values, origin: record.origin)
  }

  /// Ends the matching: reports shapes, which can be told about only when all are known, and the
  /// tensors that nothing asked for.
  mutating func reportUnexpected() {
    let unexpected = records.all.indices.filter {
      !used.contains($0) && !records.all[$0].name.hasSuffix(names.scheme.ignoredEnding)
    }
    let hint = unexpected.isEmpty ? classesHint : ""
    for (slot, record) in misshaped {
      let accepted = names.scheme.layout.shapes(of: slot)
      let expected = accepted.first { $0.count == record.shape.count } ?? accepted[0]
      report(
        "weights.shape", record.origin,
        "expected \(text(expected)) for \"\(escaped(record.name))\", found \(text(record.shape))\(hint)"
      )
    }
    for place in unexpected {
      let record = records.all[place]
      report(
        "weights.unexpected", record.origin,
        "unexpected tensor \"\(escaped(record.name))\" of \(text(record.shape)): the network has no place"
          + " for it")
    }
  }

  /// What to do if only the number of classes is another.
  private var classesHint: String {
    guard problems.isEmpty, misshaped.allSatisfy({ $0.slot.place == .classifier }),
      let bias = misshaped.first(where: { $0.slot.kind == .bias })?.found, bias.shape.count == 1
    else { return "" }
    return "; the file is for \(bias.shape[0]) classes: --classes \(bias.shape[0])"
  }

  private mutating func checkValues(_ record: TensorRecord, _ kind: Seed.Kind) {
    if let place = record.values.firstIndex(where: { !$0.isFinite }) {
      report(
        "weights.value", record.origin,
        "expected finite numbers, found \(record.values[place]) at place \(place)")
    } else if kind == .variance, let place = record.values.firstIndex(where: { $0 < 0 }) {
      report(
        "weights.value", record.origin,
        "expected variances from 0, found \(record.values[place]) at place \(place)")
    }
  }

  private mutating func report(_ id: String, _ origin: Origin, _ message: String) {
    problems.append(Diagnostic(id, at: origin, message))
  }
}

/// Warns if the file's names belong to a dialect that computes in another way.
private func differences(
  _ scheme: NamingScheme, _ architecture: Architecture, _ file: String
) -> [Diagnostic] {
  guard scheme.dialect != architecture.dialect,
    let theirs = Conventions.of(scheme.dialect, architecture.family)
  else { return [] }
  let ours = architecture.conventions
  var found: [String] = []
  if theirs.padding != ours.padding { found.append("padding") }
  if theirs.epsilon != ours.epsilon {
    found.append("epsilon (\(theirs.epsilon) there, \(ours.epsilon) here)")
  }
  if theirs.gate != ours.gate, architecture.blocks.contains(where: { $0.gate != nil }) {
    found.append("the slope of the gates")
  }
  guard !found.isEmpty else { return [] }
  return [
    Diagnostic(
      "weights.dialect", .warning, at: .file(file),
      "the names are those of \(scheme.title), the network computes as"
        + " \(architecture.dialect.rawValue): \(found.joined(separator: " and ")) differ;"
        + " for weights trained there: --dialect \(scheme.dialect.rawValue)")
  ]
}

private func text(_ shape: [Int]) -> String {
  shape.isEmpty ? "a scalar" : shape.map(String.init).joined(separator: "x")
}
