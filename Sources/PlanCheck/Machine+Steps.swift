import IR
import Plan

/// One step of a stage: what it reads, and what it writes.
struct Step {
  struct Read {
    let operand: RegionFacts.Operand
    /// nil in memory of the caller that is only read.
    let layout: Layout?
    let pixels: Pixels
    let channels: Range<Int>

    var runs: [Run] { layout?.runs(of: pixels, channels: channels, lacking: 0) ?? [] }
  }

  let node: NodeID
  /// Of the map that the stage goes through.
  let part: Rectangle
  let pass: Int
  let reads: [Read]
  /// The pixels and the channels of the result that are written.
  let pixels: Pixels
  let channels: Range<Int>
  /// The parts that its sums still lack afterwards.
  let partsLeft: Int
  /// Where the sums lie that it adds to, nil if it begins them.
  let continued: Layout?
  let written: Layout?
  /// Whether sums are continued where they lie, and not read there and written elsewhere.
  let continuesInPlace: Bool
}

extension Machine {
  /// Lets a step read and write, and reports what it does wrong.
  mutating func run(_ step: Step) {
    now += 1
    if let layout = unusable(step) {
      return report(
        "plan.life", step.node,
        "%\(graph.values[layout.value].name) is used at step \(now), outside of its buffer's life")
    }
    let runs = read(step)
    guard faults.isEmpty else { return }
    guard let layout = step.written else { return }
    let name = graph.name(of: step.node)
    let written = layout.runs(of: step.pixels, channels: step.channels, lacking: step.partsLeft)
    for run in written {
      if cells.wereRead(run, at: now), !runs.allSatisfy({ $0.allows(run) }) {
        return report(
          "plan.overlap", step.node,
          "%\(name) \(step.part) is written over what the same step reads")
      }
      guard cells.put(run) else {
        return report("plan.bounds", step.node, "%\(name) \(step.part) does not fit")
      }
      guard cells.touch(run, writes: true, turn) else {
        return report(
          "plan.race", step.node,
          "%\(name) \(step.part) is written by part \(turn.part) where another part reads or writes"
            + " before they meet")
      }
    }
    if written.count > 1, !written.allSatisfy(cells.hold) {
      report("plan.overlap", step.node, "%\(name) \(step.part) is written over itself")
    }
  }

  /// What a step uses although its buffer says that it is not in use.
  private func unusable(_ step: Step) -> Layout? {
    (step.reads.map(\.layout) + [step.continued, step.written]).lazy.compactMap { $0 }
      .first { !$0.isAlive(at: now) }
  }

  /// A run that a step reads, and whether it may be overwritten by the elements made from it.
  private struct ReadRun {
    let run: Run
    let isElementwise: Bool

    func allows(_ written: Run) -> Bool {
      !run.overlaps(written) || (isElementwise && written.isInPlace(of: run))
    }
  }

  /// Reads all that a step reads; stops at the first run that is not there.
  private mutating func read(_ step: Step) -> [ReadRun] {
    var found: [ReadRun] = []
    let name = graph.name(of: step.node)
    for read in step.reads {
      let isElementwise = read.operand.access == OperandAccess(.same, .same)
      for run in read.runs {
        guard cells.read(run, at: now) else {
          report(
            "plan.overwritten", step.node,
            "%\(name) \(step.part) reads %\(graph.values[read.operand.value].name)"
              + " \(read.operand.position(of: run)), which is not there (pass \(step.pass))")
          return found
        }
        guard cells.touch(run, writes: false, turn) else {
          report(
            "plan.race", step.node,
            "%\(name) \(step.part) reads in part \(turn.part)"
              + " %\(graph.values[read.operand.value].name) \(read.operand.position(of: run)), which"
              + " another part writes before they meet")
          return found
        }
        found.append(ReadRun(run: run, isElementwise: isElementwise))
      }
    }
    guard let layout = step.continued else { return found }
    for run in layout.runs(of: step.pixels, channels: step.channels, lacking: step.partsLeft + 1) {
      let isThere = step.continuesInPlace ? cells.hold(run) : cells.read(run, at: now)
      guard isThere else {
        report(
          "plan.overwritten", step.node,
          "the partial sums of %\(name) \(step.part) are lost (pass \(step.pass))")
        return found
      }
      if !step.continuesInPlace { found.append(ReadRun(run: run, isElementwise: false)) }
    }
    return found
  }
}

extension Layout {
  func isAlive(at step: Int32) -> Bool { life?.contains(Int(step)) ?? true }
}

extension RegionFacts.Operand {
  /// Where in the operand a run begins, for messages.
  fileprivate func position(of run: Run) -> String {
    let pixel = run.first.element / run.width / shape.channels
    return "row \(pixel / shape.width) column \(pixel % shape.width)"
  }
}
