import IR
import PostTraining

/// How near a quantised network is to the one of floats, on the inputs it was calibrated with.
public struct QuantizeReport: Encodable, Sendable {
  /// The result of one op.
  public struct Layer: Encodable, Sendable {
    public let name: String
    public let op: String
    public let scale: Float
    public let zeroPoint: Int
    /// In dB; nil where nothing is off, or nothing was there.
    public let signalToNoise: Double?
  }

  public let model: String
  public let weights: String
  public let inputs: Int
  public let layers: [Layer]
  /// Inputs for which both networks have the same top class.
  public let sameTopClass: Int
  /// Of the angle between the answers, the mean.
  public let cosine: Double
  /// The mean total variation distance: how much probability lies with other classes.
  public let probabilityDistance: Double
  /// Of the probability of a class, the greatest difference.
  public let largestDifference: Double
  public let weightBytes: Int
  /// The command that the networks were compiled with; nil where the reference looked at them.
  public let compiler: String?
  public let notes: [String]

  init(
    _ graph: Graph, _ fidelity: Fidelity, weights: String, compiler: String?, notes: [String]
  ) {
    model = graph.name
    self.weights = weights
    inputs = fidelity.answers.count
    layers = zip(graph.order, fidelity.noise).map { id, noise in
      let integers = graph.type(of: graph.nodes[id].result).quantization
      return Layer(
        name: graph.name(of: id), op: graph.nodes[id].op.mnemonic, scale: integers?.scale ?? 1,
        zeroPoint: integers?.zeroPoint ?? 0,
        signalToNoise: noise.signalToNoise.isFinite ? noise.signalToNoise : nil)
    }
    sameTopClass = fidelity.answers.sameTop
    cosine = fidelity.answers.cosine
    probabilityDistance = fidelity.answers.probabilityDistance
    largestDifference = fidelity.answers.largestDifference
    weightBytes = graph.usedWeights.reduce(0) {
      $0 + graph.weights[$1].count * graph.weights[$1].elementType.byteCount
    }
    self.compiler = compiler
    self.notes = notes
  }
}
