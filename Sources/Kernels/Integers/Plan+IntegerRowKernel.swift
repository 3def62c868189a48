import IR
import Plan
import Targets

extension Plan {
  /// The kernel that makes a row of what a stage has to do where integers are involved.
  func integerRowKernel(for work: StageWork, target: Target) -> StageKernel {
    let node = work.node
    let (input, output) = (work.input, work.output)
    let planes = node.operands.map { planePixels(of: $0) }
    let from = graph.type(of: node.operands[0]).quantization

    func dense(
      _ op: some ProductSums, _ window: (rows: AxisWindow, columns: AxisWindow)
    ) -> StageKernel {
      let products = IntegerProducts(work, op, target)
      // Where all windows lie inside, what the zero point adds to a sum is known.
      let isInside =
        window.rows.staysInside(input.height, outputs: output.height)
        && window.columns.staysInside(input.width, outputs: output.width)
      let group = target.productGroup(
        weightZero: products.weightZero, outside: isInside ? nil : products.quadZeroByte)
      let folds = isInside || group.isQuads
      let kernel = IntegerConvRow(
        inputWidth: input.width, inputChannels: work.reads.count,
        inputPitch: pitch(of: node.operands[0]), inputPlane: planes[0], outputWidth: output.width,
        outputChannels: work.makes.count, outputPitch: pitch(of: node.result), rows: window.rows,
        columns: window.columns, zero: folds ? 0 : products.zero, weightZero: products.weightZero,
        group: group, readsUnsigned: work.readsUnsigned, starts: !work.accumulates,
        epilogue: work.finishes ? products.epilogue : nil,
        ring: interleavedRing(of: node.result, target))
      let weights = DenseWeights(work, op, taps: window.rows.kernel * window.columns.kernel)
      if let dots = target.dots,
        let dense = products.dotRow(kernel, isInside: isInside, weights, dots)
      {
        return dense
      }
      if let packed = target.packed {
        return products.packedRow(kernel, isInside: isInside, weights, packed)
      }
      return products.kernel(kernel, kernel.panels(for: target), weights, folds: folds)
    }

    switch node.op {
    case .conv2D(let conv):
      let window = conv.window(graph.weights)
      return dense(conv, (window.rows, window.columns))
    case .fullyConnected(let matrix):
      let pixel = AxisWindow(kernel: 1, stride: 1, before: 0)
      return dense(matrix, (pixel, pixel))
    case .depthwiseConv2D(let conv):
      let products = IntegerProducts(work, conv, target)
      let window = conv.window(graph.weights)
      let isInside = window.staysInside(input, outputs: output)
      let outside = isInside ? nil : products.quadZeroByte
      if streams(node, conv, channels: work.makes.count, target),
        products.weightZero == 0, products.epilogue.saturatedFloors != nil
      {
        let weights = TransposedWeights(
          ColumnWeights(
            base: DepthwiseWeights(work, conv),
            taps: ColumnTaps(rows: window.rows.kernel, columns: window.columns.kernel)),
          channels: work.makes.count)
        let kernel = IntegerDepthwiseStream(
          inputWidth: input.width, inputPitch: pitch(of: node.operands[0]),
          outputWidth: output.width, outputPitch: pitch(of: node.result),
          channels: work.makes.count, rows: window.rows, columns: window.columns,
          group: .quads(isSigned: false, outside: outside),
          epilogue: products.epilogue.ordered(weights.channels))
        return products.with(kernel.epilogue).kernel(
          kernel, kernel.panels, weights, folds: true)
      }
      if target.hasColumns, products.weightZero == 0, planes[0] == 1 {
        let kernel = IntegerDepthwiseColumns(
          inputWidth: input.width, inputPitch: pitch(of: node.operands[0]),
          outputWidth: output.width, outputPitch: pitch(of: node.result),
          channels: work.makes.count, rows: window.rows, columns: window.columns,
          group: .quads(
            isSigned: target.multipliesSignedQuads, outside: outside),
          readsUnsigned: work.readsUnsigned, epilogue: products.epilogue,
          ring: interleavedRing(of: node.operands[0], target))
        let weights = (0..<(kernel.ring?.turnsOfWeights ?? 1)).map { turn in
          ColumnWeights(
            base: DepthwiseWeights(work, conv), taps: kernel.taps(for: target), turn: turn)
        }
        return products.kernel(kernel, kernel.panels(for: target), weights, folds: true)
      }
      let kernel = IntegerDepthwiseRow(
        inputWidth: input.width, inputPitch: pitch(of: node.operands[0]), inputPlane: planes[0],
        outputWidth: output.width, outputPitch: pitch(of: node.result),
        channels: work.makes.count, rows: window.rows, columns: window.columns,
        zero: isInside ? 0 : products.zero, weightZero: products.weightZero,
        readsUnsigned: work.readsUnsigned, epilogue: products.epilogue)
      let weights = DepthwiseWeights(work, conv)
      if let dots = target.dots,
        let depthwise = products.dotRow(kernel, isInside: isInside, weights, dots)
      {
        return depthwise
      }
      if target.packed != nil, target.integers.isEmpty {
        return products.packedRow(kernel, isInside: isInside, weights)
      }
      return products.kernel(kernel, kernel.panels(for: target), weights, folds: isInside)
    case .multiply(let multiply):
      return gatedRow(for: work, multiply.requantizer, target) ?? elementRow(for: work, target)
    case .channelScale(let scale):
      return gatedRow(for: work, scale.requantizer, target) ?? elementRow(for: work, target)
    case .activation, .add, .subtract, .quantize, .dequantize:
      return elementRow(for: work, target)
    case .globalAveragePool(let pool):
      guard let mean = pool.integerMean(of: input.height * input.width, from) else {
        preconditionFailure("a mean over integers without factors")
      }
      return StageKernel(
        kernel: IntegerMeanRow(
          shape: input, channels: work.makes.count, inputPlane: planes[0],
          readsUnsigned: work.readsUnsigned, mean: mean),
        weights: nil)
    case .softmax(let softmax):
      return StageKernel(
        kernel: SoftmaxRow(
          kind: work.kind(of: softmax), width: output.width, channels: output.channels,
          inputPlane: planes[0], readsUnsigned: work.readsUnsigned),
        int32s: work.exponentials(softmax))
    case .averagePool2D(let pool):
      return poolKernel(work.reduction(of: pool), pool.window, for: work)
    case .maxPool2D(let pool): return poolKernel(.max, pool.window, for: work)
    case .concatenate(let op): return moving(.concatenate(op), for: work)
    case .rearrange(let op): return moving(.rearrange(op), for: work)
    case .resizeNearest(let op): return moving(.nearest(op), for: work)
    case .resizeBilinear(let op): return moving(.bilinear(op), for: work)
    case .batchNorm:
      preconditionFailure("lower-batch-norm leaves no batch normalisation")
    }
  }

