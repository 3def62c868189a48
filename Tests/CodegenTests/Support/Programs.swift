import Basics
import Codegen
import IR
import Plan
import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// A model as C, and the graph it was made from.
struct Model {
  let graph: Graph
  let plan: Plan
  let target: Target
  let code: GeneratedC
  /// What it is given; one tensor for each input.
  var inputs: [Tensor]
  /// Whether its weights are a file of their own.
  private let isSeparate: Bool

  /// Compiles a graph that no op of which needs lowering; `original` is what it is held against.
  init(
    _ lowered: Graph, original: Graph? = nil, name: String, _ options: PlanOptions = PlanOptions(),
    target: Target = .generic, weights: WeightForm = .literal
  ) throws {
    try self.init(
      Planning.plan(lowered, target: target, options: options), original: original, name: name,
      target: target, weights: weights)
  }

  init(
    _ plan: Plan, original: Graph? = nil, name: String, target: Target = .generic,
    weights: WeightForm = .literal
  ) throws {
    let graph = original ?? plan.graph
    self.graph = graph
    inputs = graph.inputs.map { graph.seededInput($0) }
    self.plan = plan
    self.target = target
    try #require(replay(plan) == [])
    var options = CodeOptions(name: name, version: "test", options: "-")
    options.weightForm = weights
    isSeparate = weights.isSeparate
    code = generateC(plan, target: target, options: options)
  }

  /// The source.
  var text: String { String(decoding: code.source, as: UTF8.self) }

  func write(to folder: Folder) throws {
    try folder.write("\(code.name).c", code.source)
    try folder.write("\(code.name).h", code.header)
    if isSeparate { try folder.write("\(code.name).weights", code.weights) }
    if let threads = code.threads { try folder.write("\(code.name)_threads.h", threads) }
  }

  /// The numbers of the inputs in the order in which the program is given them.
  var fedInputs: [[Double]] {
    inputs.enumerated().map { index, tensor in
      guard plan.memory.inputLayout == .nchw else { return tensor.values }
      let shape = tensor.shape
      func row(_ y: Int, _ c: Int) -> [Double] {
        (0..<shape.width).map { tensor.values[tensor.index(y, $0, c)] }
      }
      if plan.style(ofInput: index) == .rows {
        return (0..<shape.height).flatMap { y in (0..<shape.channels).flatMap { row(y, $0) } }
      }
      return (0..<shape.channels).flatMap { c in (0..<shape.height).flatMap { row($0, c) } }
    }
  }

  /// What each output is, and what the error of its floats is in proportion to: its largest element, or
  /// a tenth of the terms of its sums where these cancel by more than that.
  var expected: [(tensor: Tensor, scale: Double)] {
    let tensors = evaluate(graph, inputs: inputs)
    return graph.outputs.compactMap { output in
      tensors[output].map { tensor in
        let terms = graph.largestTerms(of: output, tensors)
        return (tensor, max(tensor.largestMagnitude, terms / 10, 1e-30))
      }
    }
  }
}

/// Runs models in one program under sanitizers, their arenas exact, guarded and full of
/// not-a-numbers, and holds their outputs against the reference.
func expectOutputs(
  of models: [Model], compiler: Compiler = .gcc, flags: [String] = Compiler.watched,
  tolerance: Double = 1e-5
) throws {
  try expect(answers(of: models, compiler: compiler, flags: flags), of: models, tolerance)
}

/// What models on floats answer as C, one after the other.
func outputs(
  of models: [Model], compiler: Compiler = .gcc, flags: [String]
) throws -> [Float] {
  floats(try answers(of: models, compiler: compiler, flags: flags))
}

/// The bytes that models as C answer, one after the other.
func answers(
  of models: [Model], compiler: Compiler = .gcc, flags: [String]
) throws -> [UInt8] {
  let folder = try Folder()
  for model in models { try model.write(to: folder) }
  try folder.write("main.c", runner(models))
  try folder.write(
    "inputs",
    models.flatMap { model in
      zip(model.inputPorts, model.fedInputs).flatMap { $0.bytes(of: $1) }
    })
  let sources = models.map { "\($0.code.name).c" } + ["main.c"]
  let threads = models.contains { $0.code.threads != nil } ? ["-pthread"] : []
  let compilation = try compiler.compile(
    flags + threads + sources + ["-o", "program"], in: folder)
  try #require(compilation == .silentSuccess)
  let outcome = try compiler.run("program", ["inputs", "outputs"], in: folder)
  try #require(outcome == .silentSuccess)
  return try folder.read("outputs")
}

/// Holds outputs of models on floats against the reference.
func expect(_ outputs: [Float], of models: [Model], _ tolerance: Double = 1e-5) throws {
  try expect(bytes(outputs.map(Double.init)), of: models, tolerance)
}

