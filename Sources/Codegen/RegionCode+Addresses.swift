import IR
import Kernels
import Plan

extension RegionCode {
  /// The sums of a value that are kept apart, from a pixel on.
  func sums(of value: ValueID, from pixel: Expression) -> Expression {
    guard let buffer = plan.memory.partialSums[value] else {
      preconditionFailure("%\(graph.values[value].name) has no sums")
    }
    return ref("sums").advanced(
      by: .integer(plan.memory.buffers[buffer].offset / 4)
        + pixel * .integer(graph.shape(of: value).channels))
  }

  func isSliced(_ value: ValueID) -> Bool {
    plan.memory.placements[value]?.isSliced ?? false
  }

  /// The pointer a value is reached from, and the elements it lies after it.
  func base(of value: ValueID) -> (name: String, offset: Int) {
    switch plan.memory.placements[value] {
    case .input(let index): (inputName(index), 0)
    case .output(let index): (outputName(index), 0)
    case .arena(let buffer), .slice(let buffer), .ring(let buffer, _, _):
      (
        arenaName(scalar(of: value)),
        plan.memory.buffers[buffer].offset / graph.type(of: value).elementType.byteCount
      )
    case nil: preconditionFailure("%\(graph.values[value].name) has no place")
    }
  }

  /// A row of a value, of which all pixels lie side by side; the ring where they do not.
  ///
  /// Where bands overlap, `band` is that in which it lies.
  func address(
    of value: ValueID, row: Expression, band: Expression? = nil, channel: Expression
  ) -> Expression {
    let isInterleaved = plan.interleavedRing(of: value, target) != nil
    return address(
      of: value,
      place: isInterleaved
        ? 0 : place(of: value, row: row, column: 0, band: band, name: nil).place,
      channel: channel)
  }

  /// How to find the pixels of a value: constants, named with a prefix, and the address.
  ///
  /// `first` is the column from which a ring counts; where bands overlap, `band` is that in which the
  /// pixels lie.
  func pixels(
    of value: ValueID, from first: Expression, band: Expression?, channel: Expression, name: String
  ) -> (_ row: Expression, _ column: Expression) -> (constants: [Statement], address: Expression) {
    { row, column in
      let place = place(of: value, row: row, column: column, from: first, band: band, name: name)
      return (place.constants, address(of: value, place: place.place, channel: channel))
    }
  }

  private func address(
    of value: ValueID, place: Expression, channel: Expression
  ) -> Expression {
    let (name, offset) = base(of: value)
    return ref(name).advanced(
      by: .integer(offset) + ringOfPart(of: value) + channel * .integer(plan.planePixels(of: value))
        + place * .integer(plan.pitch(of: value)))
  }

  /// The elements before the ring of the part at hand, where each part has one of a value.
  private func ringOfPart(of value: ValueID) -> Expression {
    guard case .ring(_, let ring, _)? = plan.memory.placements[value], ring.copies > 1 else {
      return 0
    }
    return ref("part") * .integer(ring.pixels * plan.pitch(of: value))
  }

  /// The number of a pixel among those that are kept; its parts are named if there is a name.
  private func place(
    of value: ValueID, row: Expression, column: Expression, from first: Expression = 0,
    band: Expression?, name: String?
  ) -> (constants: [Statement], place: Expression) {
    if plan.planePixels(of: value) > 1 {
      return ([], planarPlace(of: value, row: row, column: column))
    }
    guard case .ring(_, let ring, _)? = plan.memory.placements[value] else {
      return ([], row * .integer(graph.shape(of: value).width) + column)
    }
    if ring.lanes.count == 1 {
      if case .integer(0) = column, ring.pixels % ring.width == 0 {
        return ([], row % (ring.pixels / ring.width) * .integer(ring.width))
      }
      return ([], (row * .integer(ring.width) + (column - first)) % ring.pixels)
    }
    // Which row this is, counted from the first one of the first lane.
    let lanes = ring.lanes.count
    let turn = row + .integer(lanes - ring.firstRows)
    let lane = band.map { turn - $0 * .integer(lanes - ring.rowsAgain) } ?? turn % lanes
    let rowInLane = band ?? turn / .integer(lanes)
    let number = rowInLane * .integer(ring.width) + (column - first)
    let pixel = name.map { ref($0 + "_pixel") } ?? number
    let places = ring.lanes.indices.map { lane in
      pixel % ring.lanes[lane] + .integer(ring.start(ofLane: lane))
    }
    var choice = places.indices.dropLast().reversed().reduce(places[lanes - 1]) { others, number in
      .select(lane.isLess(than: .integer(number + 1)), then: places[number], otherwise: others)
    }
    if band != nil, Set(ring.lanes).count == 1 {
      choice = lane * .integer(ring.lanes[0]) + pixel % ring.lanes[0]
    }
    guard let name else { return ([], choice) }
    let found = name + "_place"
    return (
      [.constant(name + "_pixel", .index, number), .constant(found, .index, choice)], ref(found)
    )
  }

  /// The place of a pixel of a planar value in its first channel: rows are kept as a whole.
  private func planarPlace(
    of value: ValueID, row: Expression, column: Expression
  ) -> Expression {
    let shape = graph.shape(of: value)
    let isInRows = plan.planePixels(of: value) == shape.width
    let kept: Expression =
      if case .ring(_, let ring, _)? = plan.memory.placements[value] {
        row % (ring.pixels / ring.width)
      } else {
        row
      }
    return kept * .integer(isInRows ? shape.rowCount : shape.width) + column
  }

  // MARK: Channels that lie apart

  /// The channels of an operand that lie apart and have a pointer each; 1 where there is one for all.
  func planes(ofOperand position: Int, of stage: Stage, _ part: PartCode) -> Int {
    let operand = graph.nodes[stage.node].operands[position]
    if plan.planePixels(of: operand) == 1 { return 1 }
    return stage.role.readsSlice ? part.part.width : graph.shape(of: operand).channels
  }

  /// Puts the pointer to a pixel, or those to its channels, into a table.
  ///
  /// `seen` says what a pointer becomes, as pixels outside of an image lie elsewhere.
  func put(
    _ address: Expression, into table: String, at pixel: Expression, planes: Int,
    of value: ValueID, seen: (Expression) -> Expression = { $0 }
  ) -> [Statement] {
    loop("c", to: planes, kind: .rolled) { c in
      let element = address.advanced(by: c * .integer(plan.planePixels(of: value)))
      return [.assign(ref(table)[pixel * .integer(planes) + c], seen(element))]
    }
  }
}
