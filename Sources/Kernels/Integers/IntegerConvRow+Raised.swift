import IR
import Targets

/// Rows of the input whose integers lose their signs before all else, as each is multiplied many times.
///
/// They lie in an array of the kernel's own. Where a window sees more than a pixel, what is outside of the image
/// lies around them, so that all windows are alike.
extension IntegerConvRow {
  /// Bytes behind the rows, which the last four of the last one may have in it.
  static let spare = 3

  /// How many bytes of a row are made unsigned before all else; nil where products take them as they are.
  ///
  /// Where there are more of them than belong on the stack, or most are of other channels, they are flipped where
  /// they are read.
  func raisedCount(for target: Target) -> Int? {
    let count = (inputWidth - 1) * inputPitch + inputChannels
    let isRaised =
      group.isQuads && group.flips(readsUnsigned: readsUnsigned) && target.raises
      && inputPlane == 1 && inputPitch <= 2 * inputChannels && rows.kernel * count <= 16_384
    return isRaised ? count : nil
  }

  /// Columns in front of a row that lie outside of the image.
  private var lead: Int { max(0, columns.before) }

  /// The same kernel over the rows that it has made, with what is outside of the image around them; nil where
  /// it makes none, or windows are single pixels.
  func surrounded(for target: Target) -> IntegerConvRow? {
    guard raisedCount(for: target) != nil, isContiguous,
      rows.kernel > 1 || columns.kernel > 1
    else { return nil }
    let seen = (outputWidth - 1) * columns.stride - columns.before + columns.reach
    var kernel = self
    kernel.isSurrounded = true
    kernel.inputWidth = lead + max(inputWidth, seen)
    kernel.columns = AxisWindow(
      kernel: columns.kernel, stride: columns.stride, before: columns.before - lead)
    kernel.group = .quads(isSigned: false, outside: nil)
    return kernel.raisedCount(for: target) == nil ? nil : kernel
  }

  /// Makes the rows that are there integers without signs; where the kernel goes over `surrounded` ones, fills
  /// their ends and the other rows with what is outside.
  func raise(_ surrounded: IntegerConvRow?, _ target: Target) -> [Statement] {
    guard let count = raisedCount(for: target) else { return [] }
    let pitch = surrounded?.raisedCount(for: target) ?? count
    let lanes = target.integers.first { $0[.raise] != nil }?.lanes ?? 1
    let start = surrounded == nil ? 0 : lead * inputPitch
    func place(_ row: Expression, _ byte: Expression) -> Expression {
      row * .integer(pitch) + byte
    }
    func call(_ row: Expression, _ from: Expression) -> Statement {
      let to = ref("raised").advanced(by: place(row, .integer(start)))
      return .call(VectorName.integers(.raise, lanes: lanes), [to, from, .integer(count)])
    }
    func fill(_ row: Expression, _ bytes: Range<Int>) -> [Statement] {
      guard let outside = group.outside else { return [] }
      let byte = Expression.signed(Int(Int8(truncatingIfNeeded: outside)))
      return loop("b", to: bytes.count) { b in
        [.assign(ref("raised")[place(row, b + .integer(bytes.lowerBound))], byte)]
      }
    }
    func made(_ row: Expression, _ from: Expression) -> [Statement] {
      [call(row, from)] + fill(row, 0..<start) + fill(row, start + count..<pitch)
    }
    func each(from: Expression, to: Expression, _ body: [Statement]) -> Statement {
      .loop(Loop("t", from: from, to: to, body))
    }
    let all = rows.kernel
    var body: [Statement] = [
      .array("raised", .scalar(.int8), count: all * pitch + Self.spare)
    ]
    if isSingleRow {
      body += made(0, ref("input"))
    } else {
      body.append(each(from: ref("first"), to: ref("last"), made(ref("t"), ref("rows")[ref("t")])))
      let outside = surrounded == nil ? [] : fill(ref("t"), 0..<pitch)
      if !outside.isEmpty {
        body += [
          each(from: 0, to: ref("first"), outside),
          each(from: ref("last"), to: .integer(all), outside),
        ]
      }
    }
    let end: Expression =
      isSingleRow || surrounded != nil ? .integer(all * pitch) : ref("last") * .integer(pitch)
    return body + (0..<Self.spare).map { .assign(ref("raised")[end + .integer($0)], 0) }
  }
}
