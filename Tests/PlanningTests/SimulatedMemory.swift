import Basics
import IR
import Plan

/// The memories of a simulated plan: the arena, those of the outputs, and those of the inputs.
///
/// A cell is as large as the narrowest element and holds a number; not a number where nothing was
/// written. Of a wider element every cell holds the number. A place that a damaged plan does not have is
/// nil, however absurd its numbers are.
struct SimulatedMemory {
  /// Where the elements of a value lie.
  private struct Home {
    let memory: Int
    var firstCell = 0
    /// The cells of an element.
    var width = 1
    /// Elements from pixel to pixel; of a planar value the channels of each.
    var pitch: Int
    /// Pixels of a channel before those of the next one begin.
    var plane = 1
    /// Pixels from row to row.
    var rowPixels: Int
    /// Where in a ring the lanes start and how many pixels they have; empty where all pixels are kept.
    var lanes: [(start: Int, pixels: Int)] = []
    var firstRows = 1
    /// How many of the rows of a band its predecessor has too.
    var rowsAgain = 0
    var isSliced = false
  }

  private var memories: [[Double]]
  /// By the indices of values.
  private var homes: [Home?] = []
  private var firstCellsOfSums: [Int?] = []
  /// The first column that rings keep of a value at the moment; others than 0 in stripes only.
  private var firstColumns: [Int] = []
  /// The band that is looked at of a value whose bands overlap.
  private var bands: [Int] = []
  private let outputCount: Int
  private let cellBytes: Int

  /// Products of two numbers up to here are numbers still.
  private static let largestNumber = 1 << 31
  private static let largestArena = 1 << 24

  /// Nil when no program could have such memory.
  init?(_ plan: Plan, _ expected: [Tensor?]) {
    let (graph, memory) = (plan.graph, plan.memory)
    guard [1, 2, 4].contains(memory.elementBytes),
      (0...Self.largestArena).contains(memory.arenaSize)
    else { return nil }
    outputCount = graph.outputs.count
    cellBytes = graph.values.handles.map(plan.elementBytes(of:)).min() ?? 4
    memories =
      ([memory.arenaSize / cellBytes] + graph.outputs.map { graph.shape(of: $0).count })
      .map { Array(repeating: .nan, count: $0) }
    memories += graph.inputs.map { input in
      expected[input.index].map { Self.cells(of: $0, plane: Self.plane(of: input, plan)) } ?? []
    }
    for value in graph.values.handles {
      while homes.count <= value.index {
        homes.append(nil)
        firstCellsOfSums.append(nil)
        firstColumns.append(0)
        bands.append(0)
      }
      homes[value.index] = memory.placements[value].flatMap { home(of: value, $0, plan) }
      let plane = Self.plane(of: value, plan)
      if plane > 1 {
        homes[value.index]?.plane = plane
        homes[value.index]?.pitch = graph.shape(of: value).channels
      }
      firstCellsOfSums[value.index] = memory.partialSums[value].flatMap {
        piece($0, memory, elementBytes: cellBytes)?.firstCell
      }
    }
  }

  /// How many pixels of a channel come before those of the next.
  private static func plane(of value: ValueID, _ plan: Plan) -> Int {
    guard plan.memory.inputLayout == .nchw, let input = plan.graph.inputs.firstIndex(of: value)
    else { return 1 }
    let shape = plan.graph.shape(of: value)
    if shape.channels == 1 { return 1 }
    // Rows and in each of them channels, where the caller delivers; else channels and in each of them
    // rows.
    return plan.schedule.regions.contains { $0.deliveries.contains(input) }
      ? shape.width : shape.width * shape.height
  }

  /// The memory of the caller in which an input lies.
  private static func cells(of tensor: Tensor, plane: Int) -> [Double] {
    let channels = tensor.shape.channels
    var cells = tensor.values
    for pixel in 0..<tensor.shape.height * tensor.shape.width {
      for c in 0..<channels {
        let cell = (pixel / plane * channels + c) * plane + pixel % plane
        cells[cell] = tensor.values[pixel * channels + c]
      }
    }
    return cells
  }

