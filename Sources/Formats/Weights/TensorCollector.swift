import Basics

/// Problems of one file that are listed; nobody reads on from there, and a file may hold millions.
let mostProblems = 100

/// Gathers the tensors of one file and watches over names and memory.
///
/// Tensors may share bytes, so a small file could ask for any amount of memory.
struct TensorCollector {
  private let file: String
  /// Elements that may still be made.
  private var budget: Int
  private(set) var tensors: [TensorRecord] = []
  private var names: Set<String> = []

  /// Starts on a file that holds `byteCount` bytes when unpacked.
  init(file: String, byteCount: Int) {
    self.file = file
    // One element a byte is the most that a file without sharing holds (int8); tied weights share,
    // hence the factor. The constant lets tiny files be odd.
    budget = 2 * byteCount + 65536
  }

  mutating func add(
    _ name: String, spelling elementType: String, layout: TensorLayout, from storage: StoredElements
  ) throws(Rejection) {
    let origin = Origin.record(file: file, path: escaped(name))
    guard names.insert(name).inserted else {
      throw Rejection(
        .badFile, "weights.duplicate-name", at: origin, "found two tensors of this name")
    }
    guard layout.elementCount <= budget else {
      throw Rejection(
        .badFile, "weights.too-large", at: origin,
        "with this tensor, tensors that share bytes name more elements than twice the bytes "
          + "of the file")
    }
    budget -= layout.elementCount
    tensors.append(
      TensorRecord(
        name: name, shape: layout.shape, values: layout.gather(from: storage),
        elementType: elementType, origin: origin))
  }
}
