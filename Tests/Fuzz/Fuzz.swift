import CLibFuzzer
import Fuzzing

/// Feeds an importer with what libFuzzer thinks of: `Fuzz --tflite CORPUS…`, `Fuzz --onnx CORPUS…`.
///
/// libFuzzer leaves flags with two dashes alone, and hands them to the processes it starts. Scripts/fuzz.sh
/// builds and runs this.
@main enum Fuzz {
  static let format = FuzzedFormat.allCases.first {
    CommandLine.arguments.contains("--\($0.rawValue)")
  }

  static func main() {
    guard format != nil else { fatalError("expected --tflite or --onnx") }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    _ = LLVMFuzzerRunDriver(&count, &arguments) { data, size in
      let bytes = Array(UnsafeBufferPointer(start: data, count: size))
      guard let format = Fuzz.format else { return -1 }
      if case .fault(let message) = exerciseImport(of: bytes, as: format) { fatalError(message) }
      return 0
    }
  }
}
