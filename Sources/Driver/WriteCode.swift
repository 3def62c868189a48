import Basics
import Codegen
import Formats
import Plan

extension PreparedModel {
  /// Writes the C of the model to a folder, for a program that stays there.
  ///
  /// The assembler reads the weights from a file beside it: as text those of MobileNetV2 take GCC a second more,
  /// about what it takes for all the rest without sanitizers.
  func writeCode(to folder: String, isTraced: Bool = false) throws(Rejection) {
    var options = code
    options.isTraced = isTraced
    let path = "\(folder)/\(options.name)"
    (options.weightForm, options.weightFile) = (.incbin, "\(path).weights")
    let code = generateC(plan, target: target, options: options)
    try writeFile(options.weightFile, code.weights)
    try writeFile("\(path).c", code.source)
    try writeFile("\(path).h", code.header)
    try RunHarness(plan, options.name).write(code, to: folder)
  }
}
