import Basics
import IR

/// Decides every number of a network, or rejects it: as a bad file if the definition by itself is
/// at fault, as bad usage if only what the command line made of it is.
func resolve(
  _ definition: Definition, writtenAs written: Definition
) throws(Rejection) -> Architecture {
  let result = resolve(definition)
  if let architecture = result.architecture { return architecture }
  let isWrittenSoundly = resolve(written).architecture != nil
  throw Rejection(isWrittenSoundly ? .usage : .badFile, result.problems)
}

private func resolve(
  _ definition: Definition
) -> (architecture: Architecture?, problems: [Diagnostic]) {
  guard let conventions = Conventions.of(definition.dialect, definition.family) else {
    let known = Conventions.dialects(for: definition.family).map(\.rawValue)
    return (
      nil,
      [
        Diagnostic(
          "definition.dialect", at: definition.origins.dialect,
          "\(definition.dialect.rawValue) has no MobileNet of family"
            + " \(definition.family.rawValue); the dialects that have one are: "
            + known.joined(separator: ", "))
      ]
    )
  }
  var resolver = Resolver(definition, conventions)
  let architecture = resolver.architecture()
  return (resolver.problems.isEmpty ? architecture : nil, resolver.problems)
}

/// Walks through a network from input to output with the map's size, as written and as it is.
private struct Resolver {
  let definition: Definition
  let conventions: Conventions
  var problems: [Diagnostic] = []
  private var map: Shape
  /// The channels of the map at width 1.
  private var written: Int
  private var weightCount = 0
  private var isMapSound = true

  init(_ definition: Definition, _ conventions: Conventions) {
    self.definition = definition
    self.conventions = conventions
    map = definition.input
    written = definition.input.channels
  }

  mutating func architecture() -> Architecture {
    checkMap(definition.origins.input)
    let stem = stem()
    let blocks = blocks()
    let head = definition.head
    let last = head.convolution.map { channels in
      convolution(
        .headConvolution, to: scaled(channels, conventions.lastConvolution, head.origin),
        head.nonlinearity.activation, head.origin)
    }
    if let convolution = head.convolution { written = convolution }
    map = Shape(1, 1, map.channels)
    let hidden = head.hidden.map { channels in
      linear(
        .hidden, to: scaled(channels, conventions.hidden, head.origin),
        head.nonlinearity.activation, head.origin)
    }
    let classifier = linear(.classifier, to: definition.classes, nil, definition.origins.classes)
    return Architecture(
      name: definition.name, family: definition.family, dialect: definition.dialect,
      conventions: conventions, input: definition.input,
      preprocessing: definition.preprocessing, stem: stem, blocks: blocks, headConvolution: last,
      headOrigin: head.origin, hidden: hidden, classifier: classifier)
  }

  private mutating func stem() -> Layer {
    let stem = definition.stem
    let layer = convolution(
      .stem, to: scaled(stem.channels, conventions.stem, stem.origin), kernel: stem.kernel,
      stride: stem.stride, stem.nonlinearity.activation, stem.origin)
    written = stem.channels
    return layer
  }

  private mutating func blocks() -> [Architecture.Block] {
    var blocks: [Architecture.Block] = []
    var (stage, index) = (0, -1)
    var previous: Int?
    for row in definition.rows {
      for repetition in 0..<row.repetitions {
        let isSameStage = previous == nil || previous == row.channels
        (stage, index) = isSameStage ? (stage, index + 1) : (stage + 1, 0)
        previous = row.channels
        var block = block(row, number: blocks.count + 1, stride: repetition == 0 ? row.stride : 1)
        (block.stage, block.indexInStage) = (stage, index)
        blocks.append(block)
      }
    }
    return blocks
  }

  private mutating func block(
    _ row: Definition.Row, number: Int, stride: Int
  ) -> Architecture.Block {
    let activation = row.nonlinearity.activation
    let input = map
    let expand = innerChannels(row).map { inner in
      convolution(.block(number, .expand), to: inner, activation, row.origin)
    }
    let depthwise = convolution(
      .block(number, .depthwise), .depthwise, to: map.channels, kernel: row.kernel,
      stride: stride, activation, row.origin)
    let gate = gate(row.squeezeExcite, number, row.origin)
    let output = scaled(row.channels, conventions.block, row.origin)
    let project: Layer
    let hasResidual: Bool
    switch row.block {
    case .invertedResidual:
      project = convolution(.block(number, .project), to: output, nil, row.origin)
      hasResidual = stride == 1 && map == input
    case .depthwiseSeparable:
      project = convolution(.block(number, .project), to: output, activation, row.origin)
      hasResidual = false
    }
    written = row.channels
    return Architecture.Block(
      number: number, stage: 0, indexInStage: 0, expand: expand, depthwise: depthwise,
      gate: gate, project: project, hasResidual: hasResidual, origin: row.origin)
  }

