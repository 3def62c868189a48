# Run by make.py: maps that are joined, moved, resized and combined, as heads and shuffles have them.
shape = [1, 4, 3, 5]

# Two maps.
two = [node("Relu", "x", "r"), node("Neg", "x", "n")]
case("sub-maps", two + [node("Sub", "r,n", "y")], shape)
case("mul-maps", two + [node("Mul", "r,n", "y")], shape)
case("add-pixel", [node("GlobalAveragePool", "x", "g"), node("Add", "g,x", "y")], shape)
case("sub-column", [node("ReduceMean", "x", "g", axes=[2]), node("Sub", "x,g", "y")], shape)
case("mul-plane", [node("ReduceMean", "x", "g", axes=[1]), node("Mul", "g,x", "y")], shape)
case("add-both-wide", [node("ReduceMean", "x", "g", axes=[2]), node("ReduceMean", "x", "h", axes=[3]), node("Add", "g,h", "y")], shape)
case("add-turned", [node("Transpose", "x", "t", perm=[0, 1, 3, 2]), node("Reshape", "x,s", "u"), node("Add", "t,u", "y")], shape, s=i64(1, 4, 5, 3))

# A map and a constant of any shape.
case("add-whole", [node("Add", "x,a", "y")], shape, a=rand(1, 4, 3, 5))
case("div-whole", [node("Div", "x,a", "y")], shape, a=rand(4, 3, 5) + 3)
case("mul-columns", [node("Mul", "x,a", "y")], shape, a=rand(5))
case("sub-wider", [node("Sub", "a,x", "y")], [3, 1], a=rand(2, 3, 4))
case("batch-norm-batch", [node("BatchNormalization", "x,s,b,m,v", "y")], [2, 3, 4, 5], **bn)

# Concat, Split, Slice, Gather.
for axis in [1, 2, 3, -3]:
    case(f"concat-{axis}", two + [node("Concat", "r,n", "y", axis=axis)], shape)
case("concat-turned", two + [node("Transpose", "r", "t", perm=[0, 2, 3, 1]), node("Transpose", "n", "u", perm=[0, 2, 3, 1]), node("Concat", "t,u", "c", axis=3), node("Transpose", "c", "y", perm=[0, 3, 1, 2])], shape)
case("concat-pyramid", [node("Conv", "x,w", "c"), node("Transpose", "c", "t", perm=[0, 2, 3, 1]), node("Reshape", "t,s", "a"), node("Conv", "x,v", "d"), node("Transpose", "d", "u", perm=[0, 2, 3, 1]), node("Reshape", "u,s", "b"), node("Concat", "a,b", "y", axis=1)], shape, w=rand(6, 4, 1, 1), v=rand(6, 4, 2, 2), s=i64(1, -1, 3))
case("split", [node("Split", "x", "a,b", axis=1), node("Sub", "a,b", "y")], shape)
case("split-sizes", [node("Split", "x,s", "a,b,c", axis=3), node("Concat", "c,a,b", "y", axis=3)], shape, s=i64(1, 3, 1))
case("slice-steps", [node("Slice", "x,s,e,a,t", "y")], shape, s=i64(3, -1), e=i64(-100, 0), a=i64(1, 3), t=i64(-2, -1))
case("slice-old", [node("Slice", "x", "y", starts=[1, 1], ends=[3, 100], axes=[2, 3])], shape, opset=9, ir=4)
case("gather-one", [node("Gather", "x,i", "y", axis=2)], shape, i=np.array(1, np.int64))
case("gather-runs", [node("Gather", "x,i", "y", axis=3)], shape, i=i64(4, 2, 0, 1, 3))
case("expand", [node("ReduceMean", "x", "g", axes=[2]), node("Expand", "g,s", "y")], shape, s=i64(1, 4, 3, 1))

# Elements in another order.
case("shuffle", [node("Conv", "x,w", "c"), node("Reshape", "c,s", "d"), node("Transpose", "d", "e", perm=[0, 2, 1, 3, 4]), node("Reshape", "e,t", "y")], [1, 3, 6, 5], w=rand(4, 3, 1, 1), s=i64(1, 2, 2, 6, 5), t=i64(1, 4, 6, 5))
case("depth-to-space", [node("Reshape", "x,s", "d"), node("Transpose", "d", "e", perm=[0, 3, 4, 1, 5, 2]), node("Reshape", "e,t", "y")], shape, s=i64(1, 2, 2, 1, 3, 5), t=i64(1, 1, 6, 10))
case("reshape-cuts", [node("Reshape", "x,s", "r"), node("Conv", "r,w", "y")], shape, s=i64(1, 5, 4, 3), w=rand(2, 5, 2, 2))
case("flatten-output", [node("Conv", "x,w", "c"), node("Flatten", "c", "y")], shape, w=rand(3, 4, 1, 1))
case("transpose-output", [node("Transpose", "x", "y", perm=[2, 1, 0])], [2, 3, 4])
case("input-is-output", [node("Identity", "x", "y")], shape)
case("softmax-rows", [node("Softmax", "x", "y", axis=2)], shape)
case("softmax-11-all", [node("Softmax", "x", "y")], shape, opset=11)
case("mean-channels", [node("ReduceMean", "x", "y", axes=[1])], shape)
case("mean-all", [node("ReduceMean", "x", "y", keepdims=0)], shape)
case("gemm-trans-a", [node("Gemm", "x,w,b", "y", transA=1)], [6, 4], w=rand(6, 5), b=rand(4, 5))
case("matmul-vector", [node("MatMul", "x,w", "y")], shape, w=rand(5))

