import Basics
import Testing

@testable import Visualize

@Suite struct TradeOffTests {
  private func point(
    _ arena: Int, _ cycles: Double, multiplyAdds: Double = 1
  ) -> TradeOffs.Point {
    TradeOffs.Point(
      arenaSize: arena, cycles: cycles, multiplyAdds: multiplyAdds, regions: 3, longestRegion: 2)
  }

  @Test func theChosenPlanJoinsTheOthers() {
    let beaten = TradeOffs([point(300, 10), point(100, 30)], chosen: point(200, 40))
    #expect(beaten.points.map(\.arenaSize) == [300, 100, 200] && beaten.chosen == 2)
    #expect(beaten.front.map(\.arenaSize) == [300, 100])

    let same = TradeOffs([point(300, 10), point(100, 30)], chosen: point(100, 30))
    #expect(same.points.count == 2 && same.chosen == 1)

    let equallyFast = TradeOffs([point(300, 10), point(100, 30)], chosen: point(400, 10))
    #expect(equallyFast.points.map(\.arenaSize) == [300, 400, 100] && equallyFast.chosen == 1)

    let better = TradeOffs([point(300, 10), point(100, 30)], chosen: point(90, 10))
    #expect(better.points.count == 1 && better.chosen == 0)
    #expect(TradeOffs([point(1, 2)], chosen: nil).chosen == nil)
  }

  @Test func theChartTellsEveryPlanAndMarksTheChosen() throws {
    let all = TradeOffs(
      [point(4_194_304, 10e6), point(2_097_152, 11e6)], chosen: point(1_048_576, 15e6))
    let chart = try #require(XMLText(tradeOffChart(of: "net", all)))
    #expect(chart.texts.contains("this plan: 1024.0 KiB, 1.500 times the fastest"))
    #expect(
      chart.texts.contains(
        """
        plan 1
        arena of 2,097,152 bytes (2048.0 KiB)
        11,000,000 cycles predicted, 1.100 times the fastest
        3 regions, the longest of 2 ops
        """))
    #expect(chart.elements["circle"] == 3 && chart.elements["polyline"] == 1)
    #expect(tradeOffChart(of: "net", all) == tradeOffChart(of: "net", all))
  }

  @Test func plansThatRepeatWorkAreAnotherColour() throws {
    let all = TradeOffs([point(300, 10), point(100, 30, multiplyAdds: 1.25)], chosen: nil)
    let chart = try #require(XMLText(tradeOffChart(of: "net", all)))
    #expect(chart.texts.contains("computes some of it again"))
    #expect(chart.texts.contains { $0.contains("\n1.250 times the multiply-adds\n") })
    let once = try #require(
      XMLText(tradeOffChart(of: "net", TradeOffs([point(1, 1)], chosen: nil))))
    #expect(!once.texts.contains("computes all once"))
  }

  @Test(arguments: hostileNames) func aHostileNameIsOnlyAName(name: String) throws {
    let chart = try #require(
      XMLText(tradeOffChart(of: name, TradeOffs([point(1, 1)], chosen: nil))))
    #expect(chart.texts.contains("\(shown(name)): memory against predicted latency"))
  }

  @Test func noPlanAndOnePlanAreCharts() {
    #expect(XMLText(tradeOffChart(of: "none", TradeOffs([], chosen: nil))) != nil)
    #expect(XMLText(tradeOffChart(of: "one", TradeOffs([], chosen: point(16, 0)))) != nil)
  }
}

@Suite struct ChartAxisTests {
  @Test func ticksAreRoundFewAndAroundAllValues() {
    let cases: [[Double]] = [
      [], [0], [5], [1, 2], [0.001, 0.0012], [28.7, 42.03], [1471.8, 4732], [1e9, 1e9],
      [0, 1e12], [3, 3, 3],
    ]
    for values in cases {
      let axis = ChartAxis(showing: values, start: 100, end: 500)
      let places = values.map(axis.place)
      #expect(places.allSatisfy { (100...500).contains($0) }, "\(values)")
      #expect((2...12).contains(axis.ticks.count), "\(values): \(axis.ticks)")
      let texts = axis.ticks.map { fixed($0, axis.decimals) }
      #expect(Set(texts).count == texts.count, "\(values): \(texts)")
      #expect(axis.place(axis.values.upperBound) == 500)
    }
  }

  @Test func itEndsAtTicks() {
    let axis = ChartAxis(showing: [28.7, 42.03], start: 0, end: 1)
    #expect(axis.values == 25...45 && axis.ticks == [25, 30, 35, 40, 45] && axis.decimals == 0)
  }
}