  /// Whether a machine goes along the columns of a depthwise convolution's input, which makes `channels` of them.
  func streams(
    _ node: Node, _ conv: DepthwiseConv2D, channels: Int, _ target: Target
  ) -> Bool {
    let (value, window) = (node.operands[0], conv.window(graph.weights))
    return target.has(.transposedColumns) && isRaised(value, target) && planePixels(of: value) == 1
      && IntegerDepthwiseStream.fits(
        rows: window.rows, columns: window.columns, channels: channels, target)
  }

  private func elementRow(for work: StageWork, _ target: Target) -> StageKernel {
    let kernel = ElementRow(
      function: work.elementFunction(for: target), width: work.output.width,
      channels: work.makes.count,
      strides: work.node.operands.indices.map { strides(ofOperand: $0, of: work) },
      outputPitch: pitch(of: work.node.result))
    return StageKernel(kernel: kernel, int8s: work.table)
  }

  /// How the elements of an operand lie: a scale has one pixel for all of a map.
  private func strides(ofOperand position: Int, of work: StageWork) -> ElementRow.Strides {
    let node = work.node
    let operand = node.operands[position]
    let plane = planePixels(of: operand)
    let isSingle = node.op.payload.access(graph.weights)[position].space == .single
    return ElementRow.Strides(
      pixel: isSingle ? 0 : pitch(of: operand), channel: plane,
      isUnsigned: work.unsigned.contains(position))
  }
}

