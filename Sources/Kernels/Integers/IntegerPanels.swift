import IR
import Targets

/// How the weights of an integer kernel lie: in panels of some output channels, as those of floats do,
/// and beside them what each channel has of 32-bit numbers.
struct IntegerPanels: Hashable {
  let tilings: [Tiling]
  /// The places of the window, and the input channels at each.
  let taps: Int
  let inputs: Int
  /// How the weights of how many input channels lie side by side; the last of them may have less, and
  /// weights that are zero.
  let group: ProductGroup
  /// Whether the inputs of all places that fill no group have groups of their own, behind all others.
  var joinsRests = false
  /// Whether each channel of the last panel has two lanes, each with every other four along the depth.
  var endsInHalf = false
  /// Whether sums start from a bias.
  let hasBias: Bool
  /// What finishes the sums, if anything does here.
  let epilogue: IntegerEpilogue?

  /// 8-bit weights of each output channel, at each tap and in all.
  private var inputsOfTap: Int {
    let filled = inputs / group.count * group.count
    return joinsRests || filled == inputs ? filled : filled + group.count
  }
  var depth: Int { taps * inputsOfTap + rests.count * group.count }

  /// Places in a panel for each of its output channels from a tap to the next.
  func distance(taps count: Int) -> Int { count * inputsOfTap }

  /// What is left of all taps, in groups: places as if taps had all inputs.
  var rests: [ArraySlice<Int>] {
    guard joinsRests else { return [] }
    let places = (0..<taps).flatMap { $0 * inputs + inputsOfTap..<($0 + 1) * inputs }
    return stride(from: 0, to: places.count, by: group.count).map {
      places[$0..<min($0 + group.count, places.count)]
    }
  }

  /// 32-bit numbers of each output channel.
  var numbersPerChannel: Int { (hasBias ? 1 : 0) + (epilogue?.numbersPerChannel ?? 0) }

  /// Where the numbers of the epilogue start among those of a channel.
  var firstOfEpilogue: Int { hasBias ? 1 : 0 }

  /// The parameters through which a kernel gets them.
  var parameters: [Function.Parameter] {
    [.init("weights", .pointer(.int8))]
      + (numbersPerChannel == 0 ? [] : [.init("factors", .pointer(.int32))])
  }

  /// Pointers to those of the panel that starts with a channel, under the names `panel` and `numbers`.
  func pointers(_ channel: Expression, weights: String = "weights") -> [Statement] {
    [
      .constant(
        "panel", .pointer(.int8), ref(weights).advanced(by: channel * .integer(depth)))
    ]
      + (numbersPerChannel == 0
        ? []
        : [
          .constant(
            "numbers", .pointer(.int32),
            ref("factors").advanced(by: channel * .integer(numbersPerChannel)))
        ])
  }

  /// A number of the epilogue of a lane in a panel of so many channels.
  func number(_ place: Int, lane: Expression, of channels: Int) -> Expression {
    ref("numbers")[.integer((firstOfEpilogue + place) * channels) + lane]
  }

  /// What finishes sums of a panel, one for each pixel: told the sum, it gives the integer.
  ///
  /// Where registers are left, the numbers of the channels are read once for all pixels: compilers do not
  /// know that they are apart from what is written.
  func finish(
    _ sums: [Expression], of channels: Int, _ target: Target,
    to place: (Int, Expression) -> Expression
  ) -> Statement? {
    guard epilogue != nil else { return nil }
    return lanes(channels) { j in
      let ends = ends(of: sums, lane: j, of: channels, target, to: place)
      return ends.numbers + ends.pixels
    }
  }

