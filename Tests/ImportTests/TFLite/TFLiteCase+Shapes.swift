import TestSupport

extension TFLiteCase {
  static let conversions =
    [TinyTFLite.Numbers.int8, .uint8].flatMap { numbers in
      [
        convert("quantize to \(numbers)", .float, numbers, 114),
        convert("dequantize", numbers, .float, 6),
        convert("requantize to signed", numbers, .int8, 114),
        convert("requantize to unsigned", numbers, .uint8, 114),
      ]
    }
    + [
      convert("signed seen as unsigned", .int8, .uint8, 114, range: 2),
      convert("unsigned seen as signed", .uint8, .int8, 114, range: 2),
    ]

  private static func convert(
    _ name: String, _ from: TinyTFLite.Numbers, _ to: TinyTFLite.Numbers, _ number: Int,
    range: Float = 1.5
  ) -> TFLiteCase {
    TFLiteCase("\(name), from", from) { model in
      let input = model.input([1, 4, 5, 4], range: 2, zero: 5)
      let clamped = model.map("clamped", [1, 4, 5, 4], range: 2, zero: 5)
      model.operation(20, [input], clamped)
      let output = model.result(
        "converted", [1, 4, 5, 4], range: range, zero: range == 2 ? 5 : -9, numbers: to)
      model.operation(number, [clamped], output)
    }
  }

  static let shapes =
    each("pad before conv VALID") { padded(&$0, isSame: false) }
    + each("pad before conv SAME") { padded(&$0, isSame: true) }
    + each("padv2 with zero before conv") { padded(&$0, isSame: false, hasValue: true) }
    + each("reshape to a vector, fully connected") { model in
      let input = model.input([1, 2, 3, 2])
      let shape = model.ints("shape", [1, -1])
      let flat = model.map("flat", [1, 12])
      model.operation(22, [input, shape], flat, (17, [:]))
      matrix(&model, flat)
    }
    + each("reshape of the input to a map, depthwise") { model in
      let input = model.input([1, 24])
      let shape = model.ints("shape", [1, 4, 3, 2])
      let image = model.map("image", [1, 4, 3, 2])
      model.operation(22, [input, shape], image)
      let weights = model.weights([1, 3, 3, 2])
      let output = model.result("depthwise", [1, 4, 3, 2], range: 3)
      model.operation(
        4, [image, weights, model.bias(2)], output, (2, [1: .int(1), 2: .int(1), 3: .int(1)]))
    }
    + each("squeeze, transpose and expand") { model in
      let input = model.input([1, 3, 1, 4])
      let (squeezed, turned) = (model.map("squeezed", [3, 4]), model.map("turned", [1, 1, 3, 4]))
      model.operation(43, [input], squeezed, (30, [0: .ints([0, 2])]))
      let shape = model.ints("shape", [1, 3, 1, 4])
      let image = model.map("image", [1, 3, 1, 4])
      model.operation(22, [squeezed, shape], image)
      let order = model.ints("order", [0, 2, 1, 3])
      model.operation(39, [image, order], turned)
      let output = model.result("relu", [1, 1, 3, 4])
      model.operation(19, [turned], output)
    }
    + each("a shape from shape, slice and pack") { model in
      let input = model.input([1, 1, 1, 12])
      let whole = model.tensor("whole", [4], type: 2)
      model.operation(77, [input], whole, (55, [0: .byte(2)]))
      let (zero, one) = (model.ints("zero", [0]), model.ints("one", [1]))
      let batch = model.tensor("batch", [], type: 2)
      model.operation(45, [whole, zero, one, one], batch, (32, [4: .int(1)]))
      let twelve = model.ints("twelve", [12], [])
      let shape = model.tensor("shape", [2], type: 2)
      model.operation(83, [batch, twelve], shape, (59, [0: .int(2), 1: .int(0)]))
      let flat = model.map("flat", [1, 12])
      model.operation(22, [input, shape], flat)
      matrix(&model, flat)
    }
    + each("weights of float16", of: [.float]) { model in
      let input = model.input([1, 6])
      let halves = model.constant(
        "halves", [4, 6], type: 1,
        data: (0..<24).flatMap {
          littleEndianBytes((Float16($0) / 7 - 1.5).bitPattern)
        })
      let weights = model.tensor("wide", [4, 6])
      model.operation(6, [halves], weights)
      let output = model.result("matrix", [1, 4])
      model.operation(9, [input, weights], output, (8, [:]))
    }
    + each("weights of 8 bits, dequantised", of: [.float]) { model in
      let input = model.input([1, 6])
      let bytes = model.constant(
        "bytes", [4, 6], type: 9, data: model.elements(24, .int8),
        quantization: [2: .floats([0.01, 0.02, 0.03, 0.04]), 3: .longs([0, 0, 0, 0]), 6: .int(0)])
      let weights = model.tensor("wide", [4, 6])
      model.operation(6, [bytes], weights)
      let output = model.result("matrix", [1, 4])
      model.operation(9, [input, weights], output, (8, [:]))
    }

  private static func matrix(_ model: inout TinyTFLite, _ flat: Int) {
    let weights = model.weights([3, 12])
    let output = model.result("matrix", [1, 3], range: 3)
    model.operation(9, [flat, weights, model.bias(3)], output, (8, [:]))
  }

  private static func padded(
    _ model: inout TinyTFLite, isSame: Bool, hasValue: Bool = false
  ) {
    let input = model.input([1, 5, 6, 2], zero: 15)
    let amounts = model.ints("amounts", [0, 0, 1, 1, 2, 0, 0, 0], [4, 2])
    let image = model.map("padded", [1, 7, 8, 2], zero: 15)
    if hasValue {
      let data: [UInt8] =
        switch model.numbers {
        case .float: [0, 0, 0, 0]
        case .int8: [15]
        case .uint8: [143]
        }
      let value = model.constant(
        "value", [], type: model.type, data: data,
        quantization: model.numbers == .float
          ? nil
          : [
            2: .floats([2.0 / 127]), 3: .longs([model.numbers == .int8 ? 15 : 143]),
          ])
      model.operation(60, [input, amounts, value], image)
    } else {
      model.operation(34, [input, amounts], image)
    }
    let weights = model.weights([3, 3, 3, 2], axis: model.numbers == .int8 ? 0 : nil)
    let size = isSame ? [4, 4] : [3, 3]
    let output = model.result("conv", [1] + size + [3], range: 4)
    model.operation(
      3, [image, weights, model.bias(3)], output,
      (1, [0: .byte(isSame ? 0 : 1), 1: .int(2), 2: .int(2)]))
  }
}
