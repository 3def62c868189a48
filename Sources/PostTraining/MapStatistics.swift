import IR

/// What was seen of a map over many inputs.
package struct MapStatistics: Hashable, Sendable {
  /// Bins of a histogram.
  package static let binCount = 2048

  /// The least and the greatest element of each channel, and their mean.
  package var least: [Float]
  package var greatest: [Float]
  package var mean: [Double]
  /// How many elements lie in each of `binCount` equal bins from the least of all to the greatest.
  package var histogram: [Int]

  package init(least: [Float], greatest: [Float], mean: [Double], histogram: [Int]) {
    self.least = least
    self.greatest = greatest
    self.mean = mean
    self.histogram = histogram
  }

  /// Those of some tensors of one shape.
  package init(of tensors: [Tensor]) {
    let channels = tensors.first?.shape.channels ?? 0
    least = [Float](repeating: .infinity, count: channels)
    greatest = [Float](repeating: -.infinity, count: channels)
    mean = [Double](repeating: 0, count: channels)
    histogram = [Int](repeating: 0, count: Self.binCount)
    var pixels = 0
    for tensor in tensors {
      for (index, value) in tensor.values.enumerated() {
        let channel = index % channels
        // Not a number stays one: no comparison would show it.
        least[channel] = value.isNaN ? .nan : min(least[channel], Float(value))
        greatest[channel] = value.isNaN ? .nan : max(greatest[channel], Float(value))
        mean[channel] += value
      }
      pixels += tensor.shape.height * tensor.shape.width
    }
    mean = mean.map { $0 / Double(pixels) }
    guard let bins = HistogramBins(over: range) else { return }
    for tensor in tensors {
      for value in tensor.values { histogram[bins[Float(value)]] += 1 }
    }
  }

  /// From the least element of all to the greatest; nil where one is not finite.
  package var range: ClosedRange<Float>? {
    guard (least + greatest).allSatisfy(\.isFinite), let low = least.min(),
      let high = greatest.max()
    else { return nil }
    return low...high
  }
}

/// Which bin of a histogram a number falls into.
package struct HistogramBins: Sendable {
  package let low: Float
  /// Bins for each unit; 0 where all numbers are one.
  package let density: Float

  /// Nil where there is no range.
  package init?(over range: ClosedRange<Float>?) {
    guard let range else { return nil }
    let density = Float(MapStatistics.binCount) / (range.upperBound - range.lowerBound)
    low = range.lowerBound
    self.density = density.isFinite ? density : 0
  }

  package subscript(value: Float) -> Int {
    min(max(Int((value - low) * density), 0), MapStatistics.binCount - 1)
  }
}