  /// The same of a lane: the numbers that are read for all pixels, and what each pixel ends with.
  func ends(
    of sums: [Expression], lane j: Expression, of channels: Int, _ target: Target,
    to place: (Int, Expression) -> Expression
  ) -> (numbers: [Statement], pixels: [Statement]) {
    guard let epilogue else { return ([], []) }
    let lanesOfVector = target.integers.first?.lanes ?? channels
    let vectors = (channels + lanesOfVector - 1) / lanesOfVector
    let count = epilogue.numbersPerChannel
    // Two more are for what is on the way. Vectors of channels that come one after the other share the
    // registers of their numbers, but rounding by integers has constants of its own.
    let held = epilogue.floors == nil ? vectors * count : count
    let fits = vectors * sums.count + held + 2 <= target.vectorUnit.registers
    let holds = !target.integers.isEmpty && sums.count > 1 && fits
    let numbers = (0..<(holds ? count : 0)).map {
      Statement.constant("n\($0)", .scalar(.int32), number($0, lane: j, of: channels))
    }
    let pixels = sums.indices.map { pixel in
      Statement.assign(
        place(pixel, j),
        epilogue.result(sums[pixel][j]) {
          holds ? ref("n\($0)") : number($0, lane: j, of: channels)
        })
    }
    return (numbers, pixels)
  }

  /// The 8-bit weights: for each panel, for each place or pair of places along the depth, those of each
  /// of its channels.
  func weights(zero: Int, _ weight: (_ channel: Int, _ place: Int) -> Int8) -> [Int8] {
    var packed: [Int8] = []
    packed.reserveCapacity(tilings.reduce(0) { $0 + $1.size * $1.count } * depth)
    for (index, panel) in panels.enumerated() {
      let step = endsInHalf && index == panels.count - 1 ? 2 * group.count : group.count
      for places in steps(of: step) {
        for channel in panel {
          packed += places.map { weight(channel, $0) }
          packed += repeatElement(Int8(zero), count: step - places.count)
        }
      }
    }
    return packed
  }

  /// The places of which weights lie side by side, so many or where a tap ends less.
  private func steps(of count: Int) -> [ArraySlice<Int>] {
    let places = Array(0..<taps * inputs)
    let whole = (0..<taps).flatMap { tap in
      stride(from: 0, to: joinsRests ? inputsOfTap : inputs, by: count).map { input in
        let first = tap * inputs + input
        return places[first..<min(first + count, (tap + 1) * inputs)]
      }
    }
    return whole + rests
  }

  /// The 32-bit numbers: for each panel the biases of its channels, then what the epilogue needs.
  ///
  /// `first` is the channel of the op that the kernel's channel 0 is.
  func numbers(from first: Int, bias: (_ channel: Int) -> Int32) -> [Int32] {
    panels.flatMap { panel in
      (hasBias ? panel.map(bias) : [])
        + (epilogue?.numbers(first + panel.lowerBound..<first + panel.upperBound) ?? [])
    }
  }

  private var panels: [Range<Int>] {
    tilings.flatMap { tiling in
      (0..<tiling.count).map { n in
        let first = tiling.first + n * tiling.size
        return first..<first + tiling.size
      }
    }
  }
}

/// Sums of products over integers: what a kernel needs of the op.
struct IntegerProducts {
  /// What is subtracted from the operand's and from the weight's elements.
  let zero: Int
  let weightZero: Int
  /// The operand's zero point among the elements of fours, and the byte of it.
  let quadZero: Int
  var quadZeroByte: Int { quadZero & 255 }
  private(set) var epilogue: IntegerEpilogue

  /// The same with another epilogue.
  func with(_ epilogue: IntegerEpilogue) -> IntegerProducts {
    var products = self
    products.epilogue = epilogue
    return products
  }

  init(_ work: StageWork, _ op: some ProductSums, _ target: Target) {
    let weights = work.graph.weights
    guard let operand = work.graph.type(of: work.node.operands[0]).quantization,
      let requantizer = op.requantizer(over: operand, weights)
    else { preconditionFailure("an op over integers without factors") }
    zero = operand.zeroPoint + (work.readsUnsigned ? 128 : 0)
    quadZero = operand.zeroPoint + (target.multipliesSignedQuads ? 0 : 128)
    weightZero = weights[op.weight].quantization?.zeroPoint ?? 0
    epilogue = IntegerEpilogue(
      requantizer, for: target, reaches: work.reaches(of: op, weightZero: weightZero),
      holds: true, raises: work.makesUnsigned)
  }
}