  /// The channels inside a block, nil where they are those of its input: then nothing expands.
  private mutating func innerChannels(_ row: Definition.Row) -> Int? {
    let inner: Double
    switch row.expansion {
    case .none: return nil
    case .factor(let factor): inner = factor * Double(written)
    case .channels(let channels): inner = Double(channels)
    }
    guard inner != Double(written) else { return nil }
    let channels = checked(
      conventions.expansion(
        inner, width: definition.width, input: written, actualInput: map.channels),
      row.origin)
    return channels == map.channels ? nil : channels
  }

  private mutating func gate(
    _ ratio: Double?, _ number: Int, _ origin: Origin
  ) -> Architecture.Gate? {
    guard let ratio else { return nil }
    let squeezed = checked(conventions.squeeze(Double(map.channels) * ratio), origin)
    let squeeze = Layer(
      place: .block(number, .squeeze), kind: .convolution, inputs: map.channels,
      outputs: squeezed, isNormalized: false, activation: .relu, origin: origin)
    let excite = Layer(
      place: .block(number, .excite), kind: .convolution, inputs: squeezed,
      outputs: map.channels, isNormalized: false, activation: conventions.gate, origin: origin)
    count(squeeze)
    count(excite)
    return Architecture.Gate(squeeze: squeeze, excite: excite)
  }

  private mutating func convolution(
    _ place: Place, _ kind: Layer.Kind = .convolution, to outputs: Int, kernel: Int = 1,
    stride: Int = 1, _ activation: Activation?, _ origin: Origin
  ) -> Layer {
    let padding = conventions.padding(kernel: kernel, stride: stride, over: map)
    let layer = Layer(
      place: place, kind: kind, inputs: map.channels, outputs: outputs, kernel: kernel,
      stride: stride, padding: padding, activation: activation, origin: origin)
    let window = Window(
      kernelHeight: kernel, kernelWidth: kernel, stride: Stride(height: stride, width: stride),
      padding: padding)
    do throws(IllegalOp) {
      let size = try window.outputSize(over: map)
      map = Shape(size.height, size.width, outputs)
    } catch {
      // Of all the maps after one that cannot be, only the first is news.
      if isMapSound { report("definition.size", origin, "\(place.valueName): \(error.message)") }
      isMapSound = false
      map.channels = outputs
    }
    checkMap(origin)
    count(layer)
    return layer
  }

  private mutating func linear(
    _ place: Place, to outputs: Int, _ activation: Activation?, _ origin: Origin
  ) -> Layer {
    let layer = Layer(
      place: place, kind: .linear, inputs: map.channels, outputs: outputs, isNormalized: false,
      activation: activation, origin: origin)
    map.channels = outputs
    count(layer)
    return layer
  }

  private mutating func scaled(_ channels: Int, _ rule: ChannelRule, _ origin: Origin) -> Int {
    checked(
      rule(
        Double(channels), width: definition.width, input: written, actualInput: map.channels),
      origin)
  }

  /// A number of channels that can be gone on with, after reporting one that cannot be.
  private mutating func checked(_ channels: Int, _ origin: Origin) -> Int {
    if (1...Limits.scaledChannels).contains(channels) { return channels }
    report(
      "definition.channels", origin,
      "expected from 1 to \(Limits.scaledChannels) channels, found \(channels) at width"
        + " \(definition.width)")
    return 1
  }

  private mutating func checkMap(_ origin: Origin) {
    guard isMapSound, !map.isAcceptable else { return }
    report(
      "definition.size", origin,
      "expected maps of at most \(Shape.largestCount) elements and \(Shape.largestExtent) rows or"
        + " columns, found \(map)")
    isMapSound = false
  }

  /// Adds the weights of a layer up; the first layer beyond the limit is reported.
  private mutating func count(_ layer: Layer) {
    guard weightCount <= Limits.weights else { return }
    weightCount += layer.slots.reduce(0) { $0 + $1.count }
    guard weightCount > Limits.weights else { return }
    report(
      "definition.weights", layer.origin,
      "expected at most \(Limits.weights) elements of weights in all,"
        + " found \(weightCount) up to \(layer.place.valueName)")
  }

  private mutating func report(_ id: String, _ origin: Origin, _ message: String) {
    let problem = Diagnostic(id, at: origin, message)
    // The repetitions of a row are at fault together.
    if !problems.contains(problem) { problems.append(problem) }
  }
}
