import Kernels

extension FloatFunction {
  /// The function in Swift; the same steps as in C (`FloatPrologue`).
  var swiftDefinition: String {
    switch self {
    case .exponential:
      """
      /// exp(x): a power of two times the series of a small rest; off by less than 2 ulp.
      @inline(__always)
      private static func exponential(_ x: Float) -> Float {
        let low: Float = x > -87 ? x : -87
        let bound: Float = low < 88 ? low : 88
        // The nearest integer is in the low bits of such a sum.
        let raised: Float = bound * 1.44269504 + 12582912
        let whole: Float = raised - 12582912
        let rest: Float = (bound - whole * 0.693359375) + whole * 2.12194440e-4
        var series: Float = 1.98412698e-4
        series = series * rest + 1.38888889e-3
        series = series * rest + 8.33333333e-3
        series = series * rest + 4.16666667e-2
        series = series * rest + 1.66666667e-1
        series = series * rest + 0.5
        series = (series * rest) * rest + rest + 1
        let exponent = raised.bitPattern &- 0x4b40_0000 &+ 127
        return series * Float(bitPattern: exponent &<< 23)
      }
      """
    case .logistic:
      """
      /// 1 / (1 + exp(-x)).
      @inline(__always)
      private static func logistic(_ x: Float) -> Float { 1 / (1 + exponential(-x)) }
      """
    }
  }
}