/// Holds answers of models against the reference: floats within a tolerance, integers exactly.
func expect(_ answers: [UInt8], of models: [Model], _ tolerance: Double = 1e-5) throws {
  var answers = answers[...]
  for model in models {
    for (index, (tensor, scale)) in model.expected.enumerated() {
      let actual = model.outputPorts[index].values(tensor.values.count, from: &answers)
      try #require(actual.count == tensor.values.count)
      let what = "output \(index) of \(model.code.name) (\(model.graph.name))"
      guard model.outputPorts[index] == .float else {
        let difference = firstDifference(actual, tensor.values)
        #expect(difference == nil, "\(what): \(difference ?? "")")
        continue
      }
      let error =
        zip(actual, tensor.values).map { pair in
          let difference = abs(pair.0 - pair.1)
          return difference.isNaN ? .infinity : difference
        }.max() ?? 0
      #expect(
        error <= tolerance * scale,
        "\(what) is off by \(error / scale)")
    }
  }
  #expect(answers.isEmpty)
}

/// A program that reads the inputs of all models from one file and writes their outputs to another.
private func runner(_ models: [Model]) -> String {
  func arguments(_ word: String, _ values: [ValueID], _ macro: String) -> [(String, String)] {
    values.indices.map { index in
      let suffix = values.count == 1 ? "" : "\(index)"
      return ("\(word.lowercased())\(index)", "\(macro)_\(word)\(suffix)_COUNT")
    }
  }
  var text = """
    #include <stddef.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    \(models.map { "#include \"\($0.code.name)\($0.code.threads == nil ? "" : "_threads").h\"" }
      .joined(separator: "\n"))
    #if defined(__SANITIZE_ADDRESS__)
    #include <sanitizer/asan_interface.h>
    #else
    #define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
    #define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
    #endif

    #ifndef RUNS
    #define RUNS 3
    #endif
    enum { GUARD = 256 };

    static void *elements(size_t count, size_t size, FILE *file) {
      void *values = malloc(count * size);
      memset(values, 0xff, count * size);
      if (file && fread(values, size, count, file) != count) exit(2);
      return values;
    }

    /* Memory that is aligned as little as the arena may be, between guards. */
    static unsigned char *guarded(size_t size, size_t align) {
      unsigned char *block = aligned_alloc(256, (2 * GUARD + size + align + 255) / 256 * 256);
      unsigned char *arena = block + GUARD + align;
      memset(block, 0xa5, GUARD + align);
      memset(arena, 0xff, size);
      memset(arena + size, 0xa5, GUARD);
      ASAN_POISON_MEMORY_REGION(block, GUARD + align);
      ASAN_POISON_MEMORY_REGION(arena + size, GUARD);
      return arena;
    }

    static void release(unsigned char *arena, size_t size, size_t align) {
      unsigned char *block = arena - GUARD - align;
      ASAN_UNPOISON_MEMORY_REGION(block, GUARD + align);
      ASAN_UNPOISON_MEMORY_REGION(arena + size, GUARD);
      for (size_t i = 0; i < GUARD; ++i) {
        if (arena[-1 - (ptrdiff_t)i] != 0xa5 || arena[size + i] != 0xa5) exit(3);
      }
      free(block);
    }


    """
  for model in models {
    let (name, macro) = (model.code.name, model.code.name.uppercased())
    let inputs = arguments("INPUT", model.graph.inputs, macro)
    let outputs = arguments("OUTPUT", model.graph.outputs, macro)
    let names = (inputs + outputs).map(\.0)
    func allocate(_ list: [(String, String)], _ ports: [Port], copy: String = "", from: String)
      -> String
    {
      zip(list, ports).map { entry, port in
        "  \(port.word) *\(entry.0)\(copy) = elements(\(entry.1), sizeof(\(port.word)), \(from));"
      }.joined(separator: "\n")
    }
    let feeds = inputs.enumerated().map { feed(model, $0, array: $1.0, macro) }
    let handed = feeds.map(\.argument) + outputs.map { "\($0.0), " }
    text += feeds.map(\.definition).joined()
    text += """
      static void \(name)_test(FILE *in, FILE *out) {
      \(allocate(inputs, model.inputPorts, from: "in"))
      \(allocate(inputs, model.inputPorts, copy: "_copy", from: "NULL"))
      \(inputs.map { "  memcpy(\($0)_copy, \($0), \($1) * sizeof *\($0));" }.joined(separator: "\n"))
      \(allocate(outputs, model.outputPorts, from: "NULL"))
        unsigned char *arena = guarded(\(macro)_ARENA_SIZE, \(macro)_ARENA_ALIGN);
      \(feeds.map(\.placing).joined())
        if (\(name)_run(\(handed.joined())arena) != \(macro)_OK) exit(4);
      \(model.code.threads == nil ? "" : threadedRun(name, handed, outputs, feeds.map(\.placing)))
        release(arena, \(macro)_ARENA_SIZE, \(macro)_ARENA_ALIGN);
      \(inputs.map { "  if (memcmp(\($0)_copy, \($0), \($1) * sizeof *\($0))) exit(5);" }
        .joined(separator: "\n"))
      \(outputs.map { "  fwrite(\($0), sizeof *\($0), \($1), out);" }.joined(separator: "\n"))
      \(inputs.map { "  free(\($0.0)_copy);" }.joined(separator: "\n"))
      \(names.map { "  free(\($0));" }.joined(separator: "\n"))
      }


      """
  }
  text += """
    int main(int argc, char **argv) {
      FILE *in = fopen(argv[1], "rb");
      FILE *out = fopen(argv[2], "wb");
      if (argc != 3 || !in || !out) return 1;
    \(models.map { "  \($0.code.name)_test(in, out);" }.joined(separator: "\n"))
      fclose(in);
      return fclose(out) ? 6 : 0;
    }

    """
  return text
}

