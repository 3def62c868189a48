import Kernels

/// What a printer must know of the functions it does not print at the moment.
struct SwiftFacts {
  /// The fields of each record.
  private(set) var fields: [String: [String]] = [:]
  /// The names of the tables of numbers.
  private(set) var tables: Set<String> = []
  /// What each function needs of the memory behind the plan, for itself and for those it calls.
  private var scratch: [String: Set<SwiftScratch>] = [:]
  /// The pixels outside of images, and the elements of each.
  private(set) var outside: [(pixel: OutsidePixel, count: Int)] = []
  /// The longest tables of pointers.
  private var pointers: [SwiftScratch: Int] = [:]

  init() {}

  init(_ code: RegionCode) {
    outside = OutsidePixel.inOrder(code.outside.keys).map { ($0, code.outside[$0] ?? 0) }
    for region in code.regions {
      if let record = region.record { fields[record.name] = record.fields }
      if let table = region.table { tables.insert(table.name) }
      // Those that are called come before those that call.
      for function in region.functions + [region.run] { add(function) }
    }
  }

  private mutating func add(_ function: Function) {
    var needs: Set<SwiftScratch> = []
    var used = UsedNames()
    _ = used.withoutUnusedConstants(function.body)
    for (pixel, _) in outside where used.variables.contains(pixel.name) {
      needs.insert(.outside(pixel))
    }
    var own: [SwiftScratch: Int] = [:]
    function.body.forEachStatement { statement in
      switch statement {
      case .array(_, .pointer(let scalar), let count): own[.sources(scalar), default: 0] += count
      case .array(_, .place(let scalar), let count):
        own[.destinations(scalar), default: 0] += count
      case .call(let name, _), .attempt(let name, _):
        let others = scratch[name] ?? []
        // Calls that make what is asked for stand before the tables: one set of tables is enough.
        precondition(
          own.isEmpty || !others.contains(where: \.isTable),
          "\(function.name) has tables while \(name) fills its own")
        needs.formUnion(others)
      case .comment, .constant, .array, .variable, .assign, .accumulate, .loop, .block, .when,
        .record, .count, .deliver:
        break
      }
    }
    needs.formUnion(own.keys)
    for (table, count) in own { pointers[table, default: 0].raise(to: count) }
    scratch[function.name] = needs
  }

  /// What a function needs, in the order of its parameters.
  func scratch(of function: String) -> [SwiftScratch] {
    let all = outside.map { SwiftScratch.outside($0.pixel) } + SwiftScratch.tables
    return all.filter { scratch[function]?.contains($0) ?? false }
  }

  /// The pointers of the longest table of a kind.
  func count(of table: SwiftScratch) -> Int { pointers[table] ?? 0 }

  /// Those of all kinds.
  var pointerCount: Int { pointers.values.reduce(0, +) }
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
