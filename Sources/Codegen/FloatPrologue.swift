import Basics
import Kernels

/// The definitions of the functions on floats that a program calls; it needs no libm.
struct FloatPrologue {
  private let functions: [FloatFunction]

  init(for words: CodeWords) {
    functions = FloatFunction.withCalls(
      FloatFunction.allCases.filter { words.called.contains($0.rawValue) })
  }

  func print(to writer: inout CodeWriter) {
    for function in functions { writer.line(function.definition + "\n") }
  }
}

extension FloatFunction {
  /// Some functions with all that they call.
  static func withCalls(_ functions: [FloatFunction]) -> [FloatFunction] {
    functions.contains(.logistic) ? allCases : functions
  }

  fileprivate var definition: String {
    switch self {
    // x = n * ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite, ln 2 in two parts), exp(r) by its series
    // up to r^7 / 7!, whose rest is below 1e-8 there.
    case .exponential:
      """
      /* exp(x): a power of two times the series of a small rest; off by less than 2 ulp. */
      static inline float exponential(float x) {
        const float low = x > -87.0f ? x : -87.0f;
        const float bound = low < 88.0f ? low : 88.0f;
        const float whole = (bound * 1.44269504f + 12582912.0f) - 12582912.0f;
        const float rest = (bound - whole * 0.693359375f) + whole * 2.12194440e-4f;
        float series = 1.98412698e-4f;
        const int32_t bits = ((int32_t)whole + 127) * (1 << 23);
        float power;
        series = series * rest + 1.38888889e-3f;
        series = series * rest + 8.33333333e-3f;
        series = series * rest + 4.16666667e-2f;
        series = series * rest + 1.66666667e-1f;
        series = series * rest + 0.5f;
        series = (series * rest) * rest + rest + 1.0f;
        memcpy(&power, &bits, sizeof power);
        return series * power;
      }
      """
    case .logistic:
      """
      /* 1 / (1 + exp(-x)). */
      static inline float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }
      """
    }
  }
}
