import Basics

extension TFLiteOptions {
  /// Reads the options of an operator, which are in one of two unions of tables.
  init(of operation: FlatTable) throws(Rejection) {
    // The type is followed by the table. The second union holds none that is read here.
    let later = try operation.integer(11, "builtin_options_2_type", UInt8.self)
    guard later == 0 else {
      self = .other(later)
      return
    }
    let type = try operation.integer(3, "builtin_options_type", UInt8.self)
    guard type != 0, let table = try operation.table(4, "builtin_options") else {
      self = .none
      return
    }
    self = try Self.read(table, type: type)
  }

  private static func read(_ table: FlatTable, type: Int) throws(Rejection) -> TFLiteOptions {
    switch type {
    case 1: .conv2D(try TFLiteConvolution(table))
    case 2: .depthwiseConv2D(try TFLiteDepthwiseConvolution(table))
    case 5: .pool2D(try TFLitePool(table))
    case 8: .fullyConnected(try TFLiteFullyConnected(table))
    case 9: .softmax(beta: try table.float(0, "beta"))
    case 10:
      .concatenation(
        axis: try table.integer(0, "axis"),
        activation: try table.choice(1, "fused_activation_function"))
    case 11:
      .add(
        activation: try table.choice(0, "fused_activation_function"),
        powerOfTwo: try table.flag(1, "pot_scale_int16", default: true))
    case 15: .resizeBilinear(try TFLiteResize(table, firstField: 2))
    case 17: .reshape(shape: try table.integers(0, "new_shape"))
    case 21: .mul(activation: try table.choice(0, "fused_activation_function"))
    case 27: .reducer(keepsDimensions: try table.flag(0, "keep_dims"))
    case 28:
      .sub(
        activation: try table.choice(0, "fused_activation_function"),
        powerOfTwo: try table.flag(1, "pot_scale_int16", default: true))
    case 30: .squeeze(dimensions: try table.integers(0, "squeeze_dims") ?? [])
    case 32: .stridedSlice(try TFLiteStridedSlice(table))
    case 55: .shape(type: try table.choice(0, "out_type"))
    case 59:
      .pack(count: try table.integer(0, "values_count"), axis: try table.integer(1, "axis"))
    case 74: .resizeNearestNeighbor(try TFLiteResize(table, firstField: 0))
    // Tables without fields: PAD, TRANSPOSE, DEQUANTIZE, PADV2, QUANTIZE, HARD_SWISH.
    case 22, 26, 38, 43, 89, 91: .none
    default: .other(type)
    }
  }
}

extension TFLiteConvolution {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    padding = try table.choice(0, "padding")
    strideWidth = try table.integer(1, "stride_w")
    strideHeight = try table.integer(2, "stride_h")
    activation = try table.choice(3, "fused_activation_function")
    dilationWidth = try table.integer(4, "dilation_w_factor", default: 1)
    dilationHeight = try table.integer(5, "dilation_h_factor", default: 1)
    biasType = try table.choice(6, "quantized_bias_type")
  }
}

extension TFLiteDepthwiseConvolution {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    padding = try table.choice(0, "padding")
    strideWidth = try table.integer(1, "stride_w")
    strideHeight = try table.integer(2, "stride_h")
    multiplier = try table.integer(3, "depth_multiplier")
    activation = try table.choice(4, "fused_activation_function")
    dilationWidth = try table.integer(5, "dilation_w_factor", default: 1)
    dilationHeight = try table.integer(6, "dilation_h_factor", default: 1)
  }
}

extension TFLitePool {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    padding = try table.choice(0, "padding")
    strideWidth = try table.integer(1, "stride_w")
    strideHeight = try table.integer(2, "stride_h")
    width = try table.integer(3, "filter_width")
    height = try table.integer(4, "filter_height")
    activation = try table.choice(5, "fused_activation_function")
  }
}

extension TFLiteFullyConnected {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    activation = try table.choice(0, "fused_activation_function")
    weightsFormat = try table.choice(1, "weights_format")
    keepsDimensions = try table.flag(2, "keep_num_dims")
    quantizesAsymmetrically = try table.flag(3, "asymmetric_quantize_inputs")
    biasType = try table.choice(4, "quantized_bias_type")
  }
}

extension TFLiteResize {
  /// The bilinear table begins with a size that is no longer used.
  fileprivate init(_ table: FlatTable, firstField: Int) throws(Rejection) {
    alignsCorners = try table.flag(firstField, "align_corners")
    hasHalfPixelCenters = try table.flag(firstField + 1, "half_pixel_centers")
  }
}

extension TFLiteStridedSlice {
  fileprivate init(_ table: FlatTable) throws(Rejection) {
    beginMask = try table.integer(0, "begin_mask")
    endMask = try table.integer(1, "end_mask")
    ellipsisMask = try table.integer(2, "ellipsis_mask")
    newAxisMask = try table.integer(3, "new_axis_mask")
    shrinkAxisMask = try table.integer(4, "shrink_axis_mask")
    endsAreOffsets = try table.flag(5, "offset")
  }
}
