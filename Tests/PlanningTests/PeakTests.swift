import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// The arenas of the published networks, in bytes.
@Suite struct PeakTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let network: String
    let options: PlanOptions
    /// What the project has to reach, nil where nothing is required.
    let required: Int?
    /// What it has reached; it does not go back.
    let reached: Int

    var testDescription: String { "\(network) \(options.testDescription)" }
  }

  static let rows: [Row] = [
    Row(network: "v1", options: latency, required: 4_816_896, reached: 802_816),
    Row(network: "v1", options: ram, required: 4_816_896, reached: 702_464),
    Row(network: "v2", options: ways(1), required: 5_619_712, reached: 4_845_568),
    Row(network: "v2", options: ways(2), required: 4_114_432, reached: 3_523_072),
    Row(network: "v2", options: ways(5), required: 2_809_856, reached: 2_313_472),
    Row(network: "v2", options: ram, required: 2_458_624, reached: 489_216),
    Row(network: "v3-large", options: ways(1), required: 4_014_080, reached: 3_232_768),
    Row(network: "v3-large", options: ways(5), required: nil, reached: 1_910_272),
    Row(network: "v3-large", options: ram, required: 2_007_040, reached: 620_928),
    Row(network: "v3-small", options: ways(1), required: 1_103_872, reached: 914_816),
    Row(network: "v3-small", options: ways(5), required: nil, reached: 602_112),
    Row(network: "v3-small", options: ram, required: 852_992, reached: 253_568),
    // Rows of the image delivered; the requirements are those of rings of rows, where they are met.
    Row(network: "v1", options: delivered, required: 722_944, reached: 702_464),
    Row(network: "v2", options: delivered, required: nil, reached: 497_280),
    Row(network: "v3-large", options: delivered, required: 623_616, reached: 620_928),
    Row(network: "v3-small", options: delivered, required: nil, reached: 257_152),
  ]

  private static let latency = PlanOptions(objective: .latency)
  private static let ram = PlanOptions(objective: .ram)
  private static let delivered = PlanOptions(objective: .ram, input: .rows)
  private static func ways(_ ways: Int) -> PlanOptions { PlanOptions(ways: .atMost(ways)) }

  @Test(arguments: rows) func staysWithinWhatWasReached(_ row: Row) throws {
    let plan = try plan(loweredGraph(row.network), target: .generic, options: row.options)
    #expect(replay(plan) == [])
    #expect(plan.memory.arenaSize <= row.reached)
    if let required = row.required { #expect(plan.memory.arenaSize <= required) }
  }
}
