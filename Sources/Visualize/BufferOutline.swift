import Glibc
import Plan

/// The shape of a buffer in time and memory.
///
/// Its upper edge rises while its bytes are first written, its lower edge follows as they die:
/// two buffers that share memory in place lie along each other's slope.
struct BufferOutline {
  let buffer: Buffer
  let time: TimeAxis
  let address: AddressAxis

  struct Point: Hashable {
    let x: Double
    let y: Double
  }

  /// Along the upper edge from birth to death and back along the lower one.
  var points: [Point] {
    let (start, end) = (Double(buffer.life.lowerBound), Double(buffer.life.upperBound))
    // Slopes break where growth and decay begin and end, and where regions differ in width.
    let bends = [
      buffer.growth.lowerBound, buffer.growth.upperBound, buffer.decay.lowerBound,
      buffer.decay.upperBound,
    ]
    let moments = Set((bends + time.regions.map(\.steps.lowerBound)).map(Double.init))
      .union([start, end]).filter { $0 >= start && $0 <= end }.sorted()
    let upper = moments.map { point($0, share: written($0)) }
    let lower = moments.map { point($0, share: min(dead($0), written($0))) }
    return lower.prefix(1) + upper + lower.dropFirst().reversed()
  }

  private func point(_ moment: Double, share: Double) -> Point {
    Point(
      x: time.x(moment),
      y: address.y(Double(buffer.offset) + share * Double(buffer.byteCount)))
  }

  private func written(_ moment: Double) -> Double {
    buffer.growth.isEmpty ? 1 : progress(moment, through: buffer.growth)
  }

  private func dead(_ moment: Double) -> Double {
    buffer.decay.isEmpty ? 0 : progress(moment, through: buffer.decay)
  }

  private func progress(_ moment: Double, through steps: Range<Int>) -> Double {
    min(max((moment - Double(steps.lowerBound)) / Double(steps.count), 0), 1)
  }

  // MARK: Room for a name

  /// A place for a line of text: its middle, and by how many degrees it is turned.
  struct Room: Hashable {
    let middle: Point
    let degrees: Double
  }

  /// Where there is room for a line of text inside the outline: across, along its slope or upwards.
  func rooms(length: Double, thickness: Double) -> [Room] {
    [0, slope, -90].flatMap { degrees in
      [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8].compactMap { share in
        let middle = Point(x: (left(of: share) + right(of: share)) / 2, y: height(of: share))
        return holds(length, thickness, turnedBy: degrees, at: middle)
          ? Room(middle: middle, degrees: degrees) : nil
      }
    }
  }

  /// The direction of the outline's two sides, in the degrees of SVG.
  private var slope: Double {
    let rise = height(of: 0.75) - height(of: 0.25)
    let run = left(of: 0.75) + right(of: 0.75) - left(of: 0.25) - right(of: 0.25)
    return atan2(rise, run / 2) * 180 / .pi
  }

  private func holds(
    _ length: Double, _ thickness: Double, turnedBy degrees: Double, at middle: Point
  ) -> Bool {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    for along in [-0.5, 0, 0.5] {
      for aside in [-0.5, 0.5] {
        let (along, aside) = (along * length, aside * thickness)
        let x = middle.x + along * cosine - aside * sine
        let y = middle.y + along * sine + aside * cosine
        let share = (height(of: 0) - y) / max(height(of: 0) - height(of: 1), 1e-9)
        guard (0...1).contains(share), x >= left(of: share), x <= right(of: share) else {
          return false
        }
      }
    }
    return true
  }

  private func height(of share: Double) -> Double {
    address.y(Double(buffer.offset) + share * Double(buffer.byteCount))
  }

  /// Where this share of the buffer, counted from its first byte, has been written.
  private func left(of share: Double) -> Double {
    time.x(Double(buffer.growth.lowerBound) + share * Double(buffer.growth.count))
  }

  /// Where this share of the buffer has died.
  private func right(of share: Double) -> Double {
    time.x(
      buffer.decay.isEmpty
        ? Double(buffer.life.upperBound)
        : Double(buffer.decay.lowerBound) + share * Double(buffer.decay.count))
  }
}
