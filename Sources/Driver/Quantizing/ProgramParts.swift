import IR

/// The includes of a program that looks at networks, and their inputs and outputs; the input of the first
/// is called `input`, that of the second `input2`.
func programHead(_ networks: [TracedNetwork]) -> String {
  let ports = networks.enumerated().map { index, network in
    let macro = network.name.uppercased()
    let graph = network.graph
    let outputs = graph.outputs.indices.map { output in
      let suffix = graph.outputs.count == 1 ? "" : "\(output)"
      return "static \(PortElement(output: output, of: graph).word)"
        + " \(network.name)_output\(suffix)[\(macro)_OUTPUT\(suffix)_COUNT];"
    }
    let input =
      "static \(PortElement(input: 0, of: graph).word) input\(index == 0 ? "" : "\(index + 1)")"
      + "[\(macro)_INPUT_COUNT];"
    return ([input] + outputs).joined(separator: "\n")
  }
  return """
    #define _POSIX_C_SOURCE 200809L
    #include <math.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    \(networks.map { "#include \"\($0.name).h\"" }.joined(separator: "\n"))

    \(ports.joined(separator: "\n"))
    """
}

/// The outputs as arguments of the entry.
func outputArguments(_ network: TracedNetwork) -> String {
  let count = network.graph.outputs.count
  return (0..<count).map { "\(network.name)_output\(count == 1 ? "" : "\($0)")" }
    .joined(separator: ", ")
}

/// The head of the function that a traced network calls after each run of pixels, declared and begun.
func traceHead(_ name: String) -> String {
  let head = """
    void \(name)_trace(size_t op, size_t y, size_t x, size_t pixels, size_t channel,
                       size_t channels, size_t pitch, size_t bytes, int flip, const void *from)
    """
  return "\(head);\n\(head)"
}