extension StageWork {
  /// What an op does with each element by itself.
  func elementFunction(for target: Target) -> ElementFunction {
    let types = node.operands.map { graph.type(of: $0).quantization }
    switch node.op {
    case .activation: return .table
    case .add(let add):
      guard let sum = add.integerAdd(types[0], types[1]) else { break }
      let floors = target.hasFloors ? FloorSum(sum, unsigned: unsigned, raises: makesUnsigned) : nil
      return .add(sum, floors, raises: makesUnsigned)
    case .subtract(let subtract):
      guard let difference = subtract.integerDifference(types[0], types[1]) else { break }
      return .add(difference, nil, raises: false)
    case .multiply(let multiply):
      return product(types[0], types[1], multiply.requantizer(types[0], types[1]), target)
    case .channelScale(let scale):
      return product(types[0], types[1], scale.requantizer(types[0], types[1]), target)
    case .quantize(let quantize):
      guard let output = quantize.output else { break }
      return .quantize(output)
    case .dequantize:
      guard let from = types[0] else { break }
      return .dequantize(from)
    case .conv2D, .depthwiseConv2D, .fullyConnected, .batchNorm, .globalAveragePool,
      .averagePool2D, .maxPool2D, .softmax, .concatenate, .rearrange, .resizeNearest,
      .resizeBilinear:
      break
    }
    preconditionFailure("\(node.op.mnemonic) does nothing with integers one by one")
  }

  private func product(
    _ left: Quantization?, _ right: Quantization?, _ requantizer: Requantizer?, _ target: Target
  ) -> ElementFunction {
    guard let left, let right, let requantizer else {
      preconditionFailure("a product of integers without scales")
    }
    let epilogue = IntegerEpilogue(
      requantizer, for: target, reaches: [255 * 255], raises: makesUnsigned)
    return .product(epilogue, leftZero: left.zeroPoint, rightZero: right.zeroPoint)
  }

  /// The table of an activation, of what is stored; nil of other ops.
  var table: [Int8]? {
    guard case .activation(let activation) = node.op else { return nil }
    let table = activation.table(of: graph.type(of: node.operands[0]).quantization)
    return makesUnsigned ? table?.map { $0 ^ -128 } : table
  }

  /// What a softmax over integers makes.
  func kind(of softmax: Softmax) -> SoftmaxKind {
    guard let from = graph.type(of: node.operands[0]).quantization else {
      return .floats(beta: softmax.beta)
    }
    guard let output = softmax.output, output.rounding != .even else {
      return .realIntegers(beta: softmax.beta, from, softmax.output)
    }
    return .integers
  }

  /// The exponentials of a fixed-point softmax; nil of others.
  func exponentials(_ softmax: Softmax) -> [Int32]? {
    guard kind(of: softmax) == .integers else { return nil }
    guard let from = graph.type(of: node.operands[0]).quantization,
      let table = IntegerSoftmax(scale: from.scale, beta: softmax.beta)
    else { preconditionFailure("a softmax over integers without factors") }
    return table.exponentials
  }

  /// How a pool makes means of integers.
  func reduction(of pool: AveragePool2D) -> PoolReduction {
    guard let mean = pool.integerMean(graph.type(of: node.operands[0]).quantization) else {
      preconditionFailure("a mean over integers without factors")
    }
    switch mean {
    case .quotient: return .quotient(up: false)
    case .quotientUp: return .quotient(up: true)
    case .scaled: return .scaled(mean)
    }
  }
}
