import Basics
import Formats
import IR

/// The other ops between integers; each is false if one end of it is not.
extension ONNXImporter {
  mutating func integerPair(
    _ node: ONNXNode, _ left: ONNXMap, _ right: ONNXMap, _ op: (Requantization?) -> Op
  ) throws(Rejection) -> Bool {
    guard isInteger(left), isInteger(right), let end = try plainEnd(after: node, left.axes) else {
      return false
    }
    let (a, b) = try alike(left, right, node)
    try finish(node, end, op(end.form.requantization), [a.value, b.value], a.axes)
    return true
  }

  mutating func integerScale(
    _ node: ONNXNode, _ mapName: String, _ scaleName: String
  ) throws(Rejection) -> Bool {
    let (map, scale) = (try map(mapName, node), try map(scaleName, node))
    guard isInteger(map), isInteger(scale), let end = try plainEnd(after: node, map.axes) else {
      return false
    }
    var op = ChannelScale()
    op.output = end.form.requantization
    try finish(node, end, .channelScale(op), [map.value, scale.value], map.axes)
    return true
  }

  mutating func integerSigmoid(_ node: ONNXNode, _ name: String) throws(Rejection) -> Bool {
    let map = try map(name, node)
    guard isInteger(map), let end = try plainEnd(after: node, map.axes) else { return false }
    var op = ActivationOp()
    (op.function, op.output) = (.logistic, end.form.requantization)
    try finish(node, end, .activation(op), [map.value], map.axes)
    return true
  }

  mutating func integerMean(
    _ node: ONNXNode, _ map: ONNXMap, _ axes: FileAxes, _ op: (Requantization?) -> Op
  ) throws(Rejection) -> Bool {
    guard isInteger(map), let end = try plainEnd(after: node, axes) else { return false }
    try finish(node, end, op(end.form.requantization), [map.value], axes)
    return true
  }

  mutating func integerSoftmax(_ node: ONNXNode, _ map: ONNXMap) throws(Rejection) -> Bool {
    guard isInteger(map) else { return false }
    var op = Softmax()
    if let end = try plainEnd(after: node, map.axes) {
      op.output = end.form.requantization
      try finish(node, end, .softmax(op), [map.value], map.axes)
      return true
    }
    // The one op that makes floats of integers.
    let value = try emit(.softmax(op), [map.value], name: node.output(), node)
    try finish(node, value, map.axes)
    return true
  }

  /// An end without a bias.
  mutating func plainEnd(
    after node: ONNXNode, _ axes: FileAxes
  ) throws(Rejection) -> IntegerEnd? {
    guard let end = try integerEnd(after: node, axes, channels: 0), end.summand == nil else {
      return nil
    }
    return end
  }
}
