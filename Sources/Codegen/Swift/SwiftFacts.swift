import Kernels

/// What a printer must know of the functions it does not print at the moment.
///
/// Swift has no arrays on the stack: tables of pointers, and the zeros that windows see outside of an
/// image, lie behind the plan in the arena, and functions that need them have them handed over.
struct SwiftFacts {
  /// Memory behind the plan.
  enum Scratch: String, CaseIterable {
    /// Zeros outside of an image.
    case zeros
    /// Room for tables of pointers to what is read, and to what is written.
    case sources
    case destinations

    var type: String {
      switch self {
      case .zeros: "Source"
      case .sources: "UnsafeMutablePointer<Source>"
      case .destinations: "UnsafeMutablePointer<Destination>"
      }
    }
  }

  /// The fields of each record.
  private(set) var fields: [String: [String]] = [:]
  /// The names of the tables of numbers.
  private(set) var tables: Set<String> = []
  /// What each function needs of the scratch memory, for itself and for those it calls.
  private(set) var scratch: [String: Set<Scratch>] = [:]
  /// The longest tables of pointers.
  private(set) var sourceCount = 0
  private(set) var destinationCount = 0

  init() {}

  init(_ code: RegionCode) {
    for region in code.regions {
      if let record = region.record { fields[record.name] = record.fields }
      if let table = region.table { tables.insert(table.name) }
      // Those that are called come before those that call.
      for function in region.functions + [region.run] { add(function) }
    }
  }

  private mutating func add(_ function: Function) {
    var needs: Set<Scratch> = []
    var used = UsedNames()
    _ = used.withoutUnusedConstants(function.body)
    if used.variables.contains(Scratch.zeros.rawValue) { needs.insert(.zeros) }
    var (sources, destinations) = (0, 0)
    function.body.forEachStatement { statement in
      switch statement {
      case .array(_, .source, let count): sources += count
      case .array(_, .destination, let count): destinations += count
      case .call(let name, _), .attempt(let name, _):
        let others = scratch[name] ?? []
        // Calls that make what is asked for stand before the tables: one set of tables is enough.
        precondition(
          sources + destinations == 0 || others.isDisjoint(with: [.sources, .destinations]),
          "\(function.name) has tables while \(name) fills its own")
        needs.formUnion(others)
      case .comment, .constant, .array, .variable, .assign, .accumulate, .loop, .block, .when,
        .record, .count, .deliver:
        break
      }
    }
    if sources > 0 { needs.insert(.sources) }
    if destinations > 0 { needs.insert(.destinations) }
    sourceCount = max(sourceCount, sources)
    destinationCount = max(destinationCount, destinations)
    scratch[function.name] = needs
  }

  /// What a function needs, in the order of its parameters.
  func scratch(of function: String) -> [Scratch] {
    Scratch.allCases.filter { scratch[function]?.contains($0) ?? false }
  }
}

extension [Statement] {
  /// Visits all statements, those inside of others after them.
  fileprivate func forEachStatement(_ visit: (Statement) -> Void) {
    for statement in self {
      visit(statement)
      switch statement {
      case .loop(let loop): loop.body.forEachStatement(visit)
      case .block(let body), .count(_, _, _, let body): body.forEachStatement(visit)
      case .when(_, let yes, let no): (yes + no).forEachStatement(visit)
      case .comment, .constant, .array, .variable, .record, .assign, .accumulate, .call, .attempt,
        .deliver:
        break
      }
    }
  }
}
