import Basics
import Kernels

/// What a program in C says about where its weights are.
struct WeightDefinition {
  private let form: WeightForm
  private let name: String
  private let file: String
  private let bytes: [UInt8]
  /// As what numbers they are read.
  private let views: [Scalar]
  /// How aligned weights have to be that are not in the file itself.
  private let alignment: Int

  private var macro: String { name.uppercased() }

  init(_ bytes: [UInt8], as views: [Scalar], alignment: Int, options: CodeOptions) {
    // Without weights there is no other place for them.
    form = bytes.isEmpty ? .literal : options.weightForm
    name = options.name
    file = options.weightFile
    self.bytes = bytes
    self.views = views
    self.alignment = alignment
  }

  // MARK: The header

  /// The constants that tell what is expected of weights outside of the file.
  func printConstants(to writer: inout CodeWriter) {
    switch form {
    case .literal: return
    case .incbin:
      writer.line("/* The bytes of the file with the weights, and how aligned they lie. */")
    case .pointer:
      writer.line(
        "/* The weights that the caller hands over: the bytes of their file, and how aligned. */")
    }
    writer.line("#define \(macro)_WEIGHTS_SIZE \(bytes.count)u")
    writer.line("#define \(macro)_WEIGHTS_ALIGN \(alignment)u\n")
  }

  /// What is said of an error.
  var misalignment: String {
    form.isSeparate
      ? "The arena is not aligned to ARENA_ALIGN, or the weights are not to WEIGHTS_ALIGN."
      : "The arena is not aligned to ARENA_ALIGN."
  }

  // MARK: The entry

  /// The parameter through which they are handed over, if they are.
  var parameter: String? { form == .pointer ? "const void *weight_data" : nil }

  /// The pointer that may be null.
  var pointer: String? { form == .pointer ? "weight_data" : nil }

  /// The address of the first, as that of a kind of number.
  func address(as view: Scalar) -> String {
    switch form {
    case .literal: "weight_data.\(view.view)"
    case .incbin:
      view == widest ? "\(name)_weights" : "(const \(CPrinter.word(view)) *)\(name)_weights"
    case .pointer: "(const \(CPrinter.word(view)) *)weight_data"
    }
  }

  /// The numbers of four bytes.
  private var widest: Scalar { views.contains(.float) ? .float : .int32 }

  /// The condition that they lie wrong, if somebody else places them.
  var isMisaligned: String? {
    switch form {
    case .literal: nil
    case .incbin: "(uintptr_t)\(name)_weights % \(macro)_WEIGHTS_ALIGN != 0u"
    case .pointer: "(uintptr_t)weight_data % \(macro)_WEIGHTS_ALIGN != 0u"
    }
  }

  // MARK: The source

  /// The macros that users may define, and what they are otherwise.
  func printMacros(to writer: inout CodeWriter) {
    writer.line(
      """
      #if defined(__BYTE_ORDER__) && defined(__ORDER_LITTLE_ENDIAN__)
      #if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
      #error "the weights are little-endian"
      #endif
      #endif

      """)
    switch form {
    case .literal: printAttribute(to: &writer)
    case .incbin: printFileMacros(to: &writer)
    case .pointer: break
    }
  }

  private func printAttribute(to writer: inout CodeWriter) {
    writer.line(
      """
      /* Where the weights go, for example into a section of external flash. */
      #ifndef \(macro)_WEIGHTS_ATTR
      #if defined(__GNUC__)
      #define \(macro)_WEIGHTS_ATTR __attribute__((aligned(64)))
      #else
      #define \(macro)_WEIGHTS_ATTR
      #endif
      #endif

      """)
  }

  private func printFileMacros(to writer: inout CodeWriter) {
    writer.line(
      """
      /* The file with the weights. The assembler looks for it in the folder in which the compiler runs
         and in those of -I. */
      #ifndef \(macro)_WEIGHTS_FILE
      #define \(macro)_WEIGHTS_FILE "\(file)"
      #endif

      /* Where the weights go, as the assembler spells it, for example ".ext_flash,\\"a\\"". */
      #ifndef \(macro)_WEIGHTS_SECTION
      #if defined(__APPLE__)
      #define \(macro)_WEIGHTS_SECTION "__TEXT,__const"
      #elif defined(_WIN32)
      #define \(macro)_WEIGHTS_SECTION ".rdata,\\"dr\\""
      #elif defined(__wasm__)
      #define \(macro)_WEIGHTS_SECTION ".rodata.\(name)_weights,\\"\\",@"
      #else
      #define \(macro)_WEIGHTS_SECTION ".rodata.\(name)_weights,\\"a\\""
      #endif
      #endif

      """)
  }

