import IR

/// An axis that a Resize makes longer or shorter.
struct ResizeSpan {
  let extent: Int
  /// Of the result.
  var count: Int
  /// What the file says of the ratio, where it does.
  var scale: Float?
  /// Which part of the axis is taken, in its lengths.
  var region: (start: Float, end: Float)?
  /// Where the places of the result lie, once it is found.
  var axis: SourceAxis?

  init(extent: Int) {
    self.extent = extent
    count = extent
  }

  /// Whether every place stays what it is.
  var isIdentity: Bool {
    guard count == extent else { return false }
    guard let axis else { return true }
    return (0..<count).allSatisfy { axis.parts(at: $0, extent: extent) == $0 * axis.divisor }
  }

  /// Finds the fraction; false if there is none, or if it leads outside where that means something else.
  mutating func find(_ rule: ResizeRule) -> Bool {
    guard var found = fraction(rule) else { return false }
    if rule.coordinates == .cropAndResize {
      let ends = [found.offset, found.factor * (count - 1) + found.offset]
      let limits = 0...(extent - 1) * found.divisor
      guard ends.allSatisfy(limits.contains) else { return false }
    }
    if !rule.isLinear {
      // The nearest one in a doubled fraction, where halves are whole numbers.
      switch rule.nearest {
      case .floor: break
      case .ceil: found.offset += found.divisor - 1
      case .preferCeil:
        found = SourceAxis(
          factor: 2 * found.factor, offset: 2 * found.offset + found.divisor,
          divisor: 2 * found.divisor)
      case .preferFloor:
        found = SourceAxis(
          factor: 2 * found.factor, offset: 2 * found.offset + found.divisor - 1,
          divisor: 2 * found.divisor)
      }
    }
    axis = found.reduced(keepsRemainder: rule.isLinear)
    return true
  }

  /// Where the places lie, as (factor * i + offset) / divisor.
  private func fraction(_ rule: ResizeRule) -> SourceAxis? {
    // The ratio of the lengths; p / q where the file has a number of its own.
    var (p, q) = (count, extent)
    if let scale, Float(count) != scale * Float(extent) || Float(count) / Float(extent) != scale {
      guard let ratio = ratio(of: scale) else { return nil }
      (p, q) = ratio
    }
    switch rule.coordinates {
    case .asymmetric: return SourceAxis(factor: q, offset: 0, divisor: p)
    case .halfPixel: return SourceAxis(factor: 2 * q, offset: q - p, divisor: 2 * p)
    case .halfPixelForNearest:
      // Axes that keep their length keep their places, whichever way halves are rounded.
      return SourceAxis(factor: 2 * q, offset: p == q ? 0 : q, divisor: 2 * p)
    case .pytorchHalfPixel:
      guard count > 1 else { return SourceAxis(factor: 0, offset: 0, divisor: 1) }
      return SourceAxis(factor: 2 * q, offset: q - p, divisor: 2 * p)
    case .halfPixelSymmetric:
      // Around the middle of the operand: x = (i + 1/2) q/p - 1/2 + extent/2 (1 - count q / (p extent)).
      return SourceAxis(
        factor: 2 * q, offset: q - p + extent * p - count * q, divisor: 2 * p)
    case .alignCorners:
      guard count > 1 else { return SourceAxis(factor: 0, offset: 0, divisor: 1) }
      return SourceAxis(factor: extent - 1, offset: 0, divisor: count - 1)
    case .cropAndResize:
      guard let region, let start = fraction(of: region.start), let end = fraction(of: region.end)
      else { return nil }
      let (length, bottom) = (extent - 1, start.q * end.q)
      let (first, last) = (start.p * end.q, end.p * start.q)
      guard extent <= 1 << 16, bottom <= 1 << 20, max(abs(first), abs(last)) <= 1 << 21 else {
        return nil
      }
      guard count > 1 else {
        return SourceAxis(factor: 0, offset: (first + last) * length, divisor: 2 * bottom)
      }
      guard last >= first else { return nil }
      return SourceAxis(
        factor: (last - first) * length, offset: first * length * (count - 1),
        divisor: bottom * (count - 1))
    }
  }

  /// A scale as a fraction that makes the same places as the float.
  private func ratio(of scale: Float) -> (Int, Int)? { fraction(of: scale) }

  /// The simplest fraction that is the float, to its last bit.
  private func fraction(of number: Float) -> (p: Int, q: Int)? {
    guard number.isFinite, abs(number) < 65536 else { return nil }
    var (p, q, pBefore, qBefore) = (1, 0, 0, 1)
    var rest = Double(number)
    for _ in 0..<24 {
      let whole = rest.rounded(.down)
      guard abs(whole) < 0x1p20 else { return nil }
      (p, q, pBefore, qBefore) = (Int(whole) * p + pBefore, Int(whole) * q + qBefore, p, q)
      guard abs(p) < 1 << 20, q < 1 << 18 else { return nil }
      if Float(Double(p) / Double(q)) == number { return (p, q) }
      rest = 1 / (rest - whole)
      guard rest.isFinite else { return nil }
    }
    return nil
  }
}

extension SourceAxis {
  /// The same places with the smallest numbers.
  ///
  /// Where only the whole pixel counts, what is left over of the offset does not.
  func reduced(keepsRemainder: Bool) -> SourceAxis {
    func greatest(_ a: Int, _ b: Int) -> Int { b == 0 ? abs(a) : greatest(b, a % b) }
    var common = greatest(factor, divisor)
    if keepsRemainder { common = greatest(common, offset) }
    guard common > 1 else { return self }
    let whole = offset >= 0 ? offset / common : -((-offset + common - 1) / common)
    return SourceAxis(factor: factor / common, offset: whole, divisor: divisor / common)
  }
}
