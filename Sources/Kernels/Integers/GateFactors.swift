import IR

/// Numbers of 16 bits with which integers are multiplied by a gate, and exactly as in the reference.
///
/// What a channel has to be multiplied with is one of 256 gates, and with a gate given the result knows its
/// operand alone: how far that is from its zero point, its size `v`, and on which side. For every gate there
/// is sought a factor, a fraction and an offset so that
///
///     ((256 * v + fraction) * factor / 2^16 + offset) / 2^shift
///
/// is how far the result is from its own zero point, for every size and on both sides. Either all gates have
/// such numbers or there are none and nothing changes.
struct GateFactors {
  /// The zero point of what is multiplied.
  let zero: Int
  let shift: Int
  /// Of each gate, from -128 on: the low and the high bits of all factors, all fractions, all offsets.
  let table: [Int8]

  /// The shifts that are tried, those that keep most of a factor first.
  private static let shifts = [8, 7, 6, 5]
  /// How far factors are tried from the nearest one.
  private static let reach = 40

  private struct Numbers {
    var factor: Int
    var fraction: Int
    var offset: Int
  }

  /// Nil for gates that may be negative, or where there are no such numbers.
  init?(_ requantizer: Requantizer, leftZero: Int, rightZero: Int) {
    guard rightZero == ElementType.i8Range.lowerBound, requantizer.bounds == ElementType.i8Range
    else { return nil }
    zero = leftZero
    var distances: [[ClosedRange<Int>]] = []
    for gate in 0...255 {
      guard let found = Self.distances(requantizer, leftZero, gate: gate) else { return nil }
      distances.append(found)
    }
    for shift in Self.shifts {
      let one = requantizer.factor * Double(1 << (8 + shift))
      guard one * 255 < 0x1p16 else { continue }
      var all: [Numbers] = []
      for gate in 0...255 {
        guard let found = Self.numbers(distances[gate], near: one * Double(gate), shift) else {
          break
        }
        all.append(found)
      }
      guard all.count == 256 else { continue }
      self.shift = shift
      func bytes(_ number: (Numbers) -> Int) -> [Int8] {
        all.map { Int8(truncatingIfNeeded: number($0)) }
      }
      table =
        bytes(\.factor) + bytes { $0.factor >> 8 } + bytes(\.fraction) + bytes(\.offset)
      return
    }
    return nil
  }

  /// How far the results for one gate may be from their zero point, by the size of the operand; nil where both
  /// sides are not alike.
  ///
  /// What lies beyond 8 bits is the nearest that does not.
  private static func distances(
    _ requantizer: Requantizer, _ zero: Int, gate: Int
  ) -> [ClosedRange<Int>]? {
    let (low, high) = (requantizer.bounds.lowerBound, requantizer.bounds.upperBound)
    var distances: [ClosedRange<Int>] = []
    for size in 0...max(high - zero, zero - low) {
      var (least, most) = (0, 255)
      for side in [1, -1] where requantizer.bounds.contains(zero + side * size) {
        let result = requantizer(Int32(side * size * gate))
        let distance = side * (result - requantizer.zeroPoint)
        least = max(least, distance)
        // Further would do as well where this is the end.
        if result != (side > 0 ? high : low) { most = min(most, distance) }
      }
      guard least <= most else { return nil }
      distances.append(least...most)
    }
    return distances
  }

  /// The numbers for one gate whose factor is the nearest to the one that it has.
  private static func numbers(
    _ distances: [ClosedRange<Int>], near exact: Double, _ shift: Int
  ) -> Numbers? {
    let nearest = Int(exact.rounded())
    for distance in 0...reach {
      for factor in Set([nearest + distance, nearest - distance]).sorted()
      where (0...0xffff).contains(factor) {
        for fraction in 0...255 {
          if let offset = offset(distances, factor, fraction, shift) {
            return Numbers(factor: factor, fraction: fraction, offset: offset)
          }
        }
      }
    }
    return nil
  }

  /// The least offset with which a factor and a fraction give all distances.
  private static func offset(
    _ distances: [ClosedRange<Int>], _ factor: Int, _ fraction: Int, _ shift: Int
  ) -> Int? {
    var (low, high) = (0, 255)
    for size in distances.indices.reversed() {
      let product = ((256 * size + fraction) * factor) >> 16
      let allowed = distances[size]
      low = max(low, allowed.lowerBound << shift - product)
      if allowed.upperBound < 255 {
        high = min(high, (allowed.upperBound + 1) << shift - 1 - product)
      }
      if low > high { return nil }
    }
    return low
  }
}

extension Requantizer {
  /// What sums of its only channel are multiplied with.
  fileprivate var factor: Double {
    rounding == .even ? Double(floats[0]) : fixedPoint[0].value
  }
}
