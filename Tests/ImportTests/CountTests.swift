import IR
import Import
import TestSupport
import Testing

@Suite struct CountTests {
  @Test(arguments: v1Counts) func countsOfV1(_ count: Count) throws { try check(count) }

  @Test(arguments: v2Counts) func countsOfV2(_ count: Count) throws { try check(count) }

  @Test(arguments: v3Counts) func countsOfV3ByDialect(_ count: Count) throws { try check(count) }

  @Test(arguments: v3Sweep) func countsOfV3ByResolution(_ count: Count) throws {
    try check(count)
  }

  /// For these widths all dialects agree on V2, and for all on V1 (slim in its fine-grain mode).
  @Test(arguments: Dialect.allCases) func dialectsAgreeOnV1AndV2(_ dialect: Dialect) throws {
    for count in v2Counts where count.resolution == 96 && dialect != .slimAll {
      try check(count, in: dialect)
    }
    for count in v1Counts where count.resolution == 128 && dialect != .torchvision {
      try check(count, in: dialect)
    }
  }

  private func check(_ count: Count, in dialect: Dialect? = nil) throws {
    let cost = try importGraph(
      count.definition, width: count.width, resolution: count.resolution,
      dialect: dialect ?? count.dialect
    ).cost()
    if let expected = count.multiplyAdds { #expect(cost.multiplyAdds == expected) }
    if let expected = count.parameters { #expect(cost.parameters == expected) }
  }
}
