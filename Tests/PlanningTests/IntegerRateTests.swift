import Planning
import Targets
import TestSupport
import Testing

/// Multiply-adds of integers are predicted with their own rate, those of floats with theirs.
@Suite struct IntegerRateTests {
  @Test(arguments: [1, 2])
  func onlyIntegersHaveIt(parts: Int) throws {
    let floats = try loweredGraph("v2", width: 0.35, resolution: 96)
    var dice = Dice("rate")
    let integers = try quantized(floats, &dice)
    var fast = Target.generic
    fast.integerMultiplyAddsPerCycle = 4 * fast.multiplyAddsPerCycle
    for graph in [floats, integers] {
      let plan = try plan(graph, target: .generic, options: PlanOptions(parts: parts))
      let (slow, less) = (
        Target.generic.cycles(plan.schedule, in: graph).reduce(0, +),
        fast.cycles(plan.schedule, in: graph).reduce(0, +)
      )
      guard graph.isQuantized else {
        #expect(slow == less)
        continue
      }
      let saved = 0.75 * Double(graph.cost().multiplyAdds) / Target.generic.multiplyAddsPerCycle
      if parts == 1 {
        #expect(abs(slow - less - saved) < 1e-6 * slow)
      } else {
        #expect(slow - less > 0.4 * saved && slow - less <= saved)
      }
    }
  }
}
