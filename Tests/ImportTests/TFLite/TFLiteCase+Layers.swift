import TestSupport

extension TFLiteCase {
  static let fullyConnected =
    each("fully connected") { model in
      matrix(&model, over: [1, 6], to: [1, 4], [4, 6])
    }
    + each("fully connected, relu6, no bias") { model in
      matrix(&model, over: [1, 6], to: [1, 9], [9, 6], activation: 3, hasBias: false)
    }
    + each("fully connected over a map") { model in
      matrix(&model, over: [1, 2, 3, 2], to: [1, 5], [5, 12])
    }
    + each("fully connected over pixels, dimensions kept") { model in
      matrix(&model, over: [1, 2, 3, 4], to: [1, 2, 3, 5], [5, 4], keeps: true)
    }
    + each("fully connected, a scale for each output", of: [.int8]) { model in
      matrix(&model, over: [1, 6], to: [1, 4], [4, 6], axis: 0)
    }
    + each("fully connected, sums near halves", of: [.int8]) { model in
      // Results of which a second rounding would make others.
      let sums = [-5277, -3990, -2960, -2188, -1158, -386, 386, 1158, 2188, 2960, 3990, 5277]
      let input = model.input([1, 6])
      let weights = model.weights([sums.count, 6], areZero: true)
      let bias = model.bias(sums)
      let output = model.result("matrix", [1, sums.count], range: 3)
      model.operation(9, [input, weights, bias], output, (8, [:]))
    }

  private static func matrix(
    _ model: inout TinyTFLite, over: [Int], to result: [Int], _ extents: [Int],
    activation: Int = 0, hasBias: Bool = true, keeps: Bool = false, axis: Int? = nil
  ) {
    let input = model.input(over, zero: 11)
    let weights = model.weights(extents, axis: axis)
    let bias = hasBias ? [model.bias(extents[0])] : []
    let output = model.result("matrix", result, range: 3)
    model.operation(
      9, [input, weights] + bias, output, (8, [0: .byte(activation), 2: .flag(keeps)]))
  }

  static let pools =
    [(1, "average"), (17, "max")].flatMap { number, name in
      each("\(name) pool VALID, stride 2") { model in
        pool(&model, number, [6, 7], kernel: [2, 2], stride: [2, 2], isSame: false, to: [3, 3])
      }
        + each("\(name) pool SAME, stride 2") { model in
          pool(&model, number, [5, 6], kernel: [3, 3], stride: [2, 2], isSame: true, to: [3, 3])
        }
        + each("\(name) pool of all, relu") { model in
          pool(
            &model, number, [4, 3], kernel: [4, 3], stride: [4, 3], isSame: false, to: [1, 1],
            activation: 1)
        }
        + each("\(name) pool of some, relu6") { model in
          pool(
            &model, number, [4, 4], kernel: [2, 1], stride: [1, 1], isSame: false, to: [3, 4],
            activation: 3)
        }
    }
    + each("mean") { mean(&$0, axes: [1, 2], keeps: false, range: 1) }
    + each("mean, dimensions kept, axes from the end") {
      mean(&$0, axes: [-3, -2], keeps: true, range: 1)
    }
    + each("mean with the scale of the operand") {
      mean(&$0, axes: [1, 2], keeps: true, range: 2)
    }

  private static func pool(
    _ model: inout TinyTFLite, _ number: Int, _ size: [Int], kernel: [Int], stride: [Int],
    isSame: Bool, to result: [Int], activation: Int = 0
  ) {
    let input = model.input([1] + size + [3], zero: -20)
    let output = model.result("pool", [1] + result + [3], zero: -20)
    model.operation(
      number, [input], output,
      (
        5,
        [
          0: .byte(isSame ? 0 : 1), 1: .int(stride[1]), 2: .int(stride[0]), 3: .int(kernel[1]),
          4: .int(kernel[0]), 5: .byte(activation),
        ]
      ))
  }

