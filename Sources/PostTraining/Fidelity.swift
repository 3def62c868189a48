import Basics
import Glibc
import IR

/// The energy of a map of floats, and that of what its integers are off.
package struct NoiseEnergy: Hashable, Sendable {
  package var signal = 0.0
  package var noise = 0.0

  package init(signal: Double = 0, noise: Double = 0) {
    self.signal = signal
    self.noise = noise
  }

  /// In dB; infinite where nothing is off.
  package var signalToNoise: Double { 10 * log10(signal / noise) }
}

/// How near the answers of two networks are over many inputs.
package struct AnswerAgreement: Hashable, Sendable {
  /// Inputs for which both have the same top class.
  package private(set) var sameTop = 0
  package private(set) var count = 0
  private var cosines = 0.0
  private var distances = 0.0
  /// The greatest difference of the probability of a class.
  package private(set) var largestDifference = 0.0
  private let isProbability: Bool

  /// Without `isProbability` answers are turned into probabilities by a softmax.
  package init(isProbability: Bool) { self.isProbability = isProbability }

  package mutating func add(_ answer: [Double], expected: [Double]) {
    count += 1
    if top(answer) == top(expected) { sameTop += 1 }
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map(*).reduce(0, +) }
    let lengths = (product(answer, answer) * product(expected, expected)).squareRoot()
    cosines += lengths > 0 ? product(answer, expected) / lengths : 0
    let differences = zip(probabilities(answer), probabilities(expected)).map { abs($0 - $1) }
    distances += differences.reduce(0, +) / 2
    largestDifference = max(largestDifference, differences.max() ?? 0)
  }

  /// The mean cosine of the angle between two answers.
  package var cosine: Double { cosines / Double(count) }
  /// The mean total variation distance: how much probability lies elsewhere.
  package var probabilityDistance: Double { distances / Double(count) }

  private func top(_ answer: [Double]) -> Int? { answer.indices.max { answer[$0] < answer[$1] } }

  private func probabilities(_ answer: [Double]) -> [Double] {
    if isProbability { return answer }
    let most = answer.max() ?? 0
    let powers = answer.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}

/// How near a network on integers is to one on floats.
package struct Fidelity: Sendable {
  /// For each op in order.
  package var noise: [NoiseEnergy]
  /// Of the first output.
  package var answers: AnswerAgreement

  package init(of graph: Graph) {
    noise = graph.order.map { _ in NoiseEnergy() }
    var isProbability = false
    if let producer = graph.outputs.first.flatMap({ graph.values[$0].producer }),
      case .softmax = graph.nodes[producer].op
    {
      isProbability = true
    }
    answers = AnswerAgreement(isProbability: isProbability)
  }
}

/// Compares two graphs by the reference, op by op; each input is one tensor of floats for each.
package func referenceFidelity(
  of integers: Graph, to floats: Graph, inputs: [[Tensor]], progress: (Int) -> Void = { _ in }
) -> Fidelity {
  var fidelity = Fidelity(of: floats)
  for (index, input) in inputs.enumerated() {
    let expected = evaluate(floats, inputs: input)
    let actual = evaluate(
      integers,
      inputs: zip(input, integers.inputs).map { integers.type(of: $1).integers($0) })
    func numbers(_ tensor: Tensor?) -> [Double] {
      guard let tensor else { preconditionFailure("a value was not evaluated") }
      return tensor.values.map { tensor.quantization?.real($0) ?? $0 }
    }
    for (op, (node, original)) in zip(integers.order, floats.order).enumerated() {
      let (a, b) = (
        numbers(actual[integers.nodes[node].result]),
        numbers(expected[floats.nodes[original].result])
      )
      fidelity.noise[op].signal += b.reduce(0) { $0 + $1 * $1 }
      fidelity.noise[op].noise += zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    fidelity.answers.add(
      numbers(actual[integers.outputs[0]]), expected: numbers(expected[floats.outputs[0]]))
    progress(index + 1)
  }
  return fidelity
}

extension TensorType {
  /// The integers nearest to some floats.
  package func integers(_ tensor: Tensor) -> Tensor {
    guard let quantization else { return tensor }
    let output = Requantization(quantization, .double)
    return Tensor(
      shape: tensor.shape, values: tensor.values.map { Double(output.clamped(Float($0))) })
  }
}
