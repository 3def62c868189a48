import Basics
import IR
import Kernels
import Plan
import Targets

/// What to put into generated files beside the program itself.
package struct CodeOptions: Sendable {
  /// The prefix of everything the program exports; made a C identifier.
  package var name: String
  /// The version of the compiler, for the banner.
  package var version: String
  /// The options of the compilation as the user would type them, for the banner.
  package var options: String
  /// Whether the program reports every finished row to `NAME_trace`.
  package var isTraced = false
  /// Whether the program tells `NAME_timed` the number of every region that is done.
  package var isTimed = false
  /// The file name under which the source includes the header.
  package var header: String

  /// `header` is the name of the program with `.h` unless given.
  package init(
    name: String, version: String, options: String, isTraced: Bool = false, header: String? = nil
  ) {
    self.name = CName.identifier(name)
    self.header = header ?? self.name + ".h"
    self.version = version
    self.options = options
    self.isTraced = isTraced
  }
}

/// A generated program: one C file and its header.
package struct GeneratedC: Sendable {
  package let name: String
  package let source: [UInt8]
  package let header: [UInt8]
  /// Bytes of weights in the source.
  package let weightBytes: Int
}

/// Prints the program of a plan as C.
package func generateC(_ plan: Plan, target: Target, options: CodeOptions) -> GeneratedC {
  let trace = options.isTraced ? options.name + "_trace" : nil
  let code = RegionCode(plan, target: target, trace: trace)
  let weightBytes = code.weights.bytes
  let banner = Banner(
    plan: plan, target: target, options: options, weightDigest: SHA256.hexDigest(weightBytes),
    weightCount: weightBytes.count)
  return GeneratedC(
    name: options.name,
    source: source(plan, code, weightBytes, banner, target, options),
    header: Array(header(plan, code, banner, options).utf8),
    weightBytes: weightBytes.count)
}

// MARK: The source

private func source(
  _ plan: Plan, _ code: RegionCode, _ weights: [UInt8], _ banner: Banner, _ target: Target,
  _ options: CodeOptions
) -> [UInt8] {
  let name = options.name
  let macro = name.uppercased()
  var kernels = CodeWriter()
  for kernel in code.kernels {
    CPrinter.print(
      target.vectors.isEmpty ? kernel : kernel.vectorised(for: target), isKernel: true,
      to: &kernels)
  }
  let vectors = VectorPrologue(target, for: kernels.text)
  var head = CodeWriter()
  banner.print(to: &head, plan: plan)
  head.line(
    """
    #include "\(options.header)"

    #include <stddef.h>
    #include <stdint.h>

    """)
  LoopWords(target, for: kernels.text).print(to: &head)
  head.line(
    """
    #if defined(__BYTE_ORDER__) && defined(__ORDER_LITTLE_ENDIAN__)
    #if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    #error "the weights in this file are little-endian"
    #endif
    #endif

    /* Where the weights go, for example into a section of external flash. */
    #ifndef \(macro)_WEIGHTS_ATTR
    #if defined(__GNUC__)
    #define \(macro)_WEIGHTS_ATTR __attribute__((aligned(64)))
    #else
    #define \(macro)_WEIGHTS_ATTR
    #endif
    #endif

    """)
  if options.isTraced {
    head.line(
      """
      #ifdef __cplusplus
      extern "C"
      #endif
      /* Told all that is finished: op, row, column, pixels from there on, first channel, channels,
         elements between pixels. */
      void \(name)_trace(size_t op, size_t y, size_t x, size_t pixels, size_t channel,
                         size_t channels, size_t pitch, const float *from);

      """)
  }
  if options.isTimed {
    head.line(
      """
      #ifdef __cplusplus
      extern "C"
      #endif
      /* Told the number of a region that is done. */
      void \(name)_timed(size_t region);

      """)
  }
  vectors.print(to: &head)
  head.line("/* ---- Kernels: one row, or a few pixels, of one op ---- */\n")
  head.line(kernels.text)
  head.line("/* ---- Regions: the schedule ---- */\n")
  if code.zeroCount > 0 {
    head.line("/* What windows see outside of an image: a pixel of zeros. */")
    head.line("static const float zeros[\(code.zeroCount)] = {0.0f};\n")
  }
  for region in code.regions {
    if let record = region.record { CPrinter.print(record, to: &head) }
    if let table = region.table { CPrinter.print(table, to: &head) }
    for function in region.functions + [region.run] { CPrinter.print(function, to: &head) }
  }

  var tail = CodeWriter()
  tail.block("int \(name)_run", items: parameters(code)) { writer in
    let used = Set(code.regions.flatMap(\.run.parameters).map(\.name))
    if used.contains("arena") { writer.line("float *const arena = (float *)memory;") }
    if used.contains("weights") {
      writer.line("const float *const weights = weight_data.values;")
    }
    writer.line("/* Pointers are compared, not read: none of them is touched before this line. */")
    let pointers = entryParameters(code).filter { $0.type != .context }.map(\.name)
    let nulls = (pointers + ["memory"]).map { "\($0) == NULL" }
    writer.line("if (", items: nulls, separator: " ||", tail: ") return \(macro)_ERROR_NULL;")
    writer.line(
      "if ((uintptr_t)memory % \(macro)_ARENA_ALIGN != 0u) return \(macro)_ERROR_ALIGNMENT;")
    for (index, run) in code.regions.map(\.run).enumerated() {
      let arguments = run.parameters.map(\.name)
      if run.canFail {
        writer.line(
          "if (\(run.name)(", items: arguments, tail: ")) return \(macro)_ERROR_INPUT;")
      } else {
        writer.line("\(run.name)(", items: arguments, tail: ");")
      }
      if options.isTimed { writer.line("\(name)_timed(\(index)u);") }
    }
    writer.line("return \(macro)_OK;")
  }

  vectors.printEnd(to: &tail)

  var output = Array(head.text.utf8)
  if !weights.isEmpty {
    output += Array(
      """
      /* ---- Weights: \(weights.count) bytes, packed in the order in which kernels read them ---- */

      #if defined(__GNUC__)
      #pragma GCC diagnostic ignored "-Woverlength-strings"
      #endif
      static const union {
        unsigned char bytes[\(weights.count + 1)];
        float values[\((weights.count + 4) / 4)];
      } weight_data \(macro)_WEIGHTS_ATTR = {

      """.utf8)
    stringLiterals(weights, to: &output)
    output += Array("};\n\n".utf8)
  }
  output += Array("/* ---- Entry ---- */\n\n".utf8)
  output += Array(tail.text.utf8)
  return output
}

