import Basics
import IR

/// What the elements of an input or an output are in memory of the caller.
enum PortElement {
  case float
  case int8
  case uint8

  init(input index: Int, of graph: Graph) {
    self.init(graph.type(of: graph.inputs[index]), graph.unsignedInputs.contains(index))
  }

  init(output index: Int, of graph: Graph) {
    self.init(graph.type(of: graph.outputs[index]), graph.unsignedOutputs.contains(index))
  }

  private init(_ type: TensorType, _ isUnsigned: Bool) {
    self = type.elementType == .f32 ? .float : isUnsigned ? .uint8 : .int8
  }

  /// Its name in C.
  var word: String {
    switch self {
    case .float: "float"
    case .int8: "int8_t"
    case .uint8: "uint8_t"
    }
  }

  var byteCount: Int { self == .float ? 4 : 1 }

  /// Elements of a graph's tensor as the caller has them.
  func bytes(_ values: [Double]) -> [UInt8] {
    switch self {
    case .float: Elements.bytes(values.map { Float($0) })
    case .int8: values.map { UInt8(truncatingIfNeeded: Int($0)) }
    case .uint8: values.map { UInt8(truncatingIfNeeded: Int($0) + 128) }
    }
  }

  /// The elements of a graph's tensor from those of the caller.
  func values(_ bytes: ArraySlice<UInt8>) -> [Double] {
    switch self {
    case .float: Elements.floats(bytes).map(Double.init)
    case .int8: bytes.map { Double(Int8(bitPattern: $0)) }
    case .uint8: bytes.map { Double(Int($0) - 128) }
    }
  }
}

extension Quantization {
  /// The integers nearest to some numbers.
  func integers(_ values: [Double]) -> [Double] {
    let output = Requantization(self, .double)
    return values.map { Double(output.clamped(Float($0))) }
  }
}

extension Graph {
  /// The seeded input of the goldens as this graph takes it.
  func seededInput(_ index: Int) -> Tensor {
    let type = type(of: inputs[index])
    let floats = IR.seededInput(type.shape)
    guard let quantization = type.quantization else { return floats }
    // Whatever the scale, all of its integers occur.
    return Tensor(
      shape: type.shape,
      values: floats.values.map {
        max(-128, min(127, ($0 * 127).rounded() + Double(quantization.zeroPoint) / 2)).rounded()
      })
  }
}
