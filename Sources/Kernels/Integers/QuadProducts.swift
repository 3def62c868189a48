/// Products of integers in fours along the depth, which machines add up in one step.
///
/// The weights of a panel lie in fours too. Where the depth is no multiple of four, the last four end in
/// weights of zero.
struct QuadProducts {
  let sums: [Expression]
  let group: ProductGroup
  /// The output channels of a panel.
  let channels: Int
  /// Places along the depth, and those of them that are elements; the others lie outside of the image.
  let depth: Int
  let inside: Range<Int>
  /// What there is outside.
  let outside: Int
  /// How many more elements than those inside may be read after them.
  var spare = 0
  /// Whether some weights are read from memory for each product, all of them then through a pointer that
  /// moves on from step to step.
  var leavesWeights = false

  /// The pointer to the weights of a step, through which they are read again.
  static let again = "quads"

  /// What four places have: the elements at a pointer, or something of everything.
  enum Source {
    case elements(first: Expression)
    case mixed([Int])
    case outside
  }

  /// Adds all products to each sum; `quad` gives those of a pixel.
  func add(
    weights: Expression, _ quad: (_ pixel: Int, _ source: Source) -> Expression
  ) -> [Statement] {
    let count = (depth + 3) / 4
    let first = min((inside.lowerBound + 3) / 4, count)
    // What is multiplied with weights of zero may be anything that can be read.
    let reads =
      inside.upperBound == depth && depth + spare >= 4 * count ? 4 * count : inside.upperBound
    let last = max(first, reads / 4)
    func isOutside(_ index: Int) -> Bool { !inside.overlaps(4 * index..<4 * index + 4) }
    /// Steps that are alike.
    func run(_ steps: Range<Int>, _ source: (Expression) -> Source) -> [Statement] {
      func body(_ index: Expression) -> [Statement] {
        guard leavesWeights else {
          return step(weights.advanced(by: index * .integer(4 * channels))) {
            quad($0, source(index * 4))
          }
        }
        let pointer = ref(Self.again)
        return step(pointer) { quad($0, source(index * 4)) }
          + [.assign(pointer, pointer.advanced(by: .integer(4 * channels)))]
      }
      // A loop of a few steps costs Clang more registers than there are.
      guard steps.count > 3 else { return steps.map { .block(body(.integer($0))) } }
      return loop("k", to: steps.count) { k in body(k + .integer(steps.lowerBound)) }
    }
    var statements: [Statement] =
      leavesWeights
      ? [.variable(Self.again, .pointer(.int8)), .assign(ref(Self.again), weights)] : []
    var index = 0
    while index < count {
      if index == first, first < last {
        statements += run(first..<last) { .elements(first: $0) }
        index = last
      } else if isOutside(index) {
        let end = (index..<count).first { !isOutside($0) || $0 == first && first < last } ?? count
        statements += run(index..<end) { _ in .outside }
        index = end
      } else {
        statements += run(index..<index + 1) { _ in .mixed(Array(4 * index..<4 * index + 4)) }
        index += 1
      }
    }
    // The pointer's name is its own.
    return leavesWeights ? [.block(statements)] : statements
  }

  /// Four places of something of everything; `element` gives those inside.
  func mixed(_ places: [Int], _ element: (Int) -> Expression) -> Expression {
    let parts = places.map { place in
      inside.contains(place) ? element(place) : .integer(place < depth ? outside : 0)
    }
    return IntegerFunction.quadOf(parts[0], parts[1], parts[2], parts[3])
  }

  private func step(_ weights: Expression, _ quad: (_ pixel: Int) -> Expression) -> [Statement] {
    sums.indices.map { .constant("x\($0)", .scalar(.int32), quad($0)) } + [
      lanes(channels) { j in
        [.constant("w", .scalar(.int32), IntegerFunction.quadAt(weights.advanced(by: j * 4)))]
          + sums.indices.map {
            .accumulate(sums[$0][j], group.quadProduct(ref("x\($0)"), ref("w")))
          }
      }
    ]
  }
}
