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
  /// The kernels that are there in several versions; `NAME_start` says which to call, `NAME_stop` is
  /// told that it is done.
  package var versions: [KernelVersions] = []
  /// The file name under which the source includes the header.
  package var header: String
  package var weightForm = WeightForm.literal
  /// The file name under which the assembler looks for weights that are not in the source.
  package var weightFile: String

  /// `header` is the name of the program with `.h` unless given.
  package init(
    name: String, version: String, options: String, isTraced: Bool = false, header: String? = nil
  ) {
    self.name = CName.identifier(name)
    self.header = header ?? self.name + ".h"
    weightFile = self.name + ".weights"
    self.version = version
    self.options = options
    self.isTraced = isTraced
  }
}

/// A generated program: one C file and its header, and a file of weights if they are not in the source.
package struct GeneratedC: Sendable {
  package let name: String
  package let source: [UInt8]
  package let header: [UInt8]
  /// What the weights are, wherever the program has them.
  package let weights: [UInt8]
  /// A header with threads for a program of several parts, which does not need it; nil of others.
  package let threads: [UInt8]?
}

/// Prints the program of a plan as C.
package func generateC(_ plan: Plan, target: Target, options: CodeOptions) -> GeneratedC {
  let trace = options.isTraced ? options.name + "_trace" : nil
  // Versions of kernels are measured without what they do for others.
  let code = RegionCode(
    plan, target: target, trace: trace, prefetches: options.versions.isEmpty)
  let bytes = code.weights.bytes
  let banner = Banner(
    plan: plan, target: target, options: options, weightDigest: SHA256.hexDigest(bytes),
    weightCount: bytes.count)
  let weights = WeightDefinition(
    bytes, as: code.weightViews, alignment: plan.memory.alignment, options: options)
  return GeneratedC(
    name: options.name,
    source: source(plan, code, weights, banner, target, options),
    header: Array(header(plan, code, weights, banner, options).utf8),
    weights: bytes, threads: threads(plan, code, weights, banner, options))
}

private func threads(
  _ plan: Plan, _ code: RegionCode, _ weights: WeightDefinition, _ banner: Banner,
  _ options: CodeOptions
) -> [UInt8]? {
  guard plan.schedule.parts > 1 else { return nil }
  let entry = EntryCode(plan.schedule, code, weights, options)
  var writer = CodeWriter()
  banner.printShort(to: &writer)
  ThreadsHeader(
    name: options.name, header: options.header, parameters: entry.parameters, names: entry.names
  ).print(to: &writer)
  return Array(writer.text.utf8)
}

// MARK: The source

