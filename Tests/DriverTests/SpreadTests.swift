import Testing

@testable import Driver

@Suite struct SpreadTests {
  @Test func quartilesLieBetweenMeasurements() {
    let odd = Spread([5, 1, 4, 2, 3])
    #expect([odd.least, odd.lowerQuartile, odd.median, odd.upperQuartile] == [1, 2, 3, 4])
    let even = Spread([8, 2, 6, 4])
    #expect([even.least, even.lowerQuartile, even.median, even.upperQuartile] == [2, 3.5, 5, 6.5])
    let single = Spread([7])
    #expect(single.least == 7 && single.median == 7 && single.upperQuartile == 7)
  }
}
