import Glibc

/// Where names stand already, so that no two are written across each other.
struct LabelPlaces {
  private struct Box {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
  }

  private var taken: [Box] = []

  /// Takes the first of some rooms that is free; nil if none is.
  mutating func take(
    _ rooms: [BufferOutline.Room], length: Double, thickness: Double
  ) -> BufferOutline.Room? {
    for room in rooms {
      let box = Self.box(around: room, length, thickness)
      if taken.contains(where: { Self.overlap($0, box) }) { continue }
      taken.append(box)
      return room
    }
    return nil
  }

  /// The upright box around a turned line of text.
  private static func box(
    around room: BufferOutline.Room, _ length: Double, _ thickness: Double
  ) -> Box {
    let (sine, cosine) = (abs(sin(room.degrees * .pi / 180)), abs(cos(room.degrees * .pi / 180)))
    let width = (length * cosine + thickness * sine) / 2
    let height = (length * sine + thickness * cosine) / 2
    return Box(
      left: room.middle.x - width, right: room.middle.x + width, top: room.middle.y - height,
      bottom: room.middle.y + height)
  }

  private static func overlap(_ a: Box, _ b: Box) -> Bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  }
}
