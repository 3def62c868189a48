import PlanCheck
import Planning
import Targets
import TestSupport
import Testing

/// The arenas of the published networks, in bytes.
@Suite struct PeakTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let network: String
    var width: Double?
    var resolution: Int?
    let options: PlanOptions
    /// What the project has to reach, nil where nothing is required.
    let required: Int?
    /// What it has reached; it does not go back.
    let reached: Int

    var testDescription: String {
      "\(network) \(width ?? 1) \(resolution ?? 224) \(options.activations)"
        + " \(options.testDescription)"
    }
  }

  static let rows: [Row] = [
    Row(network: "v1", options: latency, required: 4_816_896, reached: 802_816),
    Row(network: "v1", options: ram, required: 4_816_896, reached: 571_392),
    Row(network: "v2", options: ways(1), required: 5_619_712, reached: 4_845_568),
    Row(network: "v2", options: ways(2), required: 4_114_432, reached: 3_523_072),
    Row(network: "v2", options: ways(5), required: 2_809_856, reached: 2_313_472),
    Row(network: "v2", options: ram, required: 2_458_624, reached: 295_968),
    Row(network: "v3-large", options: ways(1), required: 4_014_080, reached: 3_232_768),
    Row(network: "v3-large", options: ways(5), required: nil, reached: 1_910_272),
    Row(network: "v3-large", options: ram, required: 2_007_040, reached: 618_016),
    Row(network: "v3-small", options: ways(1), required: 1_103_872, reached: 914_816),
    Row(network: "v3-small", options: ways(5), required: nil, reached: 602_112),
    Row(network: "v3-small", options: ram, required: 852_992, reached: 221_760),
    // Rows of the image delivered; the requirements are the figures of `memory.md` and 2 % for steps
    // of more than a pixel.
    Row(network: "v1", options: delivered, required: 722_944, reached: 571_392),
    Row(
      network: "v1", width: 0.25, resolution: 96, options: delivered, required: 57_248,
      reached: 42_624),
    Row(network: "v2", options: rowRings, required: 491_166, reached: 483_968),
    Row(network: "v2", options: delivered, required: 309_818, reached: 304_032),
    Row(network: "v2", options: inArena, required: 700_633, reached: 680_128),
    Row(network: "v2", options: bought(1.06), required: 169_075, reached: 168_736),
    Row(
      network: "v2", width: 0.35, resolution: 144, options: bought(1.27), required: 31_700,
      reached: 30_784),
    Row(network: "v2", resolution: 96, options: delivered, required: 97_658, reached: 95_360),
    Row(
      network: "v2", width: 0.35, resolution: 144, options: delivered, required: 75_072,
      reached: 73_216),
    Row(network: "v3-large", options: delivered, required: 623_616, reached: 618_016),
    Row(network: "v3-large", options: bought(1.27), required: 351_944, reached: 268_832),
    Row(network: "v3-small", options: delivered, required: 227_827, reached: 221_952),
    // The same at one byte an element.
    Row(network: "v1", options: int8(delivered), required: 180_736, reached: 142_848),
    Row(network: "v2", options: int8(rowRings), required: 122_791, reached: 121_008),
    Row(network: "v2", options: int8(delivered), required: 77_454, reached: 76_016),
    Row(network: "v2", options: int8(inArena), required: 175_158, reached: 170_048),
    Row(network: "v2", options: int8(bought(1.06)), required: 42_268, reached: 42_192),
    Row(network: "v3-large", options: int8(delivered), required: 156_000, reached: 154_512),
    Row(network: "v3-small", options: int8(delivered), required: 57_005, reached: 56_448),
  ]

  private static let latency = PlanOptions(objective: .latency)
  private static let ram = PlanOptions(objective: .ram)
  private static let rowRings = PlanOptions(objective: .ram, rings: .rows, input: .rows)
  private static let delivered = PlanOptions(objective: .ram, input: .rows)
  private static let inArena = PlanOptions(objective: .ram, input: .arena)
  private static func ways(_ ways: Int) -> PlanOptions { PlanOptions(ways: .atMost(ways)) }
  private static func bought(_ factor: Double) -> PlanOptions {
    PlanOptions(objective: .ram, recompute: factor)
  }
  private static func int8(_ options: PlanOptions) -> PlanOptions {
    var options = options
    options.activations = .int8
    return options
  }

  @Test(arguments: rows) func staysWithinWhatWasReached(_ row: Row) throws {
    let plan = try plan(
      loweredGraph(row.network, width: row.width, resolution: row.resolution), target: .generic,
      options: row.options)
    #expect(replay(plan) == [])
    #expect(plan.memory.arenaSize <= row.reached)
    if let required = row.required { #expect(plan.memory.arenaSize <= required) }
  }
}
