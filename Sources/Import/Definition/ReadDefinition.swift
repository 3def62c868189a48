import Basics
import Formats
import Glibc
import IR

/// Reads a definition, or rejects it with everything that is wrong with it.
func readDefinition(_ root: JSONValue) throws(Rejection) -> Definition {
  var parts = DefinitionReader()
  if let definition = parts.definition(root), parts.problems.isEmpty { return definition }
  throw Rejection(.badFile, parts.problems)
}

/// Collects the problems of all parts; a part that has one is nil.
private struct DefinitionReader {
  var problems: [Diagnostic] = []

  mutating func definition(_ root: JSONValue) -> Definition? {
    var reader = JSONObjectReader(root, expecting: "a network definition")
    let name = reader.string("name")
    let family: Family? = reader.choice("family")
    let dialect = reader.choice("dialect", default: family?.customaryDialect ?? .torchvision)
    let dialectValue = reader.value("dialect")
    let inputValue = reader.value("input")
    let width = reader.double("width", in: Limits.width, default: 1)
    let classesValue = reader.value("classes")
    let classes = reader.integer("classes", in: Limits.classes)
    let labels = reader.value("labels") == nil ? "" : reader.string("labels")
    let stemValue = reader.value("stem")
    let rowValues = reader.array("blocks")
    let headValue = reader.value("head")
    problems += reader.finish()
    guard case .object = root.content else { return nil }

    if let name, name.isEmpty {
      problem("definition.name", reader.value("name")?.origin ?? root.origin, "expected a name")
    }
    let input = required(inputValue, "input", "a map", in: root).flatMap { self.input($0) }
    let stem = required(stemValue, "stem", "a convolution", in: root).flatMap { self.stem($0) }
    let nonlinearity = stem?.nonlinearity ?? .relu6
    let rows = (rowValues ?? []).map { row($0, nonlinearity) }
    if rowValues?.isEmpty == true {
      problem(
        "definition.blocks", reader.value("blocks")?.origin ?? root.origin,
        "expected at least one block, found none")
    }
    checkCount(rows)
    let head =
      headValue.map { self.head($0, nonlinearity) }
      ?? Definition.Head(
        convolution: nil, hidden: nil, nonlinearity: nonlinearity, origin: root.origin)

    guard let name, let family, let dialect, let input, let width, let classes, let labels,
      let stem, let head
    else { return nil }
    return Definition(
      name: name, family: family, dialect: dialect, input: input.shape,
      preprocessing: input.preprocessing, width: width, classes: classes,
      labels: labels.isEmpty ? nil : labels, stem: stem, rows: rows.compactMap { $0 }, head: head,
      origins: .init(
        root: root.origin, dialect: dialectValue?.origin ?? root.origin,
        input: inputValue?.origin ?? root.origin,
        classes: classesValue?.origin ?? root.origin))
  }

  private mutating func input(
    _ value: JSONValue
  ) -> (shape: Shape, preprocessing: Preprocessing)? {
    var reader = JSONObjectReader(value, expecting: "the input")
    let height = reader.integer("height", in: Limits.resolution)
    let width = reader.integer("width", in: Limits.resolution)
    let channels = reader.integer("channels", in: Limits.inputChannels, default: 3)
    let scale = reader.double("scale", in: 1e-6...1e6)
    let mean = reader.doubles("mean", count: channels, in: -1e6...1e6)
    let std = reader.doubles("std", count: channels, in: 1e-6...1e6)
    let crop = reader.double("crop", in: 0.01...1, default: 1)
    problems += reader.finish()
    guard let height, let width, let channels, let scale, let mean, let std, let crop
    else { return nil }
    let preprocessing = Preprocessing(
      scale: Float(scale), mean: mean.map(Float.init), std: std.map(Float.init), crop: Float(crop))
    return (Shape(height, width, channels), preprocessing)
  }

  private mutating func stem(_ value: JSONValue) -> Definition.Stem? {
    var reader = JSONObjectReader(value, expecting: "the stem")
    let channels = reader.integer("c", in: Limits.channels)
    let stride = reader.integer("s", in: Limits.stride, default: 1)
    let kernel = kernel(&reader)
    let nonlinearity: Nonlinearity? = reader.choice("nonlinearity")
    problems += reader.finish()
    guard let channels, let stride, let kernel, let nonlinearity else { return nil }
    return Definition.Stem(
      channels: channels, kernel: kernel, stride: stride, nonlinearity: nonlinearity,
      origin: value.origin)
  }