  private static func mean(
    _ model: inout TinyTFLite, axes: [Int], keeps: Bool, range: Float
  ) {
    let input = model.input([1, 3, 5, 8], zero: -4)
    let list = model.ints("axes", axes)
    let output = model.result("mean", keeps ? [1, 1, 1, 8] : [1, 8], range: range, zero: -4)
    model.operation(40, [input, list], output, (27, [0: .flag(keeps)]))
  }

  static let elementwise =
    each("add") { sum(&$0, 0) }
    + each("add, relu") { sum(&$0, 1) }
    + each("add, relu6") { sum(&$0, 3) }
    + each("mul by a number for each channel") { product(&$0, 0, scaleFirst: false) }
    + each("a number for each channel mul, relu6") { product(&$0, 3, scaleFirst: true) }
    + [(19, "relu"), (20, "relu_n1_to_1"), (21, "relu6")].flatMap { number, name in
      each(name) { model in
        let input = model.input([1, 4, 5, 4], range: 8, zero: 3)
        let output = model.result(name, [1, 4, 5, 4], range: 6, zero: -30)
        model.operation(number, [input], output)
      }
    }
    + each("hard swish") { model in
      let input = model.input([1, 4, 5, 4], range: 6, zero: 3)
      let output = model.result("swish", [1, 4, 5, 4], range: 5, zero: -30)
      model.operation(117, [input], output)
    }
    + each("logistic") { model in
      let input = model.input([1, 4, 5, 4], range: 8, zero: 3)
      let output = model.result("logistic", [1, 4, 5, 4], range: 127.0 / 256, zero: -128)
      model.operation(14, [input], output)
    }
    + [1, 0.5].flatMap { beta in
      each("softmax, beta \(beta)") { model in
        let input = model.input([1, 2, 2, 7], range: 9, zero: 40)
        let output = model.result("softmax", [1, 2, 2, 7], range: 127.0 / 256, zero: -128)
        model.operation(25, [input], output, (9, [0: .float(Float(beta))]))
      }
    }

  static let constants =
    [(0, 11, "add"), (18, 21, "mul"), (41, 28, "sub")].flatMap { number, options, name in
      [false, true].flatMap { isFirst in
        [[3], [], [1, 1, 1, 3]].map { extents in
          TFLiteCase("\(name), constant of \(extents) first \(isFirst)", .float) { model in
            let map = model.input([1, 2, 2, 3])
            let constant = model.weights(extents)
            let output = model.result("result", [1, 2, 2, 3])
            model.operation(
              number, isFirst ? [constant, map] : [map, constant], output,
              (options, [0: .byte(isFirst ? 1 : 0)]))
          }
        }
      }
    }

  static let numbers =
    [(0, 11, "add"), (18, 21, "mul"), (41, 28, "sub")].flatMap { number, options, name in
      [false, true].flatMap { isFirst in
        each("\(name), one integer first \(isFirst)", of: [.int8, .uint8]) { model in
          let map = model.input([1, 16, 16, 2], range: 3, zero: 9)
          let constant = model.weights([])
          let output = model.result("result", [1, 16, 16, 2], range: 4)
          model.operation(
            number, isFirst ? [constant, map] : [map, constant], output,
            (options, [0: .byte(isFirst ? 3 : 0)]))
        }
      }
    }

  private static func sum(_ model: inout TinyTFLite, _ activation: Int) {
    let left = model.input([1, 4, 3, 4], range: 3, zero: 9)
    let right = model.input([1, 4, 3, 4], range: 1.1, zero: -60)
    let output = model.result("sum", [1, 4, 3, 4], range: 4, zero: -10)
    model.operation(0, [left, right], output, (11, [0: .byte(activation)]))
  }

  private static func product(_ model: inout TinyTFLite, _ activation: Int, scaleFirst: Bool) {
    let map = model.input([1, 4, 3, 4], range: 3, zero: 9)
    let scale = model.input([1, 1, 1, 4], range: 1.1, zero: -128)
    let output = model.result("product", [1, 4, 3, 4], range: 5, zero: -10)
    model.operation(
      18, scaleFirst ? [scale, map] : [map, scale], output, (21, [0: .byte(activation)]))
  }
}
