import IR
import Kernels
import Plan

extension RegionCode {
  /// The functions of a region, of whose passes there is one or more parts.
  func program(of region: Region, number: String, _ parts: [PartCode]) -> RegionProgram {
    var used = UsedNames()
    let deliveries = region.deliveries.map { deliver($0, region, number, &used) }
    var functions = deliveries
    var finished: [PartCode] = []
    for var part in parts {
      part.deliveries = deliveries
      if region.isPulled {
        for stage in region.stages.indices { part.stages.append(function(of: stage, part, &used)) }
      }
      functions += part.stages
      part.made = .address(of: ref("made"))
      finished.append(part)
    }
    let counters = region.deliveries.map(deliveredName) + parts[0].counted.map(parts[0].counter)
    let fields = ([parts[0].passName] + counters).filter(used.fields.contains)
    let table = parts[0].sharedRows?.table ?? stripeTable(parts[0])
    return RegionProgram(
      record: fields.isEmpty
        ? nil
        : Record(
          parts[0].record, comment: "What region \(number) has made so far of each map.", fields),
      table: table, functions: functions, run: run(region, number, finished, fields))
  }

  private func stripeTable(_ part: PartCode) -> NumberTable? {
    guard !part.stripes.numbers.isEmpty else { return nil }
    return NumberTable(
      PartCode.table(of: part.number),
      comment: "Columns and tiles of region \(part.number), for each of \(part.region.passes)"
        + " stripes.", part.stripes.numbers)
  }

  /// What stands before a place of integers that the caller knows as unsigned ones.
  static let unsignedPlace = "(uint8_t *)"

  /// The function that has rows of an input delivered until so many are there.
  private func deliver(
    _ input: Int, _ region: Region, _ number: String, _ all: inout UsedNames
  ) -> Function {
    let place = address(of: graph.inputs[input], row: ref("y"), channel: 0)
    let value = graph.inputs[input]
    let isUnsigned = graph.unsignedInputs.contains(input)
    return function(
      "deliver_\(numbered("input", input, of: graph.inputs.count))_to_region_\(number)",
      comment: "\(graph.values[value].name): \(graph.shape(of: value)), delivered by the caller."
        + " A step is a row; " + whereabouts(of: value) + ".",
      [
        .count(
          "y", counter: .field(deliveredName(input), of: ref("made")), to: ref("end"),
          [
            .deliver(
              callback: rowName(input), context: contextName(input), row: ref("y"),
              to: isUnsigned ? .apply(Self.unsignedPlace, [place]) : place)
          ])
      ], number, &all)
  }

  /// The function that makes steps of a stage: until so many are done, or all those of the last one.
  private func function(
    of stage: Int, _ part: PartCode, _ all: inout UsedNames
  ) -> Function {
    let span = part.spans[stage]
    let name = part.region.stages[stage].gathers ? "step" : span.isOfRows ? "y" : "tile"
    let isLast = stage == part.region.stages.count - 1
    let steps =
      isLast
      ? part.sharedRows.map { $0.loop { step(of: stage, at: $0, part) } }
        ?? loop(name, to: span.count) { step(of: stage, at: $0, part) }
      : [
        .count(
          name, counter: .field(part.counter(of: stage), of: ref("made")), to: ref("end"),
          step(of: stage, at: ref(name), part))
      ]
    let pass = Statement.constant(
      part.passName, .index, .field(part.passName, of: ref("made")))
    return function(
      "region_\(part.number)_\(part.prefix)\(part.names[stage])",
      comment: description(of: part.region.stages[stage], in: part),
      (part.isRepeated ? [pass] : []) + part.stripes.constants + steps, part.number, &all)
  }

  /// A function with the parameters that its body uses.
  private func function(
    _ name: String, comment: String, _ body: [Statement], _ number: String,
    _ all: inout UsedNames
  ) -> Function {
    var used = UsedNames()
    let body = used.withoutUnusedConstants(body)
    let own: [Function.Parameter] = [
      .init("made", .record("region_" + number)), .init("end", .index),
    ]
    all.formUnion(used)
    return Function(
      name, comment: comment,
      (own + programParameters).filter { used.variables.contains($0.name) }, body)
  }

