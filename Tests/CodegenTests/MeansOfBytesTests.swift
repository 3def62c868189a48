import IR
import Targets
import TestSupport
import Testing

/// Global averages over integers, of which many channels are added up at once.
@Suite struct MeansOfBytesTests {
  /// A vector of channels, half and a quarter of one, less and more, the last of several blocks a quarter.
  static let channels = [16, 32, 10, 64, 70, 128, 144]
  /// Pixels that four at a time, or as many vectors of a few channels, leave none, one or some of.
  static let maps = [(1, 3), (1, 5), (4, 4), (7, 9)]

  /// The means of an image, which has signs, and of what products make of it, which may have none.
  private static func graph(_ map: (Int, Int), _ channels: Int) throws -> Graph {
    var b = GraphBuilder(name: "net")
    let image = b.input("image", Shape(map.0, map.1, channels))
    let seen = try b.conv(image, "expand", outputs: channels, .relu6)
    b.graph.addOutput(try b.pool(image, "mean"))
    b.graph.addOutput(try b.conv(seen, "project", outputs: 8))
    b.graph.addOutput(try b.pool(seen, "meanOfSeen"))
    return b.graph
  }

  @Test(.enabled(if: Machine.x86v4VNNI.runs, Machine.x86v4VNNI.absence))
  func areThoseOfTheReference() throws {
    let machine = Machine.x86v4VNNI
    var models: [Model] = []
    for (number, count) in Self.channels.enumerated() {
      for (place, map) in Self.maps.enumerated() {
        var dice = Dice("means \(count) \(place)")
        let graph = try quantized(Self.graph(map, count), &dice)
        models.append(
          try Model(graph, name: "net\(number)_\(place)", target: machine.target))
      }
    }
    // Not all pairs of scales have floats that round as integers do.
    let means = models.count {
      $0.text.contains("i32x16_average(output")
    }
    #expect(means * 2 > models.count, "\(means) of \(models.count)")
    for compiler in machine.compilers {
      let flags = ["-O1"] + (compiler.hasSanitizers ? Compiler.sanitizers : [])
      try expectOutputs(of: models, compiler: compiler, flags: flags)
    }
  }

  /// Of what is known of a map compilers take how often loops can be run, and warn where places overflowed.
  @Test func optimisedCodeOfLargeMapsHasNoWarnings() throws {
    let machine = Machine.x86v4VNNI
    try #require(machine.compiles, machine.absence)
    let folder = try Folder()
    for (number, (side, channels)) in [(28, 72), (14, 480), (7, 672)].enumerated() {
      var dice = Dice("means \(side) \(channels)")
      let graph = try quantized(Self.graph((side, side), channels), &dice)
      let model = try Model(graph, name: "large\(number)", target: machine.target)
      try #require(model.text.contains("i32x16_average(output"), "\(side)")
      try model.write(to: folder)
      for compiler in machine.compilers {
        for level in ["-O2", "-O3"] {
          let arguments = [level] + Compiler.strict + ["-c", "large\(number).c", "-o", "object"]
          let outcome = try compiler.compile(arguments, in: folder)
          #expect(outcome == .silentSuccess, "\(side) \(level) \(compiler)")
        }
      }
    }
  }
}
