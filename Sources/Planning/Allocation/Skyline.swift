import Basics

/// A problem as the exact search sees it: time cut into sections at births and deaths, sizes in units
/// of their greatest common divisor, buffers in order of birth.
struct SectionedProblem {
  struct Item {
    /// The sections it lives in.
    let life: Range<Int>
    let size: Int
    let duration: Double
    /// The buffer that it is.
    let index: Int
  }

  let items: [Item]
  let sectionCount: Int
  /// Bytes in a unit.
  let unit: Int

  /// Leaves out buffers without a byte.
  init(_ problem: AllocationProblem) {
    let buffers = problem.buffers
    let indices = buffers.indices.filter { buffers[$0].size > 0 }
    let times = Set(
      indices.flatMap { [buffers[$0].life.lowerBound, buffers[$0].life.upperBound] }
    ).sorted()
    var sections: [Int: Int] = [:]
    for (section, time) in times.enumerated() { sections[time] = section }
    let unit = max(1, indices.reduce(0) { greatestCommonDivisor($0, buffers[$1].size) })
    let items = indices.map { index in
      let life = buffers[index].life
      return Item(
        life: (sections[life.lowerBound] ?? 0)..<(sections[life.upperBound] ?? 0),
        size: buffers[index].size / unit, duration: buffers[index].duration, index: index)
    }
    // Equal buffers become neighbours; the search puts the first of them down first.
    self.items = items.sorted {
      ($0.life.lowerBound, -$0.life.upperBound, -$0.size, $0.index)
        < ($1.life.lowerBound, -$1.life.upperBound, -$1.size, $1.index)
    }
    self.unit = unit
    sectionCount = max(0, times.count - 1)
  }
}

/// The height above which the open items of a section will lie.
///
/// A height is an address, or just above an address: what lies there rests on something that is not
/// put down yet.
struct Height: Comparable {
  /// Twice the address, plus one if just above it.
  private var code: Int

  static let zero = Height(0)
  static let unlimited = Height(code: .max)

  init(_ address: Int) { code = 2 * address }
  private init(code: Int) { self.code = code }

  /// The address at or below it.
  var address: Int { code >> 1 }
  /// The lowest address in whole units that is not below it.
  var roundedUp: Int { (code + 1) >> 1 }
  var isJustAbove: Bool { code & 1 == 1 }
  var justAbove: Height { Height(code: code | 1) }

  static func < (a: Height, b: Height) -> Bool { a.code < b.code }
}

/// What is known of one section of time while items are put down from below.
struct Section {
  /// No open item will start below.
  var floor = Height.zero
  /// The top of what was put down, and which item that is.
  var top = 0
  var topItem: Int?
  /// The sizes of the open items together.
  var rest = 0
}
