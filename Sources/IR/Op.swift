import Basics

/// Why an op cannot stand where it stands: the rule it breaks and what was found and expected.
package struct IllegalOp: Error, Hashable {
  package let rule: String
  package let message: String

  package init(_ rule: String, _ message: String) {
    self.rule = rule
    self.message = message
  }
}

/// What an op costs, by the conventions of the papers.
package struct Cost: Hashable, Sendable {
  /// Multiply-adds of convolutions and fully connected layers; border taps count, the rest is 0.
  package var multiplyAdds = 0
  /// Trainable numbers: weights, biases, gamma and beta.
  package var parameters = 0

  package init(multiplyAdds: Int = 0, parameters: Int = 0) {
    self.multiplyAdds = multiplyAdds
    self.parameters = parameters
  }
}

/// Everything an op says of itself, in one file per op.
package protocol Operation: Hashable, Sendable {
  /// Its word in the text form.
  static var mnemonic: String { get }
  /// Its operands by name, in order.
  static var operandNames: [String] { get }
  /// Whether any number of operands like the last may follow.
  static var takesMore: Bool { get }
  static var attributes: [Attribute<Self>] { get }
  /// An op whose attributes are all at their defaults or unset.
  init()
  /// Shape inference and legality at once; operands are as many as `operandNames`.
  func resultType(_ operands: [TensorType], _ weights: WeightStore) throws(IllegalOp) -> TensorType
  /// How each operand is read.
  func access(_ weights: WeightStore) -> [OperandAccess]
  func cost(_ operands: [TensorType], _ weights: WeightStore) -> Cost
  /// Whether its results depend on how many taps of their windows lie inside of the input.
  func countsTaps(in input: Shape, for result: Shape) -> Bool
  /// The definition of the op: double precision, no tricks. Shares no code with the kernels.
  func evaluate(_ operands: [Tensor], _ weights: WeightStore, _ result: Shape) -> Tensor
}

extension Operation {
  package static var takesMore: Bool { false }

  package func cost(_ operands: [TensorType], _ weights: WeightStore) -> Cost { Cost() }

  package func countsTaps(in input: Shape, for result: Shape) -> Bool { false }

  /// The attributes that are not at their defaults, in the order of the table.
  package var printedAttributes: [(name: String, value: AttributeValue)] {
    Self.attributes.compactMap { attribute in
      attribute.get(self).map { (attribute.name, $0) }
    }
  }

  /// The weights it holds, in the order of the table.
  package var weightIDs: [WeightID] {
    printedAttributes.compactMap {
      guard case .weight(let id) = $0.value else { return nil }
      return id
    }
  }
}

/// An op of the graph.
package enum Op: Hashable, Sendable {
  case conv2D(Conv2D)
  case depthwiseConv2D(DepthwiseConv2D)
  case fullyConnected(FullyConnected)
  case batchNorm(BatchNorm)
  case activation(ActivationOp)
  case add(Add)
  case subtract(Subtract)
  case multiply(Multiply)
  case globalAveragePool(GlobalAveragePool)
  case channelScale(ChannelScale)
  case averagePool2D(AveragePool2D)
  case maxPool2D(MaxPool2D)
  case softmax(Softmax)
  case quantize(Quantize)
  case dequantize(Dequantize)
  case concatenate(Concatenate)
  case rearrange(Rearrange)
  case resizeNearest(ResizeNearest)
  case resizeBilinear(ResizeBilinear)

  /// The payload, for what all ops can answer.
  package var payload: any Operation {
    switch self {
    case .conv2D(let op): op
    case .depthwiseConv2D(let op): op
    case .fullyConnected(let op): op
    case .batchNorm(let op): op
    case .activation(let op): op
    case .add(let op): op
    case .subtract(let op): op
    case .multiply(let op): op
    case .globalAveragePool(let op): op
    case .channelScale(let op): op
    case .averagePool2D(let op): op
    case .maxPool2D(let op): op
    case .softmax(let op): op
    case .quantize(let op): op
    case .dequantize(let op): op
    case .concatenate(let op): op
    case .rearrange(let op): op
    case .resizeNearest(let op): op
    case .resizeBilinear(let op): op
    }
  }

  package var mnemonic: String { type(of: payload).mnemonic }

  /// Whether it can have so many operands.
  package func takes(_ count: Int) -> Bool {
    let kind = type(of: payload)
    return count == kind.operandNames.count || kind.takesMore && count > kind.operandNames.count
  }
}

/// An op as a kind: what the parser and the documentation tests need to know without an instance.
package struct OpKind: Sendable {
  package let mnemonic: String
  package let operandNames: [String]
  package let takesMore: Bool
  package let attributeNames: [String]
  /// Builds an op from attributes, or says which of them is wrong.
  package let make:
    @Sendable (_ attributes: [(name: String, value: AttributeValue)]) -> Result<Op, IllegalOp>

  private init<Payload: Operation>(_: Payload.Type, _ wrap: @escaping @Sendable (Payload) -> Op) {
    mnemonic = Payload.mnemonic
    operandNames = Payload.operandNames
    takesMore = Payload.takesMore
    attributeNames = Payload.attributes.map(\.name)
    make = { given in
      var payload = Payload()
      for (name, value) in given {
        guard let attribute = Payload.attributes.first(where: { $0.name == name }) else {
          let known = Payload.attributes.map(\.name).joined(separator: ", ")
          return .failure(
            IllegalOp(
              "text.attribute", "\(Payload.mnemonic) has no attribute \(name), only: \(known)"))
        }
        guard attribute.set(&payload, value) else {
          return .failure(IllegalOp("text.attribute", "\(name) is of the wrong kind"))
        }
      }
      let missing = Payload.attributes.filter { attribute in
        attribute.isRequired && !given.contains { $0.name == attribute.name }
      }
      guard missing.isEmpty else {
        let names = missing.map(\.name).joined(separator: ", ")
        return .failure(IllegalOp("text.attribute", "\(Payload.mnemonic) needs: \(names)"))
      }
      return .success(wrap(payload))
    }
  }

  /// Every op there is.
  package static let all: [OpKind] = [
    OpKind(Conv2D.self, Op.conv2D),
    OpKind(DepthwiseConv2D.self, Op.depthwiseConv2D),
    OpKind(FullyConnected.self, Op.fullyConnected),
    OpKind(BatchNorm.self, Op.batchNorm),
    OpKind(ActivationOp.self, Op.activation),
    OpKind(Add.self, Op.add),
    OpKind(Subtract.self, Op.subtract),
    OpKind(Multiply.self, Op.multiply),
    OpKind(GlobalAveragePool.self, Op.globalAveragePool),
    OpKind(ChannelScale.self, Op.channelScale),
    OpKind(AveragePool2D.self, Op.averagePool2D),
    OpKind(MaxPool2D.self, Op.maxPool2D),
    OpKind(Softmax.self, Op.softmax),
    OpKind(Quantize.self, Op.quantize),
    OpKind(Dequantize.self, Op.dequantize),
    OpKind(Concatenate.self, Op.concatenate),
    OpKind(Rearrange.self, Op.rearrange),
    OpKind(ResizeNearest.self, Op.resizeNearest),
    OpKind(ResizeBilinear.self, Op.resizeBilinear),
  ]
}

/// Checks that a weight has the shape an op needs.
func expect(_ weight: Weight, _ name: String, shape: [Int]) throws(IllegalOp) {
  guard weight.shape == shape else {
    func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "x") }
    throw IllegalOp(
      "op.weight",
      "\(name) must be \(text(shape)) here, \"\(weight.name)\" is \(text(weight.shape))")
  }
}
