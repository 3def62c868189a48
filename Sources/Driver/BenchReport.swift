/// How fast the generated code of a model is on this machine.
public struct BenchReport: Codable, Sendable {
  /// How much was computed in which time.
  public struct Speed: Codable, Sendable {
    public let milliseconds: Spread
    /// Those of the plan, what it does again included.
    public let multiplyAdds: Int
    /// Two operations for each multiply-add, of floats or of integers, by the median.
    public let gflops: Double
    public let shareOfPeak: Double
    /// What the median takes beyond the time of the multiply-adds at the peak.
    public let millisecondsAbovePeak: Double

    init(_ milliseconds: [Double], multiplyAdds: Int, peakGflops: Double) {
      let spread = Spread(milliseconds)
      let operations = 2e-6 * Double(multiplyAdds)
      self.milliseconds = spread
      self.multiplyAdds = multiplyAdds
      // A clock may be too coarse for the shortest of regions.
      gflops = spread.median > 0 ? operations / spread.median : 0
      shareOfPeak = gflops / peakGflops
      millisecondsAbovePeak = spread.median - operations / peakGflops
    }
  }

  /// A region of the schedule.
  public struct Region: Codable, Sendable {
    public let ops: [String]
    public let speed: Speed
  }

  public let model: String
  public let weights: String
  public let target: String
  public let arenaSize: Int
  /// Whether its operations are those of 8-bit integers.
  public let isOfIntegers: Bool
  /// The command the generated C was compiled with.
  public let compiler: String
  public let compileSeconds: Double
  public let threads: Int
  public let runs: Int
  public let speed: Speed
  /// The most that this machine was seen to do with the target's vectors, of floats or of integers, on as
  /// many cores as threads.
  public let peakGflops: Double
  /// The regions in order; nil if they were not timed.
  public let regions: [Region]?
  public let notes: [String]
}