# Pad where no convolution takes it.
case("pad-output", [node("Pad", "x,p", "y")], shape, p=i64(0, 0, 1, 2, 0, 0, 0, 1))
case("pad-ones", [node("Pad", "x,p,v", "q"), node("Conv", "q,w", "y")], shape, p=i64(0, 0, 1, 1, 0, 0, 1, 1), v=scalar(1), w=rand(4, 4, 3, 3))
case("pad-crops", [node("Pad", "x,p,v", "y")], shape, p=i64(0, 1, -1, 2, 0, 0, 1, -3), v=scalar(2.5))
case("pad-relu", [node("Pad", "x,p", "q"), node("HardSigmoid", "q", "y")], shape, p=i64(0, 0, 1, 1, 0, 0, 1, 1))
case("pad-max-pool", [node("Pad", "x,p", "q"), node("MaxPool", "q", "y", kernel_shape=[2, 2])], shape, p=i64(0, 0, 1, 1, 0, 0, 1, 1))

# One dimension, and pools with more.
line = [1, 3, 9]
case("conv-1d", [node("Conv", "x,w,b", "y", pads=[2, 1], strides=[2], dilations=[2])], line, w=rand(4, 3, 3), b=rand(4))
case("max-pool-1d", [node("MaxPool", "x", "y", kernel_shape=[3], strides=[2], pads=[1, 1])], line)
case("average-pool-1d", [node("AveragePool", "x", "y", kernel_shape=[3], auto_pad="SAME_UPPER")], line)
case("average-pool-dilated", [node("AveragePool", "x", "y", kernel_shape=[2, 3], dilations=[2, 1])], [1, 3, 7, 6], opset=19)
case("average-pool-ceil-counted", [node("AveragePool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1, ceil_mode=1)], [1, 3, 7, 5], opset=19)

# Resize.
plane = [1, 2, 4, 5]
for mode in ["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"]:
    for key, size in [("up", (7, 9)), ("down", (3, 1))]:
        case(f"resize-linear-{mode}-{key}", [node("Resize", "x,,,s", "y", mode="linear", coordinate_transformation_mode=mode)], plane, s=i64(1, 2, *size))
    for nearest in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
        case(f"resize-{mode}-{nearest}", [node("Resize", "x,,,s", "y", nearest_mode=nearest, coordinate_transformation_mode=mode)], plane, s=i64(1, 2, 7, 3))
case("resize-symmetric", [node("Resize", "x,,f", "y", mode="linear", coordinate_transformation_mode="half_pixel_symmetric")], plane, opset=19, f=f32(1, 1, 2.3, 0.6))
case("resize-scales", [node("Resize", "x,,f", "y", mode="linear")], plane, f=f32(1, 1, 1.7, 0.6))
case("resize-10", [node("Resize", "x,f", "y", mode="nearest")], plane, opset=10, ir=5, f=f32(1, 1, 2, 3))
case("resize-axes", [node("Resize", "x,,,s", "y", axes=[3, 2], keep_aspect_ratio_policy="not_larger")], plane, opset=18, s=i64(8, 9))
case("resize-crop", [node("Resize", "x,r,,s", "y", mode="linear", coordinate_transformation_mode="tf_crop_and_resize")], plane, r=f32(0, 0, 0.25, 0.5, 1, 1, 0.75, 1), s=i64(1, 2, 3, 4))
case("resize-nhwc", [node("Resize", "x,,,s", "y", mode="linear")], [1, 4, 5, 2], s=i64(1, 7, 3, 2))
case("upsample-7", [node("Upsample", "x", "y", scales=[1.0, 1.0, 2.0, 3.0])], plane, opset=7, ir=3)
case("upsample-9", [node("Upsample", "x,f", "y", mode="nearest")], plane, opset=9, ir=4, f=f32(1, 1, 2, 2))

# Integers.
q = dict(a=scalar(0.05), z=np.uint8(120), c=scalar(0.03), k=np.uint8(90))
u8 = dict(kind=TensorProto.UINT8, out=TensorProto.UINT8)
given = rng.integers(0, 256, shape).astype(np.uint8)
both = [node("DequantizeLinear", "x,a,z", "d"), node("Relu", "d", "e"), node("QuantizeLinear", "e,c,k", "f"), node("DequantizeLinear", "f,c,k", "g")]
end = [node("QuantizeLinear", "m,c,k", "y")]
for kind in ["Sub", "Mul"]:
    case(f"q-{kind.lower()}-maps", both + [node(kind, "d,g", "m")] + end, shape, given=given, **u8, **q)
case("q-concat", both + [node("Concat", "d,g", "m", axis=1)] + end, shape, given=given, **u8, **q)
case("q-resize", both + [node("Resize", "g,,,s", "m", mode="linear")] + end, shape, given=given, s=i64(1, 4, 6, 7), **u8, **q)
case("q-resize-nearest", both + [node("Resize", "d,,,s", "m")] + end, shape, given=given, s=i64(1, 4, 6, 7), **u8, **q)
case("q-pad-slice", [node("DequantizeLinear", "x,a,z", "d"), node("Pad", "d,p", "m"), node("QuantizeLinear", "m,a,z", "n"), node("Slice", "n,s,e", "y")], shape, given=given, p=i64(0, 0, 1, 0, 0, 0, 0, 2), s=i64(0, 1, 0, 0), e=i64(1, 4, 4, 6), **u8, **q)
case("q-clip-as-they-are", [node("Clip", "x,l,h", "y")], shape, given=given, l=np.uint8(40), h=np.uint8(200), **u8)
