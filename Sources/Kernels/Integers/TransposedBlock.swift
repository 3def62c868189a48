import Targets

/// Channels in the order in which bytes of several rows are after they have been unpacked: 64 of them are 4 by 4 fours,
/// and rows become columns.
///
/// Unpacking goes over each 16 bytes by itself: of four rows the first fours of all 16 bytes become one vector. Packing
/// four vectors of sums brings all of them back.
enum TransposedBlock {
  static let channels = 64

  /// Where the channel of a lane lies; lanes that are twice transposed are what they were.
  static func place(_ lane: Int) -> Int { lane % 16 / 4 * 16 + lane / 16 * 4 + lane % 4 }

  static func place(_ lane: Expression) -> Expression {
    lane % 16 / 4 * 16 + lane / 16 * 4 + lane % 4
  }

  /// How many blocks there are of some channels, the last of which may have some in common with the one before.
  static func count(of all: Int) -> Int { (all + channels - 1) / channels }

  /// Whether blocks have few channels in common: an eighth of all there are at most.
  static func fills(_ all: Int) -> Bool {
    all >= channels && count(of: all) * channels * 8 <= all * 9
  }

  /// The channels of all blocks in their order.
  static func order(of all: Int) -> [Int] {
    (0..<count(of: all)).flatMap { block in
      let first = min(block * channels, all - channels)
      return (0..<channels).map { first + place($0) }
    }
  }
}

/// Weights with the channels of blocks for the kernel's own.
struct TransposedWeights<Base: IntegerWeights>: IntegerWeights {
  let base: Base
  private let order: [Int]

  init(_ base: Base, channels: Int) {
    self.base = base
    order = TransposedBlock.order(of: channels)
  }

  var firstChannel: Int { 0 }
  var depth: Int { base.depth }
  func weight(_ channel: Int, _ place: Int) -> Int8 { base.weight(order[channel], place) }
  func bias(_ channel: Int) -> Int32 { base.bias(order[channel]) }
  func sum(_ channel: Int, zero: Int) -> Int { base.sum(order[channel], zero: zero) }
  var allChannels: Range<Int> { order.indices }
  func all(_ channel: Int) -> [Int8] { base.all(order[channel]) }

  /// The channels of the op in the order of the kernel's.
  var channels: [Int] { order.map { base.firstChannel + $0 } }
}
