import Basics

@testable import Planning

/// Two buffers that share an address at some time, or one that starts below 0.
///
/// Looks at all pairs and knows nothing of how offsets are found.
func conflict(in problem: AllocationProblem, _ offsets: [Int]) -> (Int, Int)? {
  let buffers = problem.buffers
  for i in buffers.indices {
    if offsets[i] < 0 { return (i, i) }
    for j in buffers.indices where i < j && buffers[i].life.overlaps(buffers[j].life) {
      let isApart =
        offsets[i] + buffers[i].size <= offsets[j] || offsets[j] + buffers[j].size <= offsets[i]
      if !isApart { return (i, j) }
    }
  }
  return nil
}

/// The least peak there is, by trying every offset of every buffer; for a handful of buffers.
func leastPeak(of problem: AllocationProblem) -> Int {
  func canPlace(_ index: Int, _ offsets: [Int], within capacity: Int) -> Bool {
    guard index < problem.buffers.count else { return true }
    let buffer = problem.buffers[index]
    guard buffer.size <= capacity else { return false }
    return (0...capacity - buffer.size).contains { offset in
      let isFree = (0..<index).allSatisfy {
        let other = problem.buffers[$0]
        return !other.life.overlaps(buffer.life) || offsets[$0] + other.size <= offset
          || offset + buffer.size <= offsets[$0]
      }
      return isFree && canPlace(index + 1, offsets + [offset], within: capacity)
    }
  }
  var capacity = 0
  while !canPlace(0, [], within: capacity) { capacity += 1 }
  return capacity
}

/// A few buffers with small sizes and lives.
func smallProblem(seed: Int, buffers: Int, times: Int, largest: Int) -> AllocationProblem {
  let numbers = SeededNumbers(name: "small problem \(seed)")
  return AllocationProblem(
    (0..<buffers).map { index in
      let first = Int(numbers[3 * index] * Double(times))
      let last = Int(numbers[3 * index + 1] * Double(times))
      return AllocationProblem.Buffer(
        life: min(first, last)..<max(first, last) + 1,
        size: 1 + Int(numbers[3 * index + 2] * Double(largest)))
    })
}

/// Buffers that fill a rectangle of `capacity` and `times` without a hole.
func fullProblem(seed: Int, buffers: Int, times: Int, capacity: Int) -> AllocationProblem {
  let numbers = SeededNumbers(name: "full problem \(seed)")
  var drawn = 0
  func draw(_ limit: Int) -> Int {
    drawn += 1
    return Int(numbers[drawn] * Double(limit))
  }
  var pieces = [AllocationProblem.Buffer(life: 0..<times, size: capacity)]
  while pieces.count < buffers {
    let place = draw(pieces.count)
    let piece = pieces[place]
    if draw(2) == 0, piece.size > 1 {
      let cut = 1 + draw(piece.size - 1)
      pieces[place] = AllocationProblem.Buffer(life: piece.life, size: cut)
      pieces.append(AllocationProblem.Buffer(life: piece.life, size: piece.size - cut))
    } else if piece.life.count > 1 {
      let cut = piece.life.lowerBound + 1 + draw(piece.life.count - 1)
      pieces[place] = AllocationProblem.Buffer(
        life: piece.life.lowerBound..<cut, size: piece.size)
      pieces.append(
        AllocationProblem.Buffer(life: cut..<piece.life.upperBound, size: piece.size))
    }
  }
  return AllocationProblem(pieces)
}
