import IR

/// The weights of an op over integers as a kernel sees them: by its own channels and by places along
/// the depth of its panels.
protocol IntegerWeights {
  /// The channel of the op that the kernel's channel 0 is.
  var firstChannel: Int { get }
  /// Places along the depth.
  var depth: Int { get }
  func weight(_ channel: Int, _ place: Int) -> Int8
  func bias(_ channel: Int) -> Int32
  /// The sum of all weights of a channel, those of other slices too, each less the zero point.
  func sum(_ channel: Int, zero: Int) -> Int
  /// All channels of the op, counted as the kernel's are.
  var allChannels: Range<Int> { get }
  /// All weights of a channel.
  func all(_ channel: Int) -> [Int8]
}

extension IntegerWeights {
  /// For each channel of the op what its sums can be over an input whose elements lie in a range.
  func sumRanges(zero: Int, weightZero: Int, input: ClosedRange<Int>) -> [ClosedRange<Int>] {
    allChannels.map { channel in
      let start = Int(bias(channel)) - zero * sum(channel, zero: weightZero)
      return all(channel).reduce(start...start) { range, weight in
        let ends = [input.lowerBound, input.upperBound].map { $0 * (Int(weight) - weightZero) }
        return range.lowerBound + min(ends[0], ends[1])...range.upperBound + max(ends[0], ends[1])
      }
    }
  }
}

/// Those of a convolution or a matrix: along the depth taps, and input channels at each.
struct DenseWeights: IntegerWeights {
  private let weights: [Int8]
  private let biases: [Int32]?
  private let reads: Range<Int>
  private let taps: Int
  private let inputs: Int
  let firstChannel: Int

  init(_ work: StageWork, _ op: some ProductSums, taps: Int) {
    let weight = work.weight(op.weight)
    weights = weight.int8s
    biases = op.bias.map { work.weight($0).int32s }
    reads = work.reads
    self.taps = taps
    inputs = weight.count / weight.shape[0] / taps
    firstChannel = work.makes.lowerBound
  }

  var depth: Int { taps * reads.count }

  func weight(_ channel: Int, _ place: Int) -> Int8 {
    let (tap, input) = place.quotientAndRemainder(dividingBy: reads.count)
    return weights[((firstChannel + channel) * taps + tap) * inputs + reads.lowerBound + input]
  }

  func bias(_ channel: Int) -> Int32 { biases?[firstChannel + channel] ?? 0 }

  func sum(_ channel: Int, zero: Int) -> Int {
    all(channel).reduce(0) { $0 + Int($1) - zero }
  }

  var allChannels: Range<Int> {
    -firstChannel..<weights.count / (taps * inputs) - firstChannel
  }

  func all(_ channel: Int) -> [Int8] {
    let start = (firstChannel + channel) * taps * inputs
    return Array(weights[start..<start + taps * inputs])
  }
}

/// Those of a depthwise convolution: along the depth taps.
struct DepthwiseWeights: IntegerWeights {
  private let weights: [Int8]
  private let biases: [Int32]?
  private let channels: Int
  let depth: Int
  let firstChannel: Int

  init(_ work: StageWork, _ op: DepthwiseConv2D) {
    let weight = work.weight(op.weight)
    weights = weight.int8s
    biases = op.bias.map { work.weight($0).int32s }
    channels = weight.shape[2]
    depth = weight.shape[0] * weight.shape[1]
    firstChannel = work.makes.lowerBound
  }

  func weight(_ channel: Int, _ place: Int) -> Int8 {
    weights[place * channels + firstChannel + channel]
  }

  func bias(_ channel: Int) -> Int32 { biases?[firstChannel + channel] ?? 0 }

  func sum(_ channel: Int, zero: Int) -> Int {
    all(channel).reduce(0) { $0 + Int($1) - zero }
  }

  var allChannels: Range<Int> { -firstChannel..<channels - firstChannel }

  func all(_ channel: Int) -> [Int8] { (0..<depth).map { weight(channel, $0) } }
}

/// Those of a depthwise convolution with the places of the window in fours, and what is not there as weights
/// of zero.
struct ColumnWeights: IntegerWeights {
  let base: DepthwiseWeights
  let taps: ColumnTaps
  /// At which place of a column its first row is, the others behind it all around.
  var turn = 0

  var firstChannel: Int { base.firstChannel }
  var depth: Int { taps.count * 4 }

  func weight(_ channel: Int, _ place: Int) -> Int8 {
    guard let (row, column) = taps.place(place / 4, part: place % 4) else { return 0 }
    let turned = (row + taps.rows - turn) % taps.rows
    return base.weight(channel, turned * taps.columns + column)
  }

  func bias(_ channel: Int) -> Int32 { base.bias(channel) }

  func sum(_ channel: Int, zero: Int) -> Int { base.sum(channel, zero: zero) }

  var allChannels: Range<Int> { base.allChannels }

  func all(_ channel: Int) -> [Int8] { base.all(channel) }
}

extension StageWork {
  /// How far from zero the sums of each channel of an op can be, its bias with them.
  func reaches(of op: some ProductSums, weightZero: Int) -> [Int] {
    let weight = weight(op.weight)
    let isDepthwise = op is DepthwiseConv2D
    let channels = weight.shape[isDepthwise ? 2 : 0]
    let run = weight.count / channels
    var reaches =
      op.bias.map { self.weight($0).int32s.map { abs(Int($0)) } }
      ?? Array(repeating: 0, count: channels)
    for (index, number) in weight.int8s.enumerated() {
      let channel = isDepthwise ? index % channels : index / run
      reaches[channel] += abs(Int(number) - weightZero) * 255
    }
    return reaches
  }
}

extension IntegerProducts {
  /// A kernel with its weights; where it `folds`, the bias has in it what the operand's zero point
  /// takes from each sum.
  func kernel(
    _ kernel: any Kernel, _ panels: IntegerPanels, _ weights: some IntegerWeights, folds: Bool
  ) -> StageKernel {
    self.kernel(kernel, panels, [weights], folds: folds)
  }

  /// The same with its weights in several orders, one behind the other.
  func kernel(
    _ kernel: any Kernel, _ panels: IntegerPanels, _ orders: [some IntegerWeights], folds: Bool
  ) -> StageKernel {
    let weights = orders[0]
    let numbers = panels.numbers(from: weights.firstChannel) { channel in
      let start = Int(weights.bias(channel)) + epilogue.start(weights.firstChannel + channel)
      let zero = panels.group.isQuads ? quadZero : zero
      let folded = folds ? zero * weights.sum(channel, zero: weightZero) : 0
      return Int32(truncatingIfNeeded: start - folded)
    }
    return StageKernel(
      kernel: kernel,
      int8s: orders.flatMap { panels.weights(zero: weightZero, $0.weight) },
      int32s: numbers.isEmpty ? nil : numbers
    )
  }
}