/// What the caller hands over: inputs and outputs.
private func entryParameters(_ code: RegionCode) -> [Function.Parameter] {
  code.programParameters.filter { $0.name != "arena" && $0.name != "weights" }
}

/// The parameters of the entry: inputs, outputs and the arena.
private func parameters(_ code: RegionCode) -> [String] {
  entryParameters(code).map(CPrinter.declaration) + ["void *memory"]
}

// MARK: The header

private func header(
  _ plan: Plan, _ code: RegionCode, _ banner: Banner, _ options: CodeOptions
) -> String {
  let macro = options.name.uppercased()
  let graph = plan.graph
  var writer = CodeWriter()
  banner.printShort(to: &writer)
  writer.line("#ifndef \(macro)_H\n#define \(macro)_H\n")
  let hasRows = code.programParameters.contains { $0.type == .rowCallback }
  if hasRows { writer.line("#include <stdint.h>\n") }
  writer.line("/* What \(options.name)_run needs for its intermediate results, and how aligned. */")
  writer.line("#define \(macro)_ARENA_SIZE \(plan.memory.arenaSize)u")
  writer.line("#define \(macro)_ARENA_ALIGN \(plan.memory.alignment)u\n")
  let isPlanar = plan.memory.inputLayout == .nchw
  func describe(_ prefix: String, _ values: [ValueID], isPlanar: Bool = false) {
    for (index, value) in values.enumerated() {
      let shape = graph.shape(of: value)
      let base = values.count == 1 ? "\(macro)_\(prefix)" : "\(macro)_\(prefix)\(index)"
      let order = isPlanar ? "planar (NCHW)" : "row-major"
      writer.line("/* \(CPrinter.comment(graph.values[value].name)): f32, \(order). */")
      writer.line("#define \(base)_HEIGHT \(shape.height)u")
      writer.line("#define \(base)_WIDTH \(shape.width)u")
      writer.line("#define \(base)_CHANNELS \(shape.channels)u")
      writer.line("#define \(base)_COUNT \(shape.count)u\n")
    }
  }
  describe("INPUT", graph.inputs, isPlanar: isPlanar)
  describe("OUTPUT", graph.outputs)
  for index in graph.inputs.indices {
    guard case .arena(let offset) = plan.style(ofInput: index) else { continue }
    let base = graph.inputs.count == 1 ? "INPUT" : "INPUT\(index)"
    writer.line("/* Where the input must lie in the arena, in bytes; it is written over. */")
    writer.line("#define \(macro)_\(base)_OFFSET \(offset)u\n")
  }
  if let facts = graph.preprocessing {
    let list = { (values: [Float]) in
      "{" + values.map { CPrinter.float($0) }.joined(separator: ", ") + "}"
    }
    writer.line("/* An element of the input is (pixel * SCALE - MEAN[channel]) / STD[channel]. */")
    writer.line("#define \(macro)_INPUT_SCALE \(CPrinter.float(facts.scale))")
    writer.line("#define \(macro)_INPUT_MEAN \(list(facts.mean))")
    writer.line("#define \(macro)_INPUT_STD \(list(facts.std))\n")
  }
  writer.line("#define \(macro)_OK 0")
  writer.line("/* A pointer is null. */")
  writer.line("#define \(macro)_ERROR_NULL 1")
  writer.line("/* The arena is not aligned to ARENA_ALIGN. */")
  writer.line("#define \(macro)_ERROR_ALIGNMENT 2")
  if hasRows {
    writer.line("/* The caller's function did not deliver a row; the output is not complete. */")
    writer.line("#define \(macro)_ERROR_INPUT 3")
  }
  writer.line()
  writer.line("#ifdef __cplusplus\nextern \"C\" {\n#endif\n")
  writer.line(
    """
    /* Computes the network. The arena is ARENA_SIZE bytes of the caller's; nothing is kept in it
       between calls, and nothing else is written: calls with arenas of their own may run at the
       same time. Returns OK or one of the errors above; ERROR_NULL and ERROR_ALIGNMENT before
       anything is written. */
    """)
  if isPlanar {
    writer.line(
      hasRows
        ? """
        /* A row of the input is planar: all pixels of channel 0, then all pixels of channel 1, and so
           on. The output has the channels of a pixel side by side. */
        """
        : """
        /* The input is planar (NCHW): all rows of channel 0, then all rows of channel 1, and so on. The
           output has the channels of a pixel side by side. */
        """)
  }
  if hasRows {
    writer.line(
      """
      /* next_row is called once for each row of the input, from 0 on and in order; it writes the
         row and returns 0, or anything else to stop. */
      """)
  }
  writer.line("int \(options.name)_run(", items: parameters(code), tail: ");\n")
  writer.line("#ifdef __cplusplus\n}\n#endif\n\n#endif")
  return writer.text
}
