import Basics
import Codegen
import Driver
import Glibc
import IR
import Import
import Targets

/// What became of a file.
package enum ImportOutcome: Equatable {
  case refused, imported
  /// A bug of ours.
  case fault(String)
}

/// The most that an import may take, in seconds of a processor.
private let mostSeconds = 1.0

/// Imports a file of any bytes, and goes on with the graph as long as that stays quick.
///
/// Whatever the bytes are, nothing may trap. The import must end in time, with a sound graph or a
/// refusal that says where; the text form of the graph must read back; if it is small, its reference
/// and its compilation must run.
package func exerciseImport(of bytes: [UInt8], as format: FuzzedFormat) -> ImportOutcome {
  let start = processorSeconds()
  var result: Result<ImportedModel, Rejection>
  do throws(Rejection) { result = .success(try format.importModel(bytes)) } catch {
    result = .failure(error)
  }
  let seconds = processorSeconds() - start
  if seconds > mostSeconds { return .fault("took \(seconds) s") }
  switch result {
  case .failure(let refusal): return outcome(of: refusal)
  case .success(let model): return outcome(of: model)
  }
}

private func outcome(of refusal: Rejection) -> ImportOutcome {
  let isFair =
    (refusal.kind == .badFile || refusal.kind == .unsupported) && !refusal.diagnostics.isEmpty
    && refusal.diagnostics.allSatisfy { $0.origin != .unknown && !$0.message.isEmpty }
  return isFair ? .refused : .fault("refused without a place: \(refusal)")
}

private func outcome(of model: ImportedModel) -> ImportOutcome {
  let graph = model.graph
  let problems = verify(graph)
  guard problems.isEmpty else { return .fault("an unsound graph: \(problems)") }
  let size = GraphSize(graph)
  guard size.isPrintable else { return .imported }
  let text = graph.text()
  do throws(Rejection) {
    let again = try parseGraph(Array(text.utf8), file: "graph.mnir").text()
    guard again == text else { return .fault("reads back as another graph:\n\(text)\n\(again)") }
  } catch { return .fault("its text form is refused: \(error)\n\(text)") }
  if size.isQuickToRun {
    let inputs = graph.inputs.map { id in
      Tensor(graph.shape(of: id)) { y, x, c in Double((y * 31 + x * 7 + c) % 256 - 128) }
    }
    _ = evaluate(graph, inputs: inputs)
  }
  return size.isQuickToPlan ? compiled(model) : .imported
}

private func compiled(_ model: ImportedModel) -> ImportOutcome {
  var options = CompileOptions()
  options.inputLayout = model.inputLayout?.rawValue
  do throws(Rejection) {
    let plan = try prepare(model.graph, options).plan
    _ = generateC(
      plan, target: .generic, options: CodeOptions(name: "fuzzed", version: version, options: ""))
  } catch  where error.kind == .verificationFailed {
    return .fault("\(error)\n\(model.graph.text())")
  } catch {}
  return .imported
}

/// The time that this thread has run; what other processes do does not count.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
