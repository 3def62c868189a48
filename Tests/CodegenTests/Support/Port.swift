import IR

/// What the elements of an input or of an output are in memory of the caller.
enum Port {
  case float
  case int8
  case uint8

  init(_ type: TensorType, isUnsigned: Bool) {
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

  private var byteCount: Int { self == .float ? 4 : 1 }

  /// Elements of the graph as the caller has them.
  func bytes(of values: [Double]) -> [UInt8] {
    switch self {
    case .float: CodegenTests.bytes(values)
    case .int8: values.map { UInt8(truncatingIfNeeded: Int($0)) }
    case .uint8: values.map { UInt8(truncatingIfNeeded: Int($0) + 128) }
    }
  }

  /// As many elements of the graph as are asked for, taken from those of callers.
  func values(_ count: Int, from rest: inout ArraySlice<UInt8>) -> [Double] {
    let own = rest.prefix(count * byteCount)
    rest = rest.dropFirst(own.count)
    return switch self {
    case .float: floats(Array(own)).map(Double.init)
    case .int8: own.map { Double(Int8(bitPattern: $0)) }
    case .uint8: own.map { Double(Int($0) - 128) }
    }
  }
}

extension Model {
  var inputPorts: [Port] {
    graph.inputs.enumerated().map {
      Port(graph.type(of: $1), isUnsigned: graph.unsignedInputs.contains($0))
    }
  }

  var outputPorts: [Port] {
    graph.outputs.enumerated().map {
      Port(graph.type(of: $1), isUnsigned: graph.unsignedOutputs.contains($0))
    }
  }
}
