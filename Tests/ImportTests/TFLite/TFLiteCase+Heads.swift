import TestSupport

/// What heads of detection and segmentation add to the family.
extension TFLiteCase {
  static let heads = pairs + joined + moved + resized

  private static let pairs =
    each("difference of two maps") { pair(&$0, 41, (28, [0: .byte(1)])) }
    + each("product of two maps, relu6") { pair(&$0, 18, (21, [0: .byte(3)])) }
    + each("sum with a map of one column") { pair(&$0, 0, (11, [:]), [1, 4, 1, 6]) }
    + each("product with a map of one channel") { pair(&$0, 18, (21, [:]), [1, 4, 5, 1]) }

  private static func pair(
    _ model: inout TinyTFLite, _ number: Int, _ options: (Int, [Int: FlatValue]),
    _ right: [Int] = [1, 4, 5, 6]
  ) {
    let inputs = [
      model.input([1, 4, 5, 6], zero: 4), model.input(right, range: 1.3, zero: -11),
    ]
    let output = model.result("pair", [1, 4, 5, 6], range: 2.6, zero: 3)
    model.operation(number, inputs, output, options)
  }

  private static let joined =
    each("concatenation of channels") {
      joined(&$0, 3, [[1, 3, 4, 2], [1, 3, 4, 5], [1, 3, 4, 1]])
    }
    + each("concatenation of columns") { joined(&$0, -2, [[1, 3, 4, 2], [1, 3, 1, 2]]) }
    + each("concatenation of rows") { joined(&$0, 1, [[1, 3, 4, 2], [1, 2, 4, 2]]) }
    + each("boxes of two maps") { model in
      let maps = [model.input([1, 3, 4, 8]), model.input([1, 2, 2, 12])]
      let views = zip(maps, [24, 12]).map { map, count in
        let shape = model.ints("shape\(count)", [1, count, 4])
        let view = model.map("view\(count)", [1, count, 4])
        model.operation(22, [map, shape], view, (17, [:]))
        return view
      }
      let output = model.result("boxes", [1, 36, 4])
      model.operation(2, views, output, (10, [0: .int(1)]))
    }

  private static func joined(_ model: inout TinyTFLite, _ axis: Int, _ extents: [[Int]]) {
    let inputs = extents.map { model.input($0) }
    var sum = extents[0]
    let place = axis < 0 ? axis + 4 : axis
    sum[place] = extents.map { $0[place] }.reduce(0, +)
    let output = model.result("joined", sum)
    model.operation(2, inputs, output, (10, [0: .int(axis)]))
  }

  private static let moved =
    each("pad before relu") { model in
      let input = model.input([1, 3, 4, 2], zero: 15)
      let amounts = model.ints("amounts", [0, 0, 1, 0, 2, 1, 0, 0], [4, 2])
      let image = model.map("padded", [1, 4, 7, 2], zero: 15)
      model.operation(34, [input, amounts], image)
      let output = model.result("relu", [1, 4, 7, 2], zero: 15)
      model.operation(19, [image], output)
    }
    + each("pad of channels, which is an output") { model in
      let input = model.input([1, 3, 4, 2], zero: 15)
      let amounts = model.ints("amounts", [0, 0, 0, 0, 0, 0, 1, 3], [4, 2])
      let output = model.result("padded", [1, 3, 4, 6], zero: 15)
      model.operation(34, [input, amounts], output)
    }
    + each("reshape that parts channels, depthwise") { model in
      let input = model.input([1, 2, 3, 8])
      let shape = model.ints("shape", [1, 4, 6, 2])
      let image = model.map("image", [1, 4, 6, 2])
      model.operation(22, [input, shape], image, (17, [:]))
      let output = model.result("depthwise", [1, 4, 6, 2], range: 3)
      model.operation(
        4, [image, model.weights([1, 3, 3, 2]), model.bias(2)], output,
        (2, [1: .int(1), 2: .int(1), 3: .int(1)]))
    }
    + each("transpose") { model in
      let input = model.input([1, 3, 4, 5])
      let order = model.ints("order", [0, 3, 1, 2])
      let output = model.result("turned", [1, 5, 3, 4])
      model.operation(39, [input, order], output)
    }
    + each("slice of a map, backwards along a row") { model in
      let input = model.input([1, 5, 6, 3])
      let begins = model.ints("begins", [0, 1, 5, 0])
      let ends = model.ints("ends", [1, 5, 0, 2])
      let strides = model.ints("strides", [1, 2, -2, 1])
      let output = model.result("slice", [1, 2, 3, 2])
      model.operation(45, [input, begins, ends, strides], output, (32, [:]))
    }
    + each("softmax of boxes", of: [.float, .int8]) { model in
      let input = model.input([1, 2, 3, 8])
      let shape = model.ints("shape", [1, 12, 4])
      let view = model.map("view", [1, 12, 4])
      model.operation(22, [input, shape], view, (17, [:]))
      let output = model.result("softmax", [1, 12, 4], range: 127.0 / 256, zero: -128)
      model.operation(25, [view], output, (9, [0: .float(1)]))
    }

  private static let resized = sizes.flatMap { from, to in
    [
      ("", [false, false]), (", aligned corners", [true, false]), (", half pixels", [false, true]),
    ]
    .flatMap { word, flags in
      let name = "\(from[0])x\(from[1]) to \(to[0])x\(to[1])\(word)"
      return each(
        "bilinear \(name)", of: [.float, .int8] + (halves.contains(name) ? [.uint8] : [])
      ) {
        resized(&$0, from, to, flags, 23, (15, 2))
      }
        + each("nearest \(name)") { resized(&$0, from, to, flags, 97, (74, 0)) }
    }
  }

  private static let sizes = [
    ([3, 4], [6, 8]), ([5, 7], [3, 4]), ([1, 1], [3, 5]), ([4, 3], [7, 10]), ([5, 3], [9, 17]),
  ]

  /// Whose pixels lie at parts of a power of two, where floats do not round.
  private static let halves: Set = [
    "3x4 to 6x8", "3x4 to 6x8, half pixels", "5x7 to 3x4, aligned corners", "1x1 to 3x5",
    "1x1 to 3x5, aligned corners", "1x1 to 3x5, half pixels", "5x3 to 9x17, aligned corners",
  ]

  private static func resized(
    _ model: inout TinyTFLite, _ from: [Int], _ to: [Int], _ flags: [Bool], _ number: Int,
    _ options: (type: Int, first: Int)
  ) {
    let input = model.input([1] + from + [3])
    let size = model.ints("size", to)
    let output = model.result("resized", [1] + to + [3])
    model.operation(
      number, [input, size], output,
      (
        options.type,
        [options.first: .byte(flags[0] ? 1 : 0), options.first + 1: .byte(flags[1] ? 1 : 0)]
      ))
  }
}
