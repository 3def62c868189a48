import Targets

/// The order in which a run of integers that lie side by side is packed into words.
///
/// Four bytes become two words, of the bytes 0 and 2 and of 1 and 3, as machines widen them; what is left
/// over is packed in order, an odd one with nothing.
struct PackedRun: Hashable {
  let count: Int

  private var fours: Int { count / 4 }
  var words: Int { 2 * fours + (count % 4 + 1) / 2 }

  /// The places of the run that a word holds.
  func places(_ word: Int) -> (low: Int, high: Int?) {
    if word < 2 * fours {
      let first = word / 2 * 4 + word % 2
      return (first, first + 2)
    }
    let first = 4 * fours + 2 * (word - 2 * fours)
    return (first, first + 1 < count ? first + 1 : nil)
  }

  /// Packs such a run of each of some pixels into `wide`, where the words of the pixels lie side by side.
  ///
  /// `bytes` gives where the run of a pixel lies, if it does in one piece, and `element` its elements,
  /// which have no sign if `unsigned`.
  func pack(
    pixels: Int, at first: Expression, unsigned: Bool, bytes: ((_ pixel: Int) -> Expression)?,
    element: (_ pixel: Int, _ place: Expression) -> Expression
  ) -> [Statement] {
    func wide(_ word: Expression, _ pixel: Int) -> Expression {
      ref("wide")[(first + word) * .integer(pixels) + .integer(pixel)]
    }
    func pair(_ word: Expression, _ pixel: Int, _ low: Expression, _ high: Expression?) -> Statement
    {
      .assign(
        wide(word, pixel),
        IntegerFunction.pairOf(element(pixel, low), high.map { element(pixel, $0) } ?? 0))
    }
    var body = loop("k", to: fours) { k in
      (0..<pixels).flatMap { pixel -> [Statement] in
        guard let bytes else {
          return [
            pair(k * 2, pixel, k * 4, k * 4 + 2), pair(k * 2 + 1, pixel, k * 4 + 1, k * 4 + 3),
          ]
        }
        let four = ref("four\(pixel)")
        let widened = PackedOperation.widened(unsigned: unsigned)
        return [
          .constant(
            "four\(pixel)", .scalar(.int32),
            PackedFunction.wordAt(bytes(pixel).advanced(by: k * 4))),
          .assign(wide(k * 2, pixel), widened[0](four)),
          .assign(wide(k * 2 + 1, pixel), widened[1](four)),
        ]
      }
    }
    for word in 2 * fours..<words {
      let (low, high) = places(word)
      body += (0..<pixels).map {
        pair(.integer(word), $0, .integer(low), high.map { .integer($0) })
      }
    }
    return body
  }

  /// Fills the words of a run with a number.
  func fill(pixels: Int, at first: Expression, with zero: Int) -> [Statement] {
    loop("k", to: words * pixels) { k in
      [
        .assign(
          ref("wide")[first * .integer(pixels) + k],
          IntegerFunction.pairOf(.signed(zero), .signed(zero)))
      ]
    }
  }
}
