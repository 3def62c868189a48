/// A network of pipes for maximum flows, by Dinic's algorithm of 1970.
///
/// The pipes stay; each run starts from empty ones and may switch some of them on or off.
struct FlowNetwork {
  /// More than any real capacity and far from overflow.
  static let unlimited = Int.max / 4

  /// For each node where its arcs start, arcs of one node side by side.
  private let firstArc: [Int]
  private let target: [Int]
  /// The arc back, whose capacity is what could be taken back again.
  private let opposite: [Int]
  private let emptyRoom: [Int]
  /// The arc of each pipe.
  private let arcOfPipe: [Int]

  struct Pipe {
    let from: Int
    let to: Int
    let capacity: Int
  }

  init(nodeCount: Int, pipes: [Pipe]) {
    var next = Array(repeating: 0, count: nodeCount + 1)
    for pipe in pipes {
      next[pipe.from + 1] += 1
      next[pipe.to + 1] += 1
    }
    for node in 0..<nodeCount { next[node + 1] += next[node] }
    firstArc = next
    var target = Array(repeating: 0, count: 2 * pipes.count)
    var opposite = target
    var room = target
    var arcOfPipe: [Int] = []
    arcOfPipe.reserveCapacity(pipes.count)
    for pipe in pipes {
      let (there, back) = (next[pipe.from], next[pipe.to])
      next[pipe.from] += 1
      next[pipe.to] += 1
      (target[there], target[back]) = (pipe.to, pipe.from)
      (opposite[there], opposite[back]) = (back, there)
      room[there] = pipe.capacity
      arcOfPipe.append(there)
    }
    (self.target, self.opposite, self.arcOfPipe) = (target, opposite, arcOfPipe)
    emptyRoom = room
  }

  /// The value of a maximum flow, and which nodes lie on the source's side of the minimum cut that
  /// is nearest to the source; the capacities of some pipes are replaced for this run.
  func maximumFlow(
    from source: Int, to sink: Int, replacing capacities: [(pipe: Int, capacity: Int)]
  ) -> (value: Int, isOnSourceSide: [Bool]) {
    var room = emptyRoom
    for (pipe, capacity) in capacities { room[arcOfPipe[pipe]] = capacity }
    let nodeCount = firstArc.count - 1
    var level = Array(repeating: -1, count: nodeCount)
    var next = firstArc
    var queue: [Int] = []
    var path: [Int] = []
    var total = 0
    while true {
      // How far each node is from the source, as long as there is room.
      for node in level.indices { level[node] = -1 }
      level[source] = 0
      queue.removeAll(keepingCapacity: true)
      queue.append(source)
      var head = 0
      while head < queue.count, level[sink] < 0 {
        let node = queue[head]
        head += 1
        for arc in firstArc[node]..<firstArc[node + 1]
        where room[arc] > 0 && level[target[arc]] < 0 {
          level[target[arc]] = level[node] + 1
          queue.append(target[arc])
        }
      }
      guard level[sink] >= 0 else { return (total, level.map { $0 >= 0 }) }

      // Paths that lead one level further with each arc, until none is left.
      for node in 0..<nodeCount { next[node] = firstArc[node] }
      var node = source
      while true {
        if node == sink {
          let amount = path.reduce(Self.unlimited) { min($0, room[$1]) }
          var full = path.count
          for (place, arc) in path.enumerated().reversed() {
            room[arc] -= amount
            room[opposite[arc]] += amount
            if room[arc] == 0 { full = place }
          }
          total += amount
          node = target[opposite[path[full]]]
          path.removeLast(path.count - full)
          continue
        }
        var step: Int?
        while next[node] < firstArc[node + 1] {
          let arc = next[node]
          if room[arc] > 0, level[target[arc]] == level[node] + 1 {
            step = arc
            break
          }
          next[node] += 1
        }
        if let step {
          path.append(step)
          node = target[step]
        } else if let last = path.popLast() {
          // A dead end: whoever led here looks elsewhere.
          node = target[opposite[last]]
          next[node] += 1
        } else {
          break
        }
      }
    }
  }
}
