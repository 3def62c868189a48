import IR
import Plan
import TestSupport

extension TilePlan {
  /// What stands behind the sums in their region.
  enum Tail {
    /// %y adds a value to %p.
    case adds(String)
    /// %y reads windows of %p.
    case windows
  }

  /// %x -> %e -> %d 3x3 -> %p, %y from %p, with slices of two and four channels inside of rows; then
  /// %z from %y, in a region of its own.
  ///
  /// Of %e three rows are kept, of %d and %p one. With stride 1, %y is %p + %x and all is 6x8; it lies
  /// where %x is, one row before it. With stride 2, %y is %p + %w, from 8x8 to 4x4 with twice the
  /// channels; its row y takes the place of row y of %x.
  static func innerSlices(stride: Int) throws -> TilePlan {
    var made = try innerSlices(stride: stride, tail: .adds(stride == 1 ? "x" : "w"))
    made[buffer: "x"].offset = made[buffer: "y"].offset + (stride == 1 ? 8 * 6 * 4 : 0)
    return made
  }

  /// The same with other readers, and %y beside %x; `later` is a value that %z reads besides %y.
  static func innerSlices(
    stride: Int, tail: Tail, later: String? = nil
  ) throws -> TilePlan {
    let padding = Padding(top: 1, left: 1, bottom: 1, right: 1)
    let (height, channels) = stride == 1 ? (6, 6) : (8, 12)
    var builder = GraphBuilder(name: "inner")
    var named: [String: ValueID] = [:]
    let x = builder.input("x", Shape(height, 8, 6))
    if stride == 2 { named["w"] = builder.input("w", Shape(4, 4, channels)) }
    let e = try builder.conv(x, "e", outputs: 6)
    let d = try builder.depthwise(
      e, "d", kernel: (3, 3), stride: Stride(height: stride, width: stride), padding: padding)
    let p = try builder.conv(d, "p", outputs: channels)
    named.merge(["x": x, "e": e, "d": d, "p": p]) { $1 }
    let y =
      switch tail {
      case .adds(let name): try builder.add(p, named[name] ?? x, "y")
      case .windows: try builder.depthwise(p, "y", kernel: (3, 3), padding: padding)
      }
    let z =
      if let later, let value = named[later] { try builder.add(y, value, "z") } else {
        try builder.activate(y, "z", .relu)
      }
    builder.graph.addOutput(z)
    let order = builder.graph.order
    let roles: [Stage.Role] = [.produces, .carries, .reduces, .whole]
    let region = Region(
      stages: zip(order, roles).map { Stage($0, $1) }, slices: [0..<2, 2..<6], splitsInside: true)
    // Rows of %e: two or three for each row of %d, fewer at the edges of the map.
    let rows = height / stride
    let steps = 2 * ((stride == 1 ? 16 : 11) + rows + rows) + rows
    let width = 8 / stride
    var made = TilePlan(
      builder.graph, region, steps: steps + rows,
      keep: [
        ("y", .whole), ("x", .whole), ("d", .slices(Ring(rows: 1, width: width), channels: 4)),
        ("p", .ring(Ring(rows: 1, width: width))),
        ("e", .slices(Ring(rows: 3, width: 8), channels: 4)),
      ])
    made.plan.schedule.regions.append(Region(stages: [Stage(order[4], .whole)]))
    made.plan.memory.regionSteps = [steps, rows]
    return made
  }
}
