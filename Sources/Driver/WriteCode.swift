import Basics
import Codegen
import Formats
import Plan

extension PreparedModel {
  /// Writes the C of the model to a folder, for a program that stays there.
  ///
  /// The assembler reads the weights from a file beside it: compilers take longer to read them as text than to
  /// compile all the rest.
  func writeCode(to folder: String, isTraced: Bool = false) throws(Rejection) {
    var options = code
    options.isTraced = isTraced
    let path = "\(folder)/\(options.name)"
    (options.weightForm, options.weightFile) = (.incbin, "\(path).weights")
    let code = generateC(plan, target: target, options: options)
    try writeFile(options.weightFile, code.weights)
    try writeFile("\(path).c", code.source)
    try writeFile("\(path).h", code.header)
    if let threads = code.threads { try writeFile("\(path)_threads.h", threads) }
  }
}