/// Runs a model on threads a few times, and compares what they answer with what one thread has answered.
private func threadedRun(
  _ name: String, _ handed: [String], _ outputs: [(String, String)], _ placing: [String]
) -> String {
  let macro = name.uppercased()
  let copies = outputs.map { "  void *\($0.0)_one = elements(\($0.1), sizeof *\($0.0), NULL);" }
  let bytes = outputs.map { ($0.0, "\($0.1) * sizeof *\($0.0)") }
  return """
    \(copies.joined(separator: "\n"))
    \(bytes.map { "  memcpy(\($0)_one, \($0), \($1));" }.joined(separator: "\n"))
      static \(name)_threads threads;
      if (\(name)_threads_start(&threads)) exit(7);
      for (int run = 0; run < RUNS; ++run) {
        memset(arena, 0xff, \(macro)_ARENA_SIZE);
    \(bytes.map { "    memset(\($0), 0xff, \($1));" }.joined(separator: "\n"))
      \(placing.joined())
        if (\(name)_threads_run(&threads, \(handed.joined())arena) != \(macro)_OK) exit(8);
    \(bytes.map { "    if (memcmp(\($0)_one, \($0), \($1))) exit(9);" }.joined(separator: "\n"))
      }
      \(name)_threads_stop(&threads);
    \(bytes.map { "  free(\($0.0)_one);" }.joined(separator: "\n"))
    """
}

/// How a program hands an input over: a function that delivers rows, a copy into the arena, and an
/// argument with its comma.
private func feed(
  _ model: Model, _ index: Int, array: String, _ macro: String
) -> (definition: String, placing: String, argument: String) {
  let shape = model.graph.shape(of: model.graph.inputs[index])
  let suffix = model.graph.inputs.count == 1 ? "" : "\(index)"
  let word = model.inputPorts[index].word
  switch model.plan.style(ofInput: index) {
  case .pointer: return ("", "", "\(array), ")
  case .arena:
    let place = "arena + \(macro)_INPUT\(suffix)_OFFSET"
    return ("", "  memcpy(\(place), \(array), \(shape.count) * sizeof(\(word)));\n", "")
  case .rows:
    // The context is where the next row comes from: rows must come in order and one time each.
    let function = "\(model.code.name)_row\(suffix)"
    let definition = """
      struct \(function)_source { const \(word) *rows; uint32_t next; };
      static int \(function)(void *context, uint32_t y, \(word) *row) {
        struct \(function)_source *source = context;
        if (y != source->next++) return 1;
        memcpy(row, source->rows + (size_t)y * \(shape.rowCount), \(shape.rowCount) * sizeof *row);
        return 0;
      }

      """
    let placing = "  struct \(function)_source source\(suffix) = {\(array), 0};\n"
    return (definition, placing, "\(function), &source\(suffix), ")
  }
}

func bytes(_ values: [Double]) -> [UInt8] {
  values.flatMap { value in
    withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
  }
}

func floats(_ bytes: [UInt8]) -> [Float] {
  bytes.withUnsafeBytes { buffer in
    (0..<buffer.count / 4).map {
      Float(
        bitPattern: UInt32(
          littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
    }
  }
}

extension Graph {
  /// The seeded input of the goldens; of integers all there are.
  fileprivate func seededInput(_ value: ValueID) -> Tensor {
    let floats = IR.seededInput(shape(of: value))
    guard type(of: value).elementType == .i8 else { return floats }
    return Tensor(
      shape: floats.shape, values: floats.values.map { min(($0 * 128).rounded(.down), 127) })
  }

  /// The largest sum of what an element adds up, signs aside; 0 if the value is no sum of products of floats.
  ///
  /// However much of it cancels, rounding is in proportion to it (Higham, Accuracy and Stability of
  /// Numerical Algorithms, section 3.1).
  fileprivate func largestTerms(of value: ValueID, _ tensors: SideTable<Value, Tensor>) -> Double {
    guard let producer = values[value].producer, type(of: value).elementType == .f32,
      nodes[producer].op.payload is any ProductSums
    else { return 0 }
    let node = nodes[producer]
    var magnitudes = WeightStore()
    for id in weights.ids {
      var weight = weights[id]
      if case .floats(let floats) = weight.elements { weight.elements = .floats(floats.map(abs)) }
      _ = magnitudes.add(weight)
    }
    let operands = node.operands.compactMap { tensors[$0] }.map { tensor in
      Tensor(shape: tensor.shape, values: tensor.values.map(abs))
    }
    return node.op.payload.evaluate(operands, magnitudes, shape(of: value)).largestMagnitude
  }
}