  /// The function that runs a region.
  private func run(
    _ region: Region, _ number: String, _ parts: [PartCode], _ fields: [String]
  ) -> Function {
    var body: [Statement] = region.splitsInside ? rowsOfSlices(parts) : []
    if region.isShared { body = shared(parts, fields) }
    for (index, part) in parts.enumerated() where !region.splitsInside && !region.isShared {
      var code: [Statement] = []
      if !fields.isEmpty {
        code.append(.record("made", type: part.record, fields.map { start(of: $0, part) }))
      }
      code += part.stripes.constants + steps(part)
      if index == parts.count - 1 {
        for delivery in part.order.drainedDeliveries {
          let rows = graph.shape(of: graph.inputs[region.deliveries[delivery]]).height
          code.append(part.call(part.deliveries[delivery], upTo: .integer(rows)))
        }
      }
      if part.isRepeated {
        body.append(
          .loop(Loop(part.passName, to: .integer(part.part.passes.count), code)))
      } else if parts.count > 1 {
        body.append(.block(code))
      } else {
        body += code
      }
    }
    let names = region.stages.map { graph.name(of: $0.node) }
    let slices =
      region.slices.map {
        region.isShared
          ? ", channels \(spelledShares($0))" : ", \($0.count) slices of \($0[0].count) channels"
      } ?? ""
    let stripes = region.stripes.map { ", \($0.count) stripes" } ?? ""
    let shares = region.sharedRows.map { ", rows \(spelledShares($0))" } ?? ""
    let isTiled = region.stages.contains { $0.grain != nil }
    let pulled =
      region.isPulled
      ? isTiled ? ", tile by tile" : ", row by row"
      : region.splitsInside ? ", all of them for one row before the next" : ""
    var used = UsedNames()
    body = used.withoutUnusedConstants(body)
    return Function(
      "run_region_\(number)_\(CName.identifier(names.last ?? ""))",
      comment: names.joined(separator: ", ") + slices + stripes + pulled + shares,
      programParameters.filter { used.variables.contains($0.name) }, body)
  }

  /// What a counter is at the start of the passes of a part.
  func start(of field: String, _ part: PartCode) -> Expression {
    if let first = part.firstRow(of: field) { return first }
    if field == part.passName { return part.isRepeated ? ref(field) : 0 }
    for (input, rows) in zip(part.region.deliveries, part.part.delivered)
    where deliveredName(input) == field { return .integer(rows) }
    return 0
  }

  // MARK: Comments

  /// What a stage computes, in what pieces and where to.
  private func description(of stage: Stage, in part: PartCode) -> String {
    let result = graph.nodes[stage.node].result
    var pieces = stage.gathers ? "rows of its operand" : "rows"
    if let grain = stage.grain {
      let isPixel = grain.bandRows == 1 && grain.columns == 1
      pieces = isPixel ? "pixels" : "tiles of \(grain.bandRows) x \(grain.columns) pixels"
      if grain.rowsAgain > 0 { pieces += ", \(grain.rowsAgain) of the rows again" }
      if grain.firstRows < grain.bandRows { pieces += ", the first ones \(grain.firstRows) high" }
      if grain.firstColumns < grain.columns {
        pieces += ", the first of a row \(grain.firstColumns) wide"
      }
      if stage.gathers { pieces += " of its operand" }
    }
    return description(of: stage) + ". Steps are \(pieces); " + whereabouts(of: result) + "."
  }

  /// Where a value lies.
  private func whereabouts(of value: ValueID) -> String {
    switch plan.memory.placements[value] {
    case .input: return "the caller has it"
    case .output: return "they go to the caller"
    case .arena: return "all of it is kept"
    case .slice: return "a slice of its channels is kept"
    case .ring(_, let ring, _):
      if ring.lanes.count > 1 {
        let pixels =
          Set(ring.lanes).count == 1 && ring.rowsAgain > 0
          ? "\(ring.lanes[0])" : ring.lanes.map(String.init).joined(separator: " and ")
        if ring.rowsAgain > 0 {
          return "the rows of a band have lanes of their own, which keep the last \(pixels) pixels"
        }
        return "rows take turns in \(ring.lanes.count) lanes, which keep the last \(pixels) pixels"
      }
      let isOfRows = ring.pixels % ring.width == 0
      return isOfRows
        ? ring.pixels == ring.width
          ? "the last row is kept" : "the last \(ring.pixels / ring.width) rows are kept"
        : "the last \(ring.pixels) pixels are kept"
    case nil: return "it has no place"
    }
  }

  /// What a stage computes.
  func description(of stage: Stage) -> String {
    let node = graph.nodes[stage.node]
    let operands = node.operands.map { "\(graph.shape(of: $0))" }.joined(separator: ", ")
    return "\(graph.name(of: stage.node)): \(node.op.mnemonic) \(operands)"
      + " -> \(graph.shape(of: node.result)) (\(node.origin.sources))"
  }
}

extension PartCode {
  /// Runs steps of a stage, or deliveries of an input, until so many are done.
  func call(_ function: Function, upTo end: Expression) -> Statement {
    function.call(["made": made, "end": end])
  }
}
