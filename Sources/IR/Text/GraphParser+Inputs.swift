import Basics

extension GraphParser {
  mutating func input(_ graph: inout Graph) throws(Rejection) {
    try advance()
    let at = token
    try expect("%")
    let name = try valueName("the name of an input", at)
    try expect(":")
    let type = try type()
    values[name] = graph.addInput(name, type)
    if try acceptUnsigned(type) { graph.unsignedInputs.insert(graph.inputs.count - 1) }
    if token.kind == .symbol("{") {
      guard graph.inputs.count == 1 else {
        throw rejection("text.preprocessing", token, "only the first input may be preprocessed")
      }
      graph.preprocessing = try preprocessing(channels: type.shape.channels)
    }
  }

  mutating func acceptUnsigned(_ type: TensorType) throws(Rejection) -> Bool {
    guard token.kind == .word("unsigned") else { return false }
    guard type.elementType == .i8 else {
      throw rejection("text.type", token, "only integers can be unsigned, found \(type)")
    }
    try advance()
    return true
  }

  mutating func preprocessing(channels: Int) throws(Rejection) -> Preprocessing {
    var result = Preprocessing(
      scale: 1, mean: Array(repeating: 0, count: channels),
      std: Array(repeating: 1, count: channels), crop: 1)
    try expect("{")
    var keys: Set<String> = []
    repeat {
      let at = token
      let key = try word("scale, mean, std or crop")
      guard keys.insert(key).inserted else {
        throw rejection("text.preprocessing", at, "\(key) is given twice")
      }
      try expect("=")
      switch key {
      case "scale": result.scale = try float()
      case "crop": result.crop = try float()
      case "mean": result.mean = try floats()
      case "std": result.std = try floats()
      default:
        throw rejection("text.syntax", at, "found \(at.kind), expected scale, mean, std or crop")
      }
      guard result.mean.count == channels, result.std.count == channels,
        result.std.allSatisfy({ $0 > 0 }), result.crop > 0, result.crop <= 1,
        ([result.scale] + result.mean + result.std).allSatisfy(\.isFinite)
      else {
        throw rejection(
          "text.preprocessing", at,
          "expected a finite scale, one mean and one positive std for each of \(channels) channels,"
            + " crop in (0, 1]")
      }
    } while try accept(",")
    try expect("}")
    return result
  }
}
