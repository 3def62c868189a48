/// The functions on floats that kernels call, by the names under which programs define them.
package enum FloatFunction: String, CaseIterable, Sendable {
  case exponential
  /// 1 / (1 + exp(-x)).
  case logistic

  package func callAsFunction(_ x: Expression) -> Expression { .apply(rawValue, [x]) }
}
