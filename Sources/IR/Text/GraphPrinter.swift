import Basics

/// How much of the weights the text form shows.
package enum WeightDetail: Hashable, Sendable {
  /// All of them: the text reads back to the same graph.
  case full
  /// Names and shapes, the values of anything larger than a few numbers replaced by `elided`.
  case elided
}

extension Graph {
  /// The text form of a graph (docs/text-form.md).
  package func text(weights detail: WeightDetail = .full) -> String {
    var writer = CodeWriter()
    writer.block("graph \(quotedIfNeeded(name))") { writer in
      for id in usedWeights {
        let weight = weights[id]
        writer.line(
          "weight @\(quotedIfNeeded(weight.name)) : \(typeText(weight)) = \(data(weight, detail))")
      }
      for (index, input) in inputs.enumerated() {
        let facts = index == 0 ? preprocessing.map { " " + spell($0) } ?? "" : ""
        let unsigned = unsignedInputs.contains(index) ? " unsigned" : ""
        writer.line(
          "input %\(quotedIfNeeded(values[input].name)) : \(type(of: input))\(unsigned)\(facts)")
      }
      for id in order {
        let node = nodes[id]
        let operands = node.operands.map { "%" + quotedIfNeeded(values[$0].name) }
        let attributes = node.op.payload.printedAttributes
          .map { "\($0.name) = \(spell($0.value, self))" }
          .joined(separator: ", ")
        writer.line(
          "%\(quotedIfNeeded(name(of: id))) = \(node.op.mnemonic) "
            + operands.joined(separator: ", ") + (attributes.isEmpty ? "" : " {\(attributes)}")
            + " : \(type(of: node.result))")
      }
      for (index, output) in outputs.enumerated() {
        let unsigned = unsignedOutputs.contains(index) ? " unsigned" : ""
        writer.line("output %\(quotedIfNeeded(values[output].name))\(unsigned)")
      }
    }
    return writer.text
  }
}

private func typeText(_ weight: Weight) -> String {
  let shape = weight.shape.map(String.init).joined(separator: "x")
  let quantization =
    weight.quantization.map {
      let isSingleChannel = $0.isPerChannel && $0.scales.count == 1
      return "(\(list($0.scales)), \($0.zeroPoint)\(isSingleChannel ? ", channel" : ""))"
    } ?? ""
  return "\(weight.elementType.rawValue)[\(shape)]" + quantization
}

private func data(_ weight: Weight, _ detail: WeightDetail) -> String {
  if let seed = weight.seed { return "seeded \(seed.kind.rawValue) \(quoted(seed.name))" }
  let isShort = weight.count <= 32
  switch weight.elements {
  case .floats(let values):
    if isShort, values.allSatisfy(\.isFinite) { return list(values) }
    return detail == .elided ? "elided" : hex(values.map(\.bitPattern))
  case .int8s(let values):
    if isShort { return list(values) }
    return detail == .elided ? "elided" : hex(values.map { UInt8(bitPattern: $0) })
  case .int32s(let values):
    if isShort { return list(values) }
    return detail == .elided ? "elided" : hex(values.map { UInt32(bitPattern: $0) })
  }
}

private func list(_ values: [some CustomStringConvertible]) -> String {
  "[" + values.map(\.description).joined(separator: ", ") + "]"
}

/// Little-endian bytes, the way a weight file has them.
private func hex<Number: FixedWidthInteger & UnsignedInteger>(_ values: [Number]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  let text = String(unsafeUninitializedCapacity: values.count * Number.bitWidth / 4) { buffer in
    var next = 0
    for value in values {
      for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
        let byte = Int(truncatingIfNeeded: value >> Number(shift) & 0xff)
        buffer[next] = digits[byte >> 4]
        buffer[next + 1] = digits[byte & 15]
        next += 2
      }
    }
    return next
  }
  return "hex \"\(text)\""
}

private func spell(_ value: AttributeValue, _ graph: Graph) -> String {
  switch value {
  case .integers(let values): "[" + values.map(String.init).joined(separator: ", ") + "]"
  case .float(let value): value.description
  case .axis(let axis): axis.rawValue
  case .activation(let activation): activation.description
  case .weight(let id): "@" + quotedIfNeeded(graph.weights[id].name)
  case .requantization(let output): output.description
  }
}

private func spell(_ p: Preprocessing) -> String {
  "{scale = \(p.scale), mean = \(list(p.mean)), std = \(list(p.std)), crop = \(p.crop)}"
}

/// A name as it stands, or in quotes where it would not read back as one word.
func quotedIfNeeded(_ name: String) -> String {
  // Two slashes would begin a comment.
  let isWord = !name.isEmpty && name.utf8.allSatisfy(isWordByte) && !name.contains("//")
  return isWord ? name : quoted(name)
}

private func quoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": quoted += "\\\(scalar)"
    case "\n": quoted += "\\n"
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

/// Whether a byte may stand in a name without quotes.
func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"):
    true
  default: false
  }
}
