extension AllocationProblem {
  /// The most bytes that live at one time: no placement needs less.
  var liveBound: Int {
    // At equal times deaths come first, because lives end before their upper bound.
    let events = buffers.flatMap {
      [(time: $0.life.lowerBound, change: $0.size), (time: $0.life.upperBound, change: -$0.size)]
    }.sorted { ($0.time, $0.change) < ($1.time, $1.change) }
    var (live, most) = (0, 0)
    for event in events {
      live += event.change
      most = max(most, live)
    }
    return most
  }
}
