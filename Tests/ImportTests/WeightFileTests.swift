import Basics
import Formats
import IR
import Import
import TestSupport
import Testing

@Suite struct WeightFileTests {
  @Test(arguments: weightNames.indices) func findsEveryTensor(_ index: Int) throws {
    let names = weightNames[index]
    var overrides = Overrides()
    overrides.dialect = names.dialect
    let seeded = try importSmall(overrides: overrides).graph
    let extra = NamedTensor(
      name: names.isTensorFlow ? "global_step" : "x.num_batches_tracked", shape: [], values: [7])
    let isKeras = names.dialect == .keras
    let file = try weightFile(tensors(of: seeded, names) + (isKeras ? [] : [extra]))
    let model = try importSmall(overrides: overrides, weights: file)
    #expect(model.notes.isEmpty)
    #expect(model.labelsFile == "five.txt")
    let weights = model.graph.weights
    #expect(weights.ids.count == seeded.weights.ids.count)
    for (id, seededID) in zip(weights.ids, seeded.weights.ids) {
      #expect(weights[id].values == seeded.weights[seededID].values)
      #expect(weights[id].shape == seeded.weights[seededID].shape)
      #expect(weights[id].seed == nil)
      #expect(
        weights[id].origin == .record(file: "small.safetensors", path: weights[id].name))
    }
  }

  @Test func warnsOfAnotherDialectsWeights() throws {
    let seeded = try importSmall().graph
    let file = try weightFile(try tensors(of: seeded, weightNames[2]))
    let notes = try importSmall(weights: file).notes
    #expect(notes.map(\.id) == ["weights.dialect"])
    #expect(notes[0].severity == .warning)
    #expect(notes[0].message.contains("padding and the slope of the gates differ"))
    #expect(notes[0].message.contains("--dialect slim"))
  }

  @Test func listsEverythingThatDoesNotFit() throws {
    var tensors = try tensors(of: try importSmall().graph, weightNames[0])
    tensors.removeAll { $0.name == "features.2.block.1.1.bias" }
    tensors.append(NamedTensor(name: "extra", shape: [2], values: [1, 2]))
    change(&tensors, "features.0.0.weight") { $0.shape = [8, 3, 9, 1] }
    change(&tensors, "features.0.1.weight") { $0.values[3] = .nan }
    change(&tensors, "features.0.1.running_var") { $0.values[2] = -1 }
    let rejection = try rejection(tensors)
    #expect(rejection.kind == .badFile)
    #expect(
      rejection.diagnostics.map { "\($0.id) \($0.message)" } == [
        "weights.value expected finite numbers, found nan at place 3",
        "weights.value expected variances from 0, found -1.0 at place 2",
        "weights.missing missing tensor \"features.2.block.1.1.bias\", expected 24",
        "weights.shape expected 8x3x3x3 for \"features.0.0.weight\", found 8x3x9x1",
        "weights.unexpected unexpected tensor \"extra\" of 2: the network has no place for it",
      ])
  }

  @Test(arguments: weightNames.indices)
  func tellsWhenOnlyTheClassesDiffer(_ index: Int) throws {
    var overrides = Overrides()
    overrides.classes = 7
    let seven = try importSmall(overrides: overrides)
    #expect(seven.labelsFile == nil)
    #expect(seven.notes.map(\.id) == ["definition.labels"])
    let rejection = try rejection(try tensors(of: seven.graph, weightNames[index]))
    #expect(rejection.diagnostics.map(\.id) == ["weights.shape", "weights.shape"])
    for diagnostic in rejection.diagnostics {
      #expect(diagnostic.message.hasSuffix("; the file is for 7 classes: --classes 7"))
    }
    // The shapes are told as the file has them.
    let isTensorFlow = weightNames[index].isTensorFlow
    #expect(
      rejection.diagnostics[0].message.contains(isTensorFlow ? "found 64x7;" : "found 7x64;"))
  }

  @Test func refusesTheWeightsOfSomethingElse() throws {
    let rejection = try rejection([NamedTensor(name: "layer1.0.conv1", shape: [1], values: [0])])
    #expect(rejection.diagnostics.map(\.id) == ["weights.scheme"])
    #expect(rejection.diagnostics[0].message.contains("features.0.0.weight (torchvision)"))
    #expect(rejection.diagnostics[0].message.contains("found \"layer1.0.conv1\""))
  }

  private func rejection(_ tensors: [NamedTensor]) throws -> Rejection {
    let file = try weightFile(tensors)
    return try #require(throws: Rejection.self) { _ = try importSmall(weights: file) }
  }

  private func change(
    _ tensors: inout [NamedTensor], _ name: String, _ edit: (inout NamedTensor) -> Void
  ) {
    for index in tensors.indices where tensors[index].name == name { edit(&tensors[index]) }
  }
}

/// The weights of the small network as a library would have stored them.
private func tensors(of graph: Graph, _ names: WeightNames) throws -> [NamedTensor] {
  var layer = -1
  return try graph.weights.ids.map { id in
    let weight = graph.weights[id]
    let kind = try #require(weight.seed?.kind)
    var name: String
    switch kind {
    case .conv, .linear:
      layer += 1
      name = names.layers[layer].kernel + names.endings.kernel
    case .depthwise:
      layer += 1
      name = names.layers[layer].kernel + names.endings.depthwise
    case .bias: name = names.layers[layer].kernel + names.endings.bias
    case .gamma: name = names.layers[layer].norm + names.endings.norm[0]
    case .beta: name = names.layers[layer].norm + names.endings.norm[1]
    case .mean: name = names.layers[layer].norm + names.endings.norm[2]
    case .variance: name = names.layers[layer].norm + names.endings.norm[3]
    }
    let (shape, values) = stored(weight, kind, names.isTensorFlow)
    return NamedTensor(name: name, shape: shape, values: values)
  }
}

/// A weight in a library's layout, by the definitions of both layouts.
private func stored(
  _ weight: Weight, _ kind: Seed.Kind, _ isTensorFlow: Bool
) -> (shape: [Int], values: [Float]) {
  let (s, v) = (weight.shape, weight.values)
  var result: [Float] = []
  switch (kind, isTensorFlow) {
  case (.conv, false):
    for o in 0..<s[0] {
      for i in 0..<s[3] {
        for tap in 0..<s[1] * s[2] { result.append(v[(o * s[1] * s[2] + tap) * s[3] + i]) }
      }
    }
    return ([s[0], s[3], s[1], s[2]], result)
  case (.conv, true):
    for tap in 0..<s[1] * s[2] {
      for i in 0..<s[3] {
        for o in 0..<s[0] { result.append(v[(o * s[1] * s[2] + tap) * s[3] + i]) }
      }
    }
    return ([s[1], s[2], s[3], s[0]], result)
  case (.depthwise, false):
    for c in 0..<s[2] {
      for tap in 0..<s[0] * s[1] { result.append(v[tap * s[2] + c]) }
    }
    return ([s[2], 1, s[0], s[1]], result)
  case (.depthwise, true): return (s + [1], v)
  case (.linear, true):
    for i in 0..<s[1] {
      for o in 0..<s[0] { result.append(v[o * s[1] + i]) }
    }
    return ([s[1], s[0]], result)
  case (.linear, false), (.bias, _), (.gamma, _), (.beta, _), (.mean, _), (.variance, _):
    return (s, v)
  }
}
