/// Places of an axis in a regular order.
struct AxisSlice {
  var first: Int
  var step: Int
  var count: Int

  /// What Slice takes of an axis: numbers below zero count from its end, numbers far outside stand for
  /// either end.
  init(from start: Int, to end: Int, by step: Int, extent: Int) {
    func place(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      let index = max(min(index, 1 << 40), -1 << 40)
      return min(max(index < 0 ? index + extent : index, range.lowerBound), range.upperBound)
    }
    self.step = max(min(step, 1 << 40), -1 << 40)
    guard extent > 0 else {
      (first, count) = (0, 0)
      return
    }
    let range = step > 0 ? 0...extent : -1...extent - 1
    first = place(start, step > 0 ? range : 0...extent - 1)
    let span = (place(end, range) - first) * (step > 0 ? 1 : -1)
    count = span > 0 ? (span - 1) / abs(self.step) + 1 : 0
  }

  /// Some places, nil if they are in no regular order.
  init?(_ places: [Int]) {
    guard let first = places.first else { return nil }
    let step = places.count > 1 ? places[1] - first : 1
    guard places.indices.allSatisfy({ places[$0] == first + $0 * step }) else { return nil }
    (self.first, self.step, count) = (first, step, places.count)
  }

  var places: [Int] { (0..<count).map { first + $0 * step } }
}
