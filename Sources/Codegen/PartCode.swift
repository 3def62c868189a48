import IR
import Kernels
import Plan

/// What the code of a part of a region is made of.
struct PartCode {
  let region: Region
  /// The number of the region in names.
  let number: String
  let part: RegionPart
  let order: PullOrder
  /// What the stages are called in names, each differently.
  let names: [String]
  let stripes: Span.Stripes
  /// Which rows each part of the program makes; nil where rows are not what they share.
  private(set) var sharedRows: SharedRows?
  /// The kernel of each stage.
  let calls: [RegionCode.KernelCall]
  /// What tells this part from the others in names of functions, if there are others.
  let prefix: String
  /// The functions that have inputs delivered, and those of the stages of a pulled region that are
  /// there already.
  var deliveries: [Function] = []
  var stages: [Function] = []
  /// The pointer to what is counted: stages get it, the function that runs the region owns it.
  var made = ref("made")

  var spans: [Span] { stripes.spans }
  var record: String { "region_" + number }
  /// The name of the number of the pass at hand, and of its field.
  var passName: String { region.slices == nil ? "stripe" : "slice" }
  var isRepeated: Bool { part.passes.count > 1 }
  var pass: Expression { isRepeated ? ref(passName) : 0 }

  /// The first channel of the slice at hand.
  var slice: Expression {
    region.slices == nil ? 0 : pass * .integer(part.width) + .integer(part.first)
  }

  /// The weights of a stage on the slice at hand; nil if it has none.
  func weights(of stage: Int) -> Expression? {
    guard let start = calls[stage].weights else { return nil }
    let passed = region.slices == nil ? 0 : pass * .integer(calls[stage].weightCount)
    return ref(calls[stage].weightName).advanced(by: .integer(start) + passed)
  }

  /// The factors of a stage on the slice at hand; nil if it has none.
  func factors(of stage: Int) -> Expression? {
    guard let start = calls[stage].factors else { return nil }
    let passed = region.slices == nil ? 0 : pass * .integer(calls[stage].factorCount)
    return ref("factors").advanced(by: .integer(start) + passed)
  }

  /// The stages whose steps are counted: all that are asked for some at a time.
  var counted: [Int] {
    let asked = Set(order.makers.values).union(order.drained)
    return asked.subtracting([region.stages.count - 1]).sorted()
  }

  /// The stage of the region that makes a value.
  func maker(of value: ValueID, in graph: Graph) -> Int? {
    region.stages.firstIndex { graph.nodes[$0.node].result == value }
  }

  /// The name of the field that counts the steps of a stage.
  func counter(of stage: Int) -> String {
    names[stage] + (spans[stage].isOfRows ? "_rows" : "_tiles")
  }

  /// The first row that each part makes of the stage that a field counts; nil where parts do not share
  /// rows, or where it counts something else.
  func firstRow(of field: String) -> Expression? {
    guard let sharedRows, let stage = counted.first(where: { counter(of: $0) == field }) else {
      return nil
    }
    return sharedRows.firstRow(of: stage)
  }

  static func table(of number: String) -> String { "region_\(number)_stripes" }

  init(
    _ region: Region, _ graph: Graph, number: String, parts: [RegionPart], index: Int,
    _ order: PullOrder, calls: [RegionCode.KernelCall]
  ) {
    self.region = region
    self.number = number
    self.order = order
    self.calls = calls
    part = parts[index]
    names = Self.names(of: region, graph)
    prefix =
      parts.count == 1
      ? "" : part.prefix(after: parts[..<index].reduce(0) { $0 + $1.passes.count })
    stripes = Span.all(
      of: region, graph, table: Self.table(of: number),
      stripe: part.passes.count > 1 ? ref("stripe") : nil, names: names)
    sharedRows = SharedRows(region, graph, number: number, counted: counted, names: names)
  }

  private static func names(of region: Region, _ graph: Graph) -> [String] {
    var taken: Set<String> = []
    return region.stages.indices.map { stage in
      var name = CName.identifier(graph.name(of: region.stages[stage].node))
      while !taken.insert(name).inserted { name += "_\(stage)" }
      return name
    }
  }
}
