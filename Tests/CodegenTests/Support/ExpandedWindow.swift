import IR
import TestSupport

/// An expansion, the depthwise window that reads it, and what becomes of it.
func expandedWindow(
  over map: (Int, Int), channels: Int, kernel: (Int, Int), stride: Int,
  dilation: Stride = Stride(), before: Int, after: Int
) throws -> Graph {
  var b = GraphBuilder(name: "net")
  let image = b.input("image", Shape(map.0, map.1, 8))
  let wide = try b.conv(image, "expand", outputs: channels, .relu6)
  let seen = try b.depthwise(
    wide, "depthwise", kernel: kernel, stride: Stride(height: stride, width: stride),
    dilation: dilation,
    padding: Padding(top: before, left: before, bottom: after, right: after), .relu6)
  b.graph.addOutput(try b.conv(seen, "project", outputs: 8))
  return b.graph
}