  private mutating func row(
    _ value: JSONValue, _ inherited: Nonlinearity
  ) -> Definition.Row? {
    var reader = JSONObjectReader(value, expecting: "a row of blocks")
    let block = reader.choice("block", default: BlockKind.invertedResidual)
    let (tValue, expandValue) = (reader.value("t"), reader.value("expand"))
    let factor = tValue == nil ? nil : reader.double("t", in: Limits.expansion)
    let expand = expandValue == nil ? nil : reader.integer("expand", in: Limits.channels)
    let channels = reader.integer("c", in: Limits.channels)
    let repetitions = reader.integer("n", in: Limits.repetitions, default: 1)
    let stride = reader.integer("s", in: Limits.stride, default: 1)
    let kernel = kernel(&reader)
    let squeezeValue = reader.value("squeeze-excite")
    let squeeze =
      squeezeValue == nil ? nil : reader.double("squeeze-excite", in: Limits.squeeze)
    let nonlinearity = reader.choice("nonlinearity", default: inherited)
    let found = reader.finish()
    problems += found
    guard case .object = value.content else { return nil }

    var expansion = Expansion.none
    switch (block, tValue, expandValue) {
    case (.depthwiseSeparable, let unwanted?, _), (.depthwiseSeparable, nil, let unwanted?):
      problem(
        "definition.expansion", unwanted.origin,
        "a depthwise-separable block has no expansion, expected neither t nor expand")
    case (.invertedResidual, let t?, .some):
      problem("definition.expansion", t.origin, "expected one of t and expand, found both")
    case (.invertedResidual, nil, nil):
      problem(
        "definition.expansion", value.origin,
        "expected t (a factor) or expand (channels) in an inverted residual, found neither")
    default:
      expansion = factor.map(Expansion.factor) ?? expand.map(Expansion.channels) ?? .none
    }
    guard found.isEmpty, let block, let channels, let repetitions, let stride, let kernel,
      let nonlinearity
    else { return nil }
    return Definition.Row(
      block: block, expansion: expansion, channels: channels, repetitions: repetitions,
      stride: stride, kernel: kernel, squeezeExcite: squeeze, nonlinearity: nonlinearity,
      origin: value.origin)
  }

  private mutating func head(
    _ value: JSONValue, _ inherited: Nonlinearity
  ) -> Definition.Head? {
    var reader = JSONObjectReader(value, expecting: "the head")
    let convolution =
      reader.value("conv") == nil ? nil : reader.integer("conv", in: Limits.channels)
    let hidden =
      reader.value("hidden") == nil ? nil : reader.integer("hidden", in: Limits.channels)
    let nonlinearity = reader.choice("nonlinearity", default: inherited)
    problems += reader.finish()
    guard let nonlinearity else { return nil }
    return Definition.Head(
      convolution: convolution, hidden: hidden, nonlinearity: nonlinearity, origin: value.origin)
  }

  /// The side of a square window; an even one has no middle to centre the padding on.
  private mutating func kernel(_ reader: inout JSONObjectReader) -> Int? {
    let kernel = reader.integer("kernel", in: Limits.kernel, default: 3)
    if let kernel, kernel.isMultiple(of: 2), let value = reader.value("kernel") {
      problem("definition.kernel", value.origin, "expected an odd kernel, found \(kernel)")
      return nil
    }
    return kernel
  }

  private mutating func checkCount(_ rows: [Definition.Row?]) {
    var count = 0
    for row in rows {
      count += row?.repetitions ?? 1
      guard count > Limits.blocks else { continue }
      problem(
        "definition.blocks", row?.origin ?? .unknown,
        "expected at most \(Limits.blocks) blocks in all, found \(count) up to here")
      return
    }
  }

  private mutating func required(
    _ value: JSONValue?, _ key: String, _ what: String, in root: JSONValue
  ) -> JSONValue? {
    if value == nil {
      problem(
        "json.missing-key", root.origin,
        "missing key \"\(key)\" in a network definition, expected \(what) (an object)")
    }
    return value
  }

  private mutating func problem(_ id: String, _ origin: Origin, _ message: String) {
    problems.append(Diagnostic(id, at: origin, message))
  }
}
