import IR

/// What was seen of a map over many inputs.
package struct MapStatistics: Hashable, Sendable {
  /// Bins of a histogram.
  package static let binCount = 2048

  /// The least and the greatest element of each channel, and the sum of all.
  package private(set) var least: [Float]
  package private(set) var greatest: [Float]
  private var sums: [Double]
  /// How many pixels were seen.
  private var pixels: Int
  /// How many elements lie in each of `binCount` equal bins from the least of all to the greatest.
  package private(set) var histogram: [Int]

  package init(
    least: [Float], greatest: [Float], sums: [Double], pixels: Int, histogram: [Int]
  ) {
    self.least = least
    self.greatest = greatest
    self.sums = sums
    self.pixels = pixels
    self.histogram = histogram
  }

  /// Of a map that was not seen yet.
  init(channels: Int) {
    self.init(
      least: [Float](repeating: .infinity, count: channels),
      greatest: [Float](repeating: -.infinity, count: channels),
      sums: [Double](repeating: 0, count: channels), pixels: 0,
      histogram: [Int](repeating: 0, count: Self.binCount))
  }

  /// Those of some tensors of one shape.
  package init(of tensors: some Collection<Tensor>) {
    self.init(channels: tensors.first?.shape.channels ?? 0)
    for tensor in tensors { widen(to: tensor) }
    for tensor in tensors { count(tensor) }
  }

  /// Takes a tensor into the ranges and the means.
  mutating func widen(to tensor: Tensor) {
    let channels = tensor.shape.channels
    for (index, value) in tensor.values.enumerated() {
      let channel = index % channels
      // Not a number stays one: no comparison would show it.
      least[channel] = value.isNaN ? .nan : min(least[channel], Float(value))
      greatest[channel] = value.isNaN ? .nan : max(greatest[channel], Float(value))
      sums[channel] += value
    }
    pixels += tensor.shape.height * tensor.shape.width
  }

  /// Takes a tensor into the histogram, after all were taken into the ranges.
  mutating func count(_ tensor: Tensor) {
    guard let range else { return }
    let bins = HistogramBins(over: range)
    for value in tensor.values { histogram[bins[Float(value)]] += 1 }
  }

  /// From the least element of all to the greatest; nil where one is not finite.
  package var range: ClosedRange<Float>? {
    guard (least + greatest).allSatisfy(\.isFinite), let low = least.min(),
      let high = greatest.max()
    else { return nil }
    return low...high
  }

  /// The mean of each channel.
  package var mean: [Double] { sums.map { $0 / Double(pixels) } }
}

/// Which bin of a histogram a number falls into.
private struct HistogramBins {
  private let low: Float
  /// Bins for each unit; 0 where all numbers are one.
  private let density: Float

  init(over range: ClosedRange<Float>) {
    let density = Float(MapStatistics.binCount) / (range.upperBound - range.lowerBound)
    low = range.lowerBound
    self.density = density.isFinite ? density : 0
  }

  subscript(value: Float) -> Int {
    min(max(Int((value - low) * density), 0), MapStatistics.binCount - 1)
  }
}