  private func home(of value: ValueID, _ placement: Placement, _ plan: Plan) -> Home? {
    let graph = plan.graph
    let shape = graph.shape(of: value)
    let elementBytes = plan.elementBytes(of: value)
    switch placement {
    case .input(let index):
      guard graph.inputs.indices.contains(index), graph.shape(of: graph.inputs[index]) == shape
      else { return nil }
      return Home(memory: 1 + outputCount + index, pitch: shape.channels, rowPixels: shape.width)
    case .output(let index):
      guard graph.outputs.indices.contains(index) else { return nil }
      return Home(memory: 1 + index, pitch: shape.channels, rowPixels: shape.width)
    case .arena(let buffer):
      guard let piece = piece(buffer, plan.memory, elementBytes: elementBytes) else { return nil }
      return Home(
        memory: 0, firstCell: piece.firstCell, width: elementBytes / cellBytes,
        pitch: shape.channels, rowPixels: shape.width)
    case .slice(let buffer):
      guard let piece = piece(buffer, plan.memory, elementBytes: elementBytes) else { return nil }
      return Home(
        memory: 0, firstCell: piece.firstCell, width: elementBytes / cellBytes,
        pitch: piece.elements / (shape.height * shape.width),
        rowPixels: shape.width, isSliced: true)
    case .ring(let buffer, let ring, let isSliced):
      guard let piece = piece(buffer, plan.memory, elementBytes: elementBytes), !ring.lanes.isEmpty,
        ([ring.width] + ring.lanes).allSatisfy({ (1...Self.largestNumber).contains($0) }),
        (-Self.largestNumber...Self.largestNumber).contains(ring.firstRows),
        ring.lanes.indices.contains(ring.rowsAgain)
      else { return nil }
      var pixels = 0
      var lanes: [(start: Int, pixels: Int)] = []
      for lane in ring.lanes {
        lanes.append((pixels, lane))
        pixels += lane
      }
      return Home(
        memory: 0, firstCell: piece.firstCell, width: elementBytes / cellBytes,
        pitch: piece.elements / pixels, rowPixels: ring.width,
        lanes: lanes, firstRows: ring.firstRows, rowsAgain: ring.rowsAgain, isSliced: isSliced)
    }
  }

  /// Where a buffer begins and how many elements it has.
  private func piece(
    _ index: Int, _ memory: MemoryPlan, elementBytes: Int
  ) -> (firstCell: Int, elements: Int)? {
    guard memory.buffers.indices.contains(index) else { return nil }
    let buffer = memory.buffers[index]
    guard (0...Self.largestNumber).contains(buffer.offset),
      (0...Self.largestNumber).contains(buffer.byteCount),
      buffer.offset % elementBytes == 0
    else { return nil }
    return (buffer.offset / cellBytes, buffer.byteCount / elementBytes)
  }

  // MARK: Elements

  /// An element where the plan has it; not a number outside of all memory.
  func read(_ value: ValueID, _ y: Int, _ x: Int, _ c: Int, _ slice: Range<Int>?) -> Double {
    guard let (memory, cells) = cells(value, y, x, c, slice) else { return .nan }
    return number(in: memory, cells)
  }

  /// The number that all of some cells hold, not a number if they do not hold the same.
  private func number(in memory: Int, _ cells: Range<Int>) -> Double {
    let first = memories[memory][cells.lowerBound]
    return cells.allSatisfy { memories[memory][$0] == first } ? first : .nan
  }

  private mutating func put(_ number: Double, in memory: Int, _ cells: Range<Int>) {
    for cell in cells { memories[memory][cell] = number }
  }

