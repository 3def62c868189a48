/// Equal numbers counted, those that differ added: `3 x 32 + 16`; nothing for no numbers.
package func spelledCounts(_ counts: [Int]) -> String {
  guard let first = counts.first else { return "" }
  let whole = counts.count { $0 == first }
  let rest = counts.filter { $0 != first }.map { " + \($0)" }.joined()
  return "\(whole) x \(first)\(rest)"
}