private func source(
  _ plan: Plan, _ code: RegionCode, _ weights: WeightDefinition, _ banner: Banner, _ target: Target,
  _ options: CodeOptions
) -> [UInt8] {
  let name = options.name
  var kernels = CodeWriter()
  let lower = { (kernel: Function) -> Function in
    let hasVectors = kernel.isOfFloats ? !target.vectors.isEmpty : !target.integers.isEmpty
    return hasVectors ? kernel.vectorised(for: target) : kernel
  }
  for kernel in code.kernels {
    if let number = options.versions.firstIndex(where: { $0.name == kernel.name }) {
      options.versions[number].print(number: number, prefix: name, lower: lower, to: &kernels)
    } else {
      CPrinter.print(lower(kernel), isKernel: true, to: &kernels)
    }
  }
  let words = CodeWords(of: kernels.text)
  let vectors = VectorPrologue(target, for: words)
  var definitions = CodeWriter()
  vectors.print(to: &definitions)
  FloatPrologue(for: words).print(to: &definitions)
  IntegerPrologue(for: words).print(to: &definitions)
  PackedPrologue(target, for: words).print(to: &definitions)
  DotPrologue(target, for: words).print(to: &definitions)
  let copiesBytes = CodeWords(of: definitions.text).called.contains("memcpy")
  var head = CodeWriter()
  banner.print(to: &head, plan: plan)
  head.line(
    """
    #include "\(options.header)"

    #include <stddef.h>
    #include <stdint.h>
    \(copiesBytes ? "#include <string.h>\n" : "")
    """)
  LoopWords(target, for: words, isMixed: code.isMixed).print(
    to: &head, keepsLanes: words.names.contains(LoopWord.lanes))
  weights.printMacros(to: &head)
  if options.isTraced {
    head.line(
      """
      #ifdef __cplusplus
      extern "C"
      #endif
      /* Told all that is finished: op, row, column, pixels from there on, first channel, channels,
         bytes between pixels and of an element, and the bits that are flipped in each. */
      void \(name)_trace(size_t op, size_t y, size_t x, size_t pixels, size_t channel,
                         size_t channels, size_t pitch, size_t bytes, int flip, const void *from);

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
  if !options.versions.isEmpty { KernelVersions.printHooks(prefix: name, to: &head) }
  head.add(definitions)
  head.line("/* ---- Kernels: one row, or a few pixels, of one op ---- */\n")
  head.add(kernels)
  head.line()
  head.line("/* ---- Regions: the schedule ---- */\n")
  for pixel in OutsidePixel.inOrder(code.outside.keys) {
    let definition = pixel.definition(code.outside[pixel] ?? 0)
    head.line(definition.comment)
    head.line(definition.head, items: definition.items, tail: "};\n")
  }
  for region in code.regions {
    if let record = region.record { CPrinter.print(record, to: &head) }
    if let table = region.table { CPrinter.print(table, to: &head) }
    for function in region.functions + [region.run] { CPrinter.print(function, to: &head) }
  }

  let entry = EntryCode(plan.schedule, code, weights, options)
  let team = TeamCode(plan.schedule, name: name)
  team?.print(to: &head)
  var tail = CodeWriter()
  entry.print(to: &tail)
  if let team { entry.print(team, to: &tail) }

  vectors.printEnd(to: &tail)

  var output = Array(head.text.utf8)
  weights.print(to: &output)
  output += Array("/* ---- Entry ---- */\n\n".utf8)
  output += Array(tail.text.utf8)
  return output
}

/// A number that may be negative, as a macro's value.
private func parenthesised(_ number: Int) -> String { number < 0 ? "(\(number))" : "\(number)" }

// MARK: The header

private func header(
  _ plan: Plan, _ code: RegionCode, _ weights: WeightDefinition, _ banner: Banner,
  _ options: CodeOptions
) -> String {
  let macro = options.name.uppercased()
  let graph = plan.graph
  var writer = CodeWriter()
  banner.printShort(to: &writer)
  writer.line("#ifndef \(macro)_H\n#define \(macro)_H\n")
  let hasRows = code.programParameters.contains { $0.type.isCallback }
  let team = TeamCode(plan.schedule, name: options.name)
  if team != nil { writer.line("#include <stddef.h>") }
  if hasRows || graph.isQuantized {
    writer.line("#include <stdint.h>\n")
  } else if team != nil {
    writer.line()
  }
  writer.line("/* What \(options.name)_run needs for its intermediate results, and how aligned. */")
  writer.line("#define \(macro)_ARENA_SIZE \(plan.memory.arenaSize)u")
  writer.line("#define \(macro)_ARENA_ALIGN \(plan.memory.alignment)u\n")
  team?.printConstants(to: &writer)
  weights.printConstants(to: &writer)
  let isPlanar = plan.memory.inputLayout == .nchw
  func describe(
    _ prefix: String, _ values: [ValueID], unsigned: Set<Int>, isPlanar: Bool = false
  ) {
    for (index, value) in values.enumerated() {
      let shape = graph.shape(of: value)
      let base = values.count == 1 ? "\(macro)_\(prefix)" : "\(macro)_\(prefix)\(index)"
      let order = isPlanar ? "planar (NCHW)" : "row-major"
      let type = graph.type(of: value)
      let more = unsigned.contains(index) ? 128 : 0
      let element = more == 0 ? type.elementType.rawValue : "u8"
      writer.line(
        "/* \(CPrinter.comment(graph.values[value].name)): \(element), \(order). */"
      )
      writer.line("#define \(base)_HEIGHT \(shape.height)u")
      writer.line("#define \(base)_WIDTH \(shape.width)u")
      writer.line("#define \(base)_CHANNELS \(shape.channels)u")
      writer.line("#define \(base)_COUNT \(shape.count)u")
      if let quantization = type.quantization {
        writer.line("/* An element stands for SCALE * (element - ZERO_POINT). */")
        writer.line("#define \(base)_SCALE \(CPrinter.float(quantization.scale))")
        writer.line("#define \(base)_ZERO_POINT \(parenthesised(quantization.zeroPoint + more))")
      }
      writer.line()
    }
  }
  describe("INPUT", graph.inputs, unsigned: graph.unsignedInputs, isPlanar: isPlanar)
  describe("OUTPUT", graph.outputs, unsigned: graph.unsignedOutputs)
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
    // SCALE is that of the integers, where the input has them.
    let isQuantized = graph.inputs.first.flatMap { graph.type(of: $0).quantization } != nil
    let (scale, verb) = isQuantized ? ("PIXEL_SCALE", "stands for") : ("SCALE", "is")
    writer.line(
      "/* An element of the input \(verb) (pixel * \(scale) - MEAN[channel]) / STD[channel]. */")
    writer.line("#define \(macro)_INPUT_\(scale) \(CPrinter.float(facts.scale))")
    writer.line("#define \(macro)_INPUT_MEAN \(list(facts.mean))")
    writer.line("#define \(macro)_INPUT_STD \(list(facts.std))\n")
  }
  writer.line("#define \(macro)_OK 0")
  writer.line("/* A pointer is null. */")
  writer.line("#define \(macro)_ERROR_NULL 1")
  writer.line("/* \(weights.misalignment) */")
  writer.line("#define \(macro)_ERROR_ALIGNMENT 2")
  if hasRows {
    writer.line("/* The caller's function did not deliver a row; the output is not complete. */")
    writer.line("#define \(macro)_ERROR_INPUT 3")
  }
  team?.printErrors(to: &writer)
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
  let parameters = EntryCode(plan.schedule, code, weights, options).parameters
  writer.line("int \(options.name)_run(", items: parameters, tail: ");\n")
  team?.printDeclaration(parameters, to: &writer)
  writer.line("#ifdef __cplusplus\n}\n#endif\n\n#endif")
  return writer.text
}
