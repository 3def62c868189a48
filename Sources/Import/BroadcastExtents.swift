/// What two tensors have together when each is repeated along axes where it has one element, the last axes
/// side by side; nil where they do not fit.
func broadcastExtents(_ a: [Int], _ b: [Int]) -> [Int]? {
  let rank = max(a.count, b.count)
  let left = Array(repeating: 1, count: rank - a.count) + a
  let right = Array(repeating: 1, count: rank - b.count) + b
  guard zip(left, right).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
  return zip(left, right).map { $0 == 1 ? $1 : $0 }
}
