/// Who runs a step: which part, and how often all parts have met before.
struct Turn: Hashable {
  var epoch: Int
  var part: Int

  /// A number of its own for each turn; 0 is nobody's.
  fileprivate var mark: Int32 { Int32(epoch * (mostParts + 2) + part + 1) }
  /// The mark of several parts of the same epoch.
  fileprivate var severals: Int32 { Int32(epoch * (mostParts + 2) + mostParts + 1) }
  /// The first mark of the epoch.
  fileprivate var first: Int32 { Int32(epoch * (mostParts + 2) + 1) }
}

/// The parts that can be told apart.
let mostParts = 64

/// Which part has read and written each cell of some memories since all parts have met last.
///
/// A cell that one part writes must not be touched by another one in the same epoch.
struct Touches {
  private var readers: [[Int32]]
  private var writers: [[Int32]]

  init(sizes: [Int]) {
    readers = sizes.map { Array(repeating: 0, count: $0) }
    writers = readers
  }

  /// Notes that a part reads or writes a run; false if that meets what another part does.
  mutating func touch(_ run: Run, writes: Bool, _ turn: Turn) -> Bool {
    let (mark, first, severals) = (turn.mark, turn.first, turn.severals)
    return writers[run.memory].withUnsafeMutableBufferPointer { writers in
      readers[run.memory].withUnsafeMutableBufferPointer { readers in
        var isAlone = true
        for cell in run.cells {
          let (writer, reader) = (writers[cell], readers[cell])
          isAlone = isAlone && (writer < first || writer == mark)
          if writes {
            isAlone = isAlone && (reader < first || reader == mark)
            writers[cell] = mark
          } else {
            readers[cell] = reader < first || reader == mark ? mark : severals
          }
        }
        return isAlone
      }
    }
  }
}
