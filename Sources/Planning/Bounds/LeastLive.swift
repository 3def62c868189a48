import Basics
import IR

/// The fewest bytes that any schedule keeps alive at one moment.
///
/// At a moment some rows are certainly computed, some certainly not, and the others may or may not
/// be: it is up to the schedule. Let S be what is computed, in single *elements*, since a schedule
/// is free to work pixel by pixel or channel by channel. S contains the operands of all it contains.
/// An element of S with a user outside of S is alive: it cannot be had again without recomputing
/// it, and without partial sums nothing else holds what the user will read. So the live elements
/// have at least the minimum, over all S closed under operands which contain what is certain and
/// nothing of what is impossible, of the bytes of the elements of S that have a user outside of S.
/// That is a minimum cut: each element is a pair of nodes *made* and *given up* joined by a pipe of
/// its bytes as capacity; unlimited pipes lead from *given up* to *made*, from *given up* of an
/// operand to *made* of its user (it is given up after the user was made), from *made* of a user to
/// *made* of its operand, from the source to what is certain and from what is impossible to the sink.
/// S is what is made on the source's side, and the pipes cut are its live elements.
///
/// The same network with rows for nodes, a row being a pipe of the capacity of all of its elements,
/// has a flow of at most the same value. For a flow of it becomes a flow of the large network by
/// lying evenly on the elements of each row: the pipe of an element then carries at most its bytes,
/// rows that are certain or impossible are so with all their elements, and between two rows the flow
/// can be moved along the links of their elements in either direction if these are even
/// (`EvenSpread`). Needs that are not even are left out of the network of rows; so are all pipes of
/// rows whose elements are not all needed, because a schedule might never compute the users they seem
/// to have. Less pipes, less flow: by the equality of maximum flow and minimum cut the flow of the
/// rows stays a lower bound. It is exact for schedules that go row by row if nothing had to be left
/// out.
struct LeastLive {
  private let rows: RowGraph
  private let network: FlowNetwork

  private static func made(_ row: Int) -> Int { 2 + 2 * row }
  private static func givenUp(_ row: Int) -> Int { 3 + 2 * row }
  /// The pipes of each row that are switched: from the source, to the sink.
  private static func certainPipe(_ row: Int) -> Int { 2 * row }
  private static func impossiblePipe(_ row: Int) -> Int { 2 * row + 1 }

  /// With partial sums allowed, a user that was begun may stand for the operands it has read.
  ///
  /// Where the op reads just the element it computes, and has at most one other operand, the begun
  /// element is no smaller than the one it stands for, and stands for one only until it is
  /// finished: counting the operand stays right. Any other user may have condensed many elements
  /// into few, and nothing is concluded from its not being finished. Sums over several ops at once,
  /// such as a chain of additions as one sum, are rewritings of the graph and not partial sums.
  init(_ rows: RowGraph, allowsPartialSums: Bool) {
    self.rows = rows
    var pipes: [FlowNetwork.Pipe] = []
    func pipe(_ from: Int, _ to: Int, _ capacity: Int = FlowNetwork.unlimited) {
      pipes.append(FlowNetwork.Pipe(from: from, to: to, capacity: capacity))
    }
    for row in 0..<rows.count {
      pipe(0, Self.made(row), 0)
      pipe(Self.made(row), 1, 0)
    }
    for row in 0..<rows.count where rows.isWhole[row] {
      pipe(Self.made(row), Self.givenUp(row), rows.bytes[row])
      pipe(Self.givenUp(row), Self.made(row))
    }
    for need in rows.needs where need.isEven {
      pipe(Self.made(need.user), Self.made(need.operand))
      if need.keepsSize || !allowsPartialSums {
        pipe(Self.givenUp(need.operand), Self.made(need.user))
      }
    }
    network = FlowNetwork(nodeCount: 2 + 2 * rows.count, pipes: pipes)
  }

  /// A lower bound of the live bytes, and the rows that are kept where it is attained.
  ///
  /// What certain rows are computed from is certain, too, and what is computed from impossible ones
  /// is impossible; the caller says so at least of the latter.
  func callAsFunction(certain: [Bool], impossible: [Bool]) -> (bytes: Int, held: [Int]) {
    var switched: [(pipe: Int, capacity: Int)] = []
    for row in 0..<rows.count where rows.isWhole[row] {
      if certain[row] { switched.append((Self.certainPipe(row), FlowNetwork.unlimited)) }
      if impossible[row] { switched.append((Self.impossiblePipe(row), FlowNetwork.unlimited)) }
    }
    let (value, isOnSourceSide) = network.maximumFlow(from: 0, to: 1, replacing: switched)
    let held = (0..<rows.count).filter {
      isOnSourceSide[Self.made($0)] && !isOnSourceSide[Self.givenUp($0)] && rows.bytes[$0] > 0
        && rows.isWhole[$0]
    }
    return (value, held)
  }

  /// What a schedule keeps that has computed certain rows and what they are computed from, all
  /// possible rows of the first values of the order, and nothing else: for the best such schedule.
  ///
  /// It is an upper bound of the result of `callAsFunction` and much cheaper.
  func upperBound(certain: [Bool], impossible: [Bool]) -> Int {
    // Which values must be reached for each row to be made, and which for it to be given up.
    let last = rows.positions.last ?? 0
    var certain = certain
    rows.spreadToOperands(&certain)
    func made(_ row: Int) -> Int {
      if impossible[row] { return last + 1 }
      return certain[row] ? 0 : rows.positions[row]
    }
    var givenUp = Array(repeating: 0, count: rows.count)
    for need in rows.needs where need.isEven {
      givenUp[need.operand] = max(givenUp[need.operand], made(need.user))
    }
    var change = Array(repeating: 0, count: last + 2)
    for row in 0..<rows.count where rows.isWhole[row] && made(row) < givenUp[row] {
      change[made(row)] += rows.bytes[row]
      change[givenUp[row]] -= rows.bytes[row]
    }
    var live = 0
    var least = Int.max
    for position in 0...last {
      live += change[position]
      least = min(least, live)
    }
    return least
  }
}
