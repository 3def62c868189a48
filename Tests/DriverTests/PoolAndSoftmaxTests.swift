import Driver
import Foundation
import Targets
import TestSupport
import Testing

/// Pools, softmax and the logistic function of floats, on every target that runs here and in every kind
/// of plan, against the reference.
@Suite struct PoolAndSoftmaxTests {
  /// `padding` is that of the average pool: one that reaches outside has kernels of rows only.
  private static func network(padding: String, size: String) -> String {
    """
    graph pools {
      weight @w : f32[37x1x1x5] = seeded conv "w"
      weight @v : f32[6x1x1x37] = seeded conv "v"
      input %x : f32[13x12x5]
      %wide = conv2d %x {weight = @w} : f32[13x12x37]
      %most = max_pool2d %wide {kernel = [3, 3], stride = [2, 2], padding = [1, 1, 1, 1]} : f32[7x6x37]
      %gate = activation %most {function = logistic} : f32[7x6x37]
      %mean = average_pool2d %gate {kernel = [2, 3]\(padding)} : f32[\(size)x37]
      %narrow = conv2d %mean {weight = @v} : f32[\(size)x6]
      %shares = softmax %narrow {beta = 0.5} : f32[\(size)x6]
      output %shares
    }

    """
  }

  private static let networks = [
    network(padding: "", size: "6x4"),
    network(padding: ", padding = [1, 1, 0, 2]", size: "7x7"),
  ]

  private static let plans: [(optimize: String, rings: String, ways: Int?)] = [
    ("latency", "none", nil), ("ram", "rows", nil), ("ram", "pixels", nil), ("latency", "none", 3),
  ]

  @Test(arguments: networks.indices, plans.indices)
  func answersAsTheReference(_ network: Int, _ plan: Int) throws {
    try withRequest(Self.networks[network]) { request in
      for target in Target.all where target.runsHere {
        var options = CompileOptions()
        (options.optimize, options.rings, options.ways) = Self.plans[plan]
        options.target = target.name
        options.input = "caller"
        let report = try verify(request, options)
        #expect(report.ops.count == 6)
      }
    }
  }

  /// A pool of stride 2 never comes to the last row and column of an odd map, nor a dilated one to some
  /// between: plans may leave those out.
  @Test(arguments: ["latency", "ram"], [1, 3])
  func pixelsThatNothingReadsAreNotMissed(optimize: String, dilation: Int) throws {
    let size = dilation == 1 ? 12 : 11
    let model = """
      graph odd {
        weight @w : f32[3x3x4] = seeded depthwise "w"
        input %x : f32[25x25x4]
        %y = depthwise_conv2d %x {weight = @w, padding = [1, 1, 1, 1]} : f32[25x25x4]
        %z = max_pool2d %y {kernel = [2, 2], stride = [2, 2], dilation = [\(dilation), \(dilation)]} \
      : f32[\(size)x\(size)x4]
        output %z
      }
      """
    try withRequest(model) { request in
      for stripes in [nil, 2] {
        var options = CompileOptions()
        (options.optimize, options.stripes) = (optimize, stripes)
        let report = try verify(request, options)
        #expect(report.ops.count == 2)
      }
    }
  }
}

/// Hands on a request for a graph in text form, in a folder that goes away afterwards.
private func withRequest(_ text: String, _ body: (ModelRequest) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("mncc-pools-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let path = folder.appendingPathComponent("pools.mnir").path
  try text.write(toFile: path, atomically: true, encoding: .utf8)
  try body(ModelRequest(path: path))
}
