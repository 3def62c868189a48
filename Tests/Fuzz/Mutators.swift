import CLibFuzzer
import TestSupport

// What libFuzzer calls in place of its own mutators, by these names. One time in four it is left to
// do what it does with bytes it knows nothing about.

@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ data: UnsafeMutablePointer<UInt8>, size: Int, most: Int, seed: UInt32) -> Int {
  var random = SeededGenerator("\(seed)")
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  guard random.happens(75), let mutated = mutated(bytes, with: bytes, &random),
    mutated.count <= most
  else { return LLVMFuzzerMutate(data, size, most) }
  data.update(from: mutated, count: mutated.count)
  return mutated.count
}

@_cdecl("LLVMFuzzerCustomCrossOver")
func crossOver(
  _ data: UnsafePointer<UInt8>, size: Int, other: UnsafePointer<UInt8>, otherSize: Int,
  result: UnsafeMutablePointer<UInt8>, most: Int, seed: UInt32
) -> Int {
  var random = SeededGenerator("\(seed)")
  let mutated = mutated(
    Array(UnsafeBufferPointer(start: data, count: size)),
    with: Array(UnsafeBufferPointer(start: other, count: otherSize)), &random)
  // Nothing is what libFuzzer takes for no mutant.
  guard let mutated, mutated.count <= most else { return 0 }
  result.update(from: mutated, count: mutated.count)
  return mutated.count
}

private func mutated(
  _ bytes: [UInt8], with other: [UInt8], _ random: inout SeededGenerator
) -> [UInt8]? {
  switch Fuzz.format {
  case .onnx?:
    guard var tree = WireTree(bytes), let other = WireTree(other) else { return nil }
    for _ in 0..<random.pick(1...3) { tree.mutate(with: other, &random) }
    return tree.bytes
  case .tflite?: return withOtherNumbers(bytes, from: other, &random)
  case nil: return nil
  }
}

/// A copy with some numbers replaced, in which all offsets still lead where they did.
private func withOtherNumbers(
  _ bytes: [UInt8], from other: [UInt8], _ random: inout SeededGenerator
) -> [UInt8]? {
  guard bytes.count >= 8, other.count >= 8 else { return nil }
  var bytes = bytes
  for _ in 0..<random.pick(1...4) {
    let width = [1, 2, 4, 4][random.pick(0...3)]
    let place = width * random.pick(0...bytes.count / width - 1)
    let source = width * random.pick(0...other.count / width - 1)
    let number = oddNumber(&random)
    let isLoan = random.happens(30)
    for index in 0..<width {
      bytes[place + index] =
        isLoan ? other[source + index] : UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
    }
  }
  return bytes
}
