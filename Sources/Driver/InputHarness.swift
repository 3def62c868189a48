import IR
import Plan

/// The parts of a C program that hands a model its inputs, however it takes them.
struct InputHarness {
  /// Arrays that hold the inputs, and functions that deliver their rows.
  private(set) var definitions = ""
  /// Statements that fill the arrays from `file`.
  private(set) var reading = ""
  /// Statements that put inputs into `arena` before a call.
  private(set) var placing = ""
  /// The arguments of the entry, each followed by a comma.
  private(set) var arguments = ""

  init(_ plan: Plan, _ name: String) {
    let macro = name.uppercased()
    for index in plan.graph.inputs.indices {
      let suffix = plan.graph.inputs.count == 1 ? "" : "\(index)"
      let base = "\(macro)_INPUT\(suffix)"
      let word = PortElement(input: index, of: plan.graph).word
      let array = "input\(suffix)"
      definitions += "static \(word) \(array)[\(base)_COUNT];\n"
      reading += "if (fread(\(array), sizeof \(array), 1, file) != 1) return 1;\n  "
      switch plan.style(ofInput: index) {
      case .pointer: arguments += "\(array), "
      case .arena:
        placing += "memcpy(arena + \(base)_OFFSET, \(array), sizeof \(array));\n    "
      case .rows:
        arguments += "next_row\(suffix), NULL, "
        definitions += """
          static int next_row\(suffix)(void *context, uint32_t y, \(word) *row) {
            static uint32_t expected;
            (void)context;
            if (y == 0) expected = 0;
            if (y != expected++) return 1;
            memcpy(row, \(array) + y * (\(base)_WIDTH * \(base)_CHANNELS),
                   sizeof *row * (\(base)_WIDTH * \(base)_CHANNELS));
            return 0;
          }

          """
      }
    }
  }

  /// The file from which the program reads the inputs.
  static func bytes(of inputs: [Tensor], for plan: Plan) -> [UInt8] {
    inputs.enumerated().flatMap { index, tensor in
      PortElement(input: index, of: plan.graph).bytes(
        arranged(tensor.values, input: index, of: plan))
    }
  }

  /// The same of the seeded inputs.
  static func seededBytes(for plan: Plan) -> [UInt8] {
    bytes(of: plan.graph.inputs.indices.map { plan.graph.seededInput($0) }, for: plan)
  }

  /// The elements of an input in the order in which the program takes them from its file.
  static func arranged<Number>(_ values: [Number], input index: Int, of plan: Plan) -> [Number] {
    let input = plan.graph.inputs[index]
    let (shape, pixels) = (plan.graph.shape(of: input), plan.planePixels(of: input))
    return stride(from: 0, to: shape.height * shape.width, by: pixels).flatMap { first in
      (0..<shape.channels).flatMap { channel in
        (first..<first + pixels).map { values[$0 * shape.channels + channel] }
      }
    }
  }
}
