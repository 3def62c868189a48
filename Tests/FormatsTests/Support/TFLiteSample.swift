import Basics
import Formats
import TestSupport

/// A model with every table that is read, all fields away from their defaults.
func sampleTFLiteModel() -> [UInt8] {
  var writer = TFLiteWriter()
  let image = writer.quantized(
    "image", [1, 8, 8, 3], scales: [0.5], zeroPoints: [-128])
  let weights = writer.quantized(
    "weights", [4, 1, 1, 3], data: Array(0..<12), scales: [1, 0.5, 0.25, 0.125],
    zeroPoints: [0, 0, 0, 0])
  let half = writer.tensor("half", [2], type: 1, data: [0x00, 0x3e, 0x00, 0xc0])
  let single = writer.tensor(
    "single", [], data: littleEndian(Float(1.5).bitPattern),
    quantization: [
      0: .floats([-1]), 1: .floats([2]), 4: .byte(2), 5: .table([2: .int(32)]), 6: .int(-1),
    ])
  let axes = writer.tensor(
    "axes", [2], type: 4, data: littleEndian(Int64(-1)) + littleEndian(Int64.max))
  let state = writer.tensor(
    "state", [1, 4], type: 9,
    fields: [
      5: .flag(true), 6: .table([:]), 7: .ints([-1, 4]), 8: .flag(true), 10: .int(3),
    ])
  let window: [Int: FlatValue] = [0: .byte(1), 1: .int(2), 2: .int(3)]
  let options: [(code: Int, type: Int, fields: [Int: FlatValue])] = [
    (3, 1, window.merging([3: .byte(3), 4: .int(4), 5: .int(5), 6: .byte(2)]) { $1 }),
    (4, 2, window.merging([3: .int(6), 4: .byte(1), 5: .int(4), 6: .int(5)]) { $1 }),
    (17, 5, window.merging([3: .int(6), 4: .int(7), 5: .byte(2)]) { $1 }),
    (9, 8, [0: .byte(3), 1: .byte(1), 2: .flag(true), 3: .flag(true), 4: .byte(4)]),
    (25, 9, [0: .float(0.75)]), (2, 10, [0: .int(-1), 1: .byte(1)]),
    (0, 11, [0: .byte(1), 1: .flag(false)]), (41, 28, [0: .byte(3)]), (18, 21, [0: .byte(2)]),
    (23, 15, [0: .int(9), 1: .int(9), 2: .flag(true)]), (97, 74, [1: .flag(true)]),
    (22, 17, [0: .ints([1, -1])]), (22, 17, [:]), (40, 27, [0: .flag(true)]),
    (43, 30, [0: .ints([1, 2])]),
    (
      45, 32, [0: .int(1), 1: .int(2), 2: .int(3), 3: .int(4), 4: .int(5), 5: .flag(true)]
    ),
    (77, 55, [0: .byte(4)]), (83, 59, [0: .int(2), 1: .int(3)]), (34, 22, [:]), (150, 122, [:]),
  ]
  for (code, type, fields) in options {
    writer.operation(
      code, version: 2, inputs: [image, weights, -1], outputs: [state], options: (type, fields))
  }
  writer.operation(117, inputs: [image], outputs: [state])
  writer.operation(206, inputs: [half], outputs: [state], fields: [11: .byte(21), 12: .table([:])])
  writer.operation(
    32, custom: "Mine", inputs: [single, axes], outputs: [], fields: [5: .bytes([1, 2, 3])])
  writer.operation(
    32, custom: "Far", inputs: [], outputs: [],
    fields: [9: .integer(4 as UInt64), 10: .integer(4 as UInt64)])
  let far = writer.buffer([1: .integer(4 as UInt64), 2: .integer(4 as UInt64)])
  _ = writer.tensor("far", [4], type: 3, fields: [2: .int(far)])
  writer.model[3] = .string("a sample")
  writer.model[6] = .tables([.table([0: .string("min_runtime_version"), 1: .int(far)])])
  writer.model[7] = .tables([
    .table([
      0: .tables([.table([0: .string("x"), 1: .int(image)])]),
      1: .tables([.table([0: .string("y"), 1: .int(state)])]), 2: .string("serving_default"),
    ])
  ])
  return writer.bytes(inputs: [image], outputs: [state])
}

/// What `readTFLite` says against bytes, empty if it reads them.
func tfliteRefusal(of bytes: [UInt8]) -> String {
  do {
    _ = try readTFLite(bytes, file: "m")
    return ""
  } catch { return "\(error)" }
}

/// Reads a constant by the accessor of its type and counts its elements.
func elementCount(of tensor: TFLiteTensor, in model: TFLiteModel) throws(Rejection) -> Int {
  switch tensor.type {
  case .int8: try model.int8s(of: tensor).count
  case .uint8: try model.uint8s(of: tensor).count
  case .int16: try model.int16s(of: tensor).count
  case .int32: try model.int32s(of: tensor).count
  case .int64: try model.int64s(of: tensor).count
  default: try model.floats(of: tensor).count
  }
}
