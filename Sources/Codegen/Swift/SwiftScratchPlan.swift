import Basics

/// Where the memory behind the plan lies.
struct SwiftScratchPlan {
  private let facts: SwiftFacts
  /// Where each pixel outside of images starts, in bytes.
  private let starts: [Int]
  /// Where the tables of pointers start.
  let pointerStart: Int

  private static let alignment = 16

  /// What functions need, after the bytes of a plan.
  init(_ facts: SwiftFacts, after planned: Int) {
    func aligned(_ start: Int) -> Int {
      (start + Self.alignment - 1) / Self.alignment * Self.alignment
    }
    self.facts = facts
    var next = planned
    var starts: [Int] = []
    for (pixel, count) in facts.outside {
      starts.append(aligned(next))
      next = aligned(next) + count * (pixel.scalar == .float ? 4 : 1)
    }
    self.starts = starts
    pointerStart = facts.pointerCount + starts.count == 0 ? planned : aligned(next)
  }

  /// What the bytes of so many pointers add to a sum.
  func stride(_ count: Int) -> String {
    count == 0 ? "" : " + \(count) * MemoryLayout<UnsafeRawPointer>.stride"
  }

  /// Prints the constants that stand for what is used.
  func print(_ used: Set<SwiftScratch>, to writer: inout CodeWriter) {
    for ((pixel, count), start) in zip(facts.outside, starts)
    where used.contains(.outside(pixel)) {
      let element = SwiftPrinter.element(pixel.scalar)
      writer.line("let \(pixel.name) = (memory + \(start))")
      writer.line("  .bindMemory(to: \(element).self, capacity: \(count))")
      let value = SwiftPrinter(facts).text(pixel.element)
      writer.line("\(pixel.name).initialize(repeating: \(value), count: \(count))")
    }
    var before = 0
    for table in SwiftScratch.tables where facts.count(of: table) > 0 {
      let count = facts.count(of: table)
      if used.contains(table) {
        let element = SwiftPrinter.parameterType(table.element)
        writer.line("let \(table.name) = (memory + \(pointerStart)\(stride(before)))")
        writer.line("  .bindMemory(to: \(element).self, capacity: \(count))")
      }
      before += count
    }
  }
}
