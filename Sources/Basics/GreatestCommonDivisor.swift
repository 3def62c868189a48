/// The greatest number that divides both of two that are not negative; the other one where one is 0.
package func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
