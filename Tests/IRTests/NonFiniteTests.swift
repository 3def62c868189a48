import Basics
import IR
import Testing

/// Infinite numbers stand where they mean something and nowhere else.
@Suite struct NonFiniteTests {
  private func parse(
    facts: String = "{scale = 1.0, mean = [0.0], std = [1.0], crop = 1.0}",
    function: String = "relu"
  ) throws -> Graph {
    let text = """
      graph "g" {
        input %x : f32[2x2x1] \(facts)
        %y = activation %x {function = \(function)} : f32[2x2x1]
        output %y
      }

      """
    return try parseGraph(Array(text.utf8), file: "t.mnir")
  }

  @Test(arguments: ["clamp(-inf, 3.0)", "clamp(-1.0, inf)", "clamp(-inf, inf)"])
  func aBoundMayBeMissing(_ function: String) throws {
    #expect(try parse(function: function).text().contains("{function = \(function)}"))
  }

  @Test(arguments: [
    "clamp(inf, inf)", "clamp(-inf, -inf)", "clamp(nan, 1.0)", "clamp(2.0, 1.0)",
    "hard_sigmoid(inf)",
  ])
  func boundsThatLeaveNothingAreRefused(_ function: String) {
    #expect(throws: Rejection.self) { try parse(function: function) }
  }

  @Test(arguments: [
    "{scale = inf, mean = [0.0], std = [1.0], crop = 1.0}",
    "{scale = 1.0, mean = [-inf], std = [1.0], crop = 1.0}",
    "{scale = 1.0, mean = [0.0], std = [inf], crop = 1.0}",
  ])
  func preprocessingIsFinite(_ facts: String) throws {
    #expect(throws: Rejection.self) { try parse(facts: facts) }
    _ = try parse()
  }
}