  /// Whether there is such an element, and it may be written.
  mutating func write(
    _ number: Double, _ value: ValueID, _ y: Int, _ x: Int, _ c: Int, _ slice: Range<Int>?
  ) -> Bool {
    guard let (memory, cells) = cells(value, y, x, c, slice), memory <= outputCount else {
      return false
    }
    put(number, in: memory, cells)
    return true
  }

  private func cells(
    _ value: ValueID, _ y: Int, _ x: Int, _ c: Int, _ slice: Range<Int>?
  ) -> (memory: Int, cells: Range<Int>)? {
    guard let home = homes[value.index] else { return nil }
    var place = y * home.rowPixels + x
    if !home.lanes.isEmpty {
      var n = y + home.lanes.count - home.firstRows
      let column = x - firstColumns[value.index]
      guard n >= 0, column >= 0, column < home.rowPixels else { return nil }
      var row = n / home.lanes.count
      if home.rowsAgain > 0 {
        row = bands[value.index]
        n -= row * (home.lanes.count - home.rowsAgain)
        guard home.lanes.indices.contains(n) else { return nil }
      }
      let lane = home.lanes[n % home.lanes.count]
      place = lane.start + (row * home.rowPixels + column) % lane.pixels
    }
    let channel = home.isSliced ? c - (slice?.lowerBound ?? 0) : c
    let plane = place / home.plane
    let element = (plane * home.pitch + channel) * home.plane + place % home.plane
    let start = home.firstCell + element * home.width
    guard start >= 0, start + home.width <= memories[home.memory].count else { return nil }
    return (home.memory, start..<start + home.width)
  }

  /// What the caller finds in the memory of an output.
  func output(_ index: Int) -> [Double] { memories[1 + index] }

  // MARK: Partial sums

  /// The partial sum of an element, counted through the whole value.
  func readSum(_ value: ValueID, element: Int) -> Double {
    guard let cells = cellsOfSum(value, element) else { return .nan }
    return number(in: 0, cells)
  }

  mutating func writeSum(_ number: Double, _ value: ValueID, element: Int) -> Bool {
    guard let cells = cellsOfSum(value, element) else { return false }
    put(number, in: 0, cells)
    return true
  }

  private func cellsOfSum(_ value: ValueID, _ element: Int) -> Range<Int>? {
    guard let firstCell = firstCellsOfSums[value.index] else { return nil }
    let width = 4 / cellBytes
    let start = firstCell + element * width
    guard start + width <= memories[0].count else { return nil }
    return start..<start + width
  }

  // MARK: Rows

  /// From which column on rings keep a value.
  mutating func keep(_ value: ValueID, fromColumn column: Int) {
    firstColumns[value.index] = column
  }

  /// Looks at the first band that has this row, in the ring of a value whose bands overlap.
  mutating func lookAtBand(of value: ValueID, thatEndsWith row: Int) {
    guard let home = homes[value.index], home.rowsAgain > 0 else { return }
    var (band, end) = (0, home.firstRows)
    while end <= row {
      band += 1
      end += home.lanes.count - home.rowsAgain
    }
    bands[value.index] = band
  }

  /// Whether a value made in such steps has a ring that tells its bands apart.
  func hasLanesForBands(_ value: ValueID, _ grain: Grain?) -> Bool {
    let home = homes[value.index]
    guard let grain, grain.rowsAgain > 0 else { return home.map { $0.rowsAgain == 0 } ?? true }
    return home.map {
      $0.rowsAgain == grain.rowsAgain && $0.firstRows == grain.firstRows
        && $0.lanes.count == grain.rows + grain.rowsAgain
    } ?? false
  }

  /// Whether one pointer leads through any row of the value.
  func hasRowsInOnePiece(_ value: ValueID) -> Bool {
    guard let home = homes[value.index] else { return false }
    return home.lanes.allSatisfy { $0.pixels % home.rowPixels == 0 }
  }

  /// Whether all rows of the value lie in one lane, if in any.
  func hasOneLane(_ value: ValueID) -> Bool {
    homes[value.index].map { $0.lanes.count <= 1 } ?? false
  }
}
