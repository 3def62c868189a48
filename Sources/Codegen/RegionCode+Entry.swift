import Kernels

/// How the caller's unsigned integers become those of the program: the same bytes, seen as signed ones.
extension RegionCode {
  /// The declaration of a parameter of the entry.
  func declaration(_ parameter: Function.Parameter) -> String {
    var parameter = parameter
    if isUnsigned(parameter.name) {
      switch parameter.type {
      case .pointer: parameter = .init(parameter.name, .pointer(.uint8))
      case .place: parameter = .init(parameter.name, .place(.uint8))
      case .index, .scalar, .vector, .integerVector, .pointers, .places, .rowCallback, .context,
        .record:
        break
      }
    }
    return CPrinter.declaration(parameter)
  }

  /// What the entry hands over to a region under the name of a parameter.
  func argument(_ name: String) -> String {
    guard isUnsigned(name) else { return name }
    let isInput = graph.inputs.indices.contains { inputName($0) == name }
    return isInput ? "(const int8_t *)\(name)" : "(int8_t *)\(name)"
  }

  /// What the caller knows the elements of an input, or of an output, as.
  func portScalar(ofInput index: Int) -> Scalar {
    graph.unsignedInputs.contains(index) ? .uint8 : scalar(of: graph.inputs[index])
  }

  func portScalar(ofOutput index: Int) -> Scalar {
    graph.unsignedOutputs.contains(index) ? .uint8 : scalar(of: graph.outputs[index])
  }

  private func isUnsigned(_ name: String) -> Bool {
    graph.unsignedInputs.contains { inputName($0) == name }
      || graph.unsignedOutputs.contains { outputName($0) == name }
  }
}