  /// The weights, or where they come from.
  func print(to output: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let title =
      "/* ---- Weights: \(bytes.count) bytes, packed in the order in which kernels read them ---- */"
    switch form {
    case .literal: printLiteral(title, to: &output)
    case .incbin: output += Array(assembled(title).utf8)
    case .pointer: break
    }
  }

  private func printLiteral(_ title: String, to output: inout [UInt8]) {
    output += Array(
      """
      \(title)

      #if defined(__GNUC__)
      #pragma GCC diagnostic ignored "-Woverlength-strings"
      #endif
      static const union {
        unsigned char bytes[\(bytes.count + 1)];
      \(views.map(member).joined(separator: "\n  "))
      } weight_data \(macro)_WEIGHTS_ATTR = {

      """.utf8)
    stringLiterals(bytes, to: &output)
    output += Array("};\n\n".utf8)
  }

  private func member(_ view: Scalar) -> String {
    let size = view == .int8 ? 1 : 4
    return "  \(CPrinter.word(view)) \(view.view)[\((bytes.count + 4) / size)];"
  }

  /// The declaration of the weights, and the lines for the assembler that define them.
  ///
  /// GNU's assembler compares sizes where Clang's cannot, and warns of a gap that has no bytes; Clang's
  /// refuses a gap of less than none. For WebAssembly it takes any such gap for bytes that it does not have
  /// and writes what lies there; there it refuses a byte that has no value, which one divided by a
  /// comparison that is false has not. GCC does not notice that the section has changed.
  private func assembled(_ title: String) -> String {
    """
    \(title)

    #ifdef __cplusplus
    extern "C" {
    #endif
    /* The bytes of the file. With \(macro)_WEIGHTS_EXTERN defined they come from elsewhere: from a
       linker script, from objcopy, from another source. */
    extern const \(CPrinter.word(widest)) \(name)_weights[\(bytes.count / 4)];
    #ifdef __cplusplus
    }
    #endif

    #if defined(__GNUC__) && !defined(\(macro)_WEIGHTS_EXTERN)
    #define \(macro)_TEXT(words) #words
    #define \(macro)_SPELLED(words) \(macro)_TEXT(words)
    #define \(macro)_SYMBOL \(macro)_SPELLED(__USER_LABEL_PREFIX__) "\(name)_weights"
    __asm__(
      ".section " \(macro)_WEIGHTS_SECTION "\\n"
      ".globl " \(macro)_SYMBOL "\\n"
    #if defined(__wasm__)
      ".type " \(macro)_SYMBOL ",@object\\n"
    #elif defined(__ELF__)
      ".type " \(macro)_SYMBOL ",%object\\n"
    #endif
    #if defined(__wasm__) || defined(__ELF__)
      ".size " \(macro)_SYMBOL ",\(bytes.count)\\n"
    #endif
      ".p2align \(max(64, alignment).trailingZeroBitCount)\\n"
      \(macro)_SYMBOL ":\\n"
      ".incbin \\"" \(macro)_WEIGHTS_FILE "\\"\\n"
      /* A file of another size has the weights of another model. */
    #if defined(__wasm__)
      ".int8 1 / ((. - " \(macro)_SYMBOL " - \(bytes.count)) == 0)\\n"
    #elif defined(__clang__)
      ".space . - " \(macro)_SYMBOL " - \(bytes.count)\\n"
      ".org " \(macro)_SYMBOL " + \(bytes.count)\\n"
    #else
      ".if . - " \(macro)_SYMBOL " - \(bytes.count)\\n"
      ".error \\"the file of weights is not of \(bytes.count) bytes\\"\\n"
      ".endif\\n"
      ".text\\n"
    #endif
    );
    #endif


    """
  }
}

extension Scalar {
  /// The name of the member through which weights are read as such numbers.
  fileprivate var view: String {
    switch self {
    case .float: "values"
    case .int8, .uint8: "integers"
    case .int32: "numbers"
    }
  }
}
