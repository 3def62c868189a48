import Basics
@preconcurrency import CGraphviz
import IR
import Synchronization

/// Draws a graph as a file of the given format, in this process; equal graphs give equal bytes.
package func render(_ graph: Graph, as format: RenderFormat) throws(Rejection) -> [UInt8] {
  let source = dot(of: graph)
  switch format {
  case .dot: return Array(source.utf8)
  case .svg, .png: return try draw(source, as: format.rawValue)
  case .pdf: return withoutDate(pdf: try draw(source, as: format.rawValue))
  }
}

/// libgvc keeps global state: one drawing at a time, whoever asks.
private let graphviz = Mutex(())

/// What Graphviz had to say during the drawing at hand.
private let complaints = Mutex("")

/// Lays DOT out with `dot` and draws it in one of Graphviz's formats.
func draw(_ source: String, as format: String) throws(Rejection) -> [UInt8] {
  let result = graphviz.withLock { _ in
    complaints.withLock { $0 = "" }
    let previous = agseterrf { message in
      if let message { complaints.withLock { $0 += String(cString: message) } }
      return 0
    }
    defer { _ = agseterrf(previous) }
    return drawAlone(source, format)
  }
  return try result.get()
}

private func drawAlone(_ source: String, _ format: String) -> Result<[UInt8], Rejection> {
  guard let context = gvContext() else {
    return .failure(failure("render.graphviz", "Graphviz does not start"))
  }
  defer { gvFreeContext(context) }
  return withGraph(reading: source) { graph in
    guard let graph else {
      return .failure(failure("render.graph", "Graphviz cannot read the picture's source"))
    }
    guard gvLayout(context, graph, "dot") == 0 else {
      return .failure(
        failure(
          "render.layout", "Graphviz cannot lay the graph out, its plugins come with \(packages)"))
    }
    defer { gvFreeLayout(context, graph) }
    return picture(of: graph, context, format)
  }
}

private func picture(
  of graph: UnsafeMutablePointer<Agraph_t>, _ context: OpaquePointer, _ format: String
) -> Result<[UInt8], Rejection> {
  var data: UnsafeMutablePointer<CChar>?
  var length: UInt32 = 0
  let status = gvRenderData(context, graph, format, &data, &length)
  defer { gvFreeRenderData(data) }
  guard status == 0, let data, length > 0 else {
    return .failure(
      failure(
        "render.format",
        "Graphviz cannot write \(format) on this machine, its plugins come with \(packages)"))
  }
  return .success(
    data.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
      Array(UnsafeBufferPointer(start: $0, count: Int(length)))
    })
}

private let packages = "the Debian packages libgvc6 and libgraphviz-dev"

private func failure(_ id: String, _ message: String) -> Rejection {
  // The first line says it; the others list every format there is.
  let said = complaints.withLock { $0.split(separator: "\n").first.map(String.init) }
  return Rejection(.unsupported, id, said.map { "\(message): \($0)" } ?? message)
}

/// Cairo notes the moment a PDF was made; a fixed one of the same width keeps all offsets valid.
private func withoutDate(pdf: [UInt8]) -> [UInt8] {
  var pdf = pdf
  let key = Array("/CreationDate (".utf8)
  let epoch = Array("19700101000000".utf8)
  for start in pdf.indices.dropLast(key.count)
  where pdf[start] == key[0] && pdf[start..<start + key.count].elementsEqual(key) {
    let end = pdf[start...].firstIndex(of: UInt8(ascii: ")")) ?? pdf.endIndex
    let digits = (start..<end).filter {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(pdf[$0])
    }
    for (index, digit) in digits.enumerated() {
      pdf[digit] = index < epoch.count ? epoch[index] : UInt8(ascii: "0")
    }
  }
  return pdf
}
