# Part of make.py: models of integers, between floats and among themselves.
U8, I8 = TensorProto.UINT8, TensorProto.INT8


def quantized(values, scale, zero, kind):
    limits = (0, 255) if kind == np.uint8 else (-128, 127)
    return np.clip(np.round(values / scale) + zero, *limits).astype(kind)


def qdq(name, nodes, shape, kind=np.int8, out_scale=0.05, opset=13, zero=None, out_zero=None, **weights):
    """x (integers) -> DQ -> d, nodes from d to r, r -> Q -> y."""
    zero = (12 if kind == np.int8 else 140) if zero is None else zero
    out_zero = zero if out_zero is None else out_zero
    scales = dict(xs=np.float32(0.02), xz=kind(zero), ys=np.float32(out_scale), yz=kind(out_zero))
    limits = (0, 256) if kind == np.uint8 else (-128, 128)
    code = U8 if kind == np.uint8 else I8
    case("q-" + name, [node("DequantizeLinear", "x,xs,xz", "d")] + nodes + [node("QuantizeLinear", "r,ys,yz", "y")],
         shape, opset=opset, kind=code, out=code, given=rng.integers(*limits, shape).astype(kind), **scales, **weights)


def weight(shape, per_channel=False, kind=np.int8, axis=0):
    values = rand(*shape)
    if per_channel:
        scale = rng.uniform(0.004, 0.01, shape[axis]).astype(np.float32)
        wide = scale.reshape([-1 if a == axis else 1 for a in range(len(shape))])
        return dict(wq=quantized(values, wide, 0, kind), ws=scale, wz=np.zeros(shape[axis], kind))
    zero = 0 if kind == np.int8 else 117
    return dict(wq=quantized(values, 0.008, zero, kind), ws=np.float32(0.008), wz=kind(zero))


DQW = node("DequantizeLinear", "wq,ws,wz", "w", axis=0)
for kind in [np.int8, np.uint8]:
    n = np.dtype(kind).name + "-"
    qdq(n + "conv", [DQW, node("Conv", "d,w", "r", pads=[1, 1, 1, 1])], [1, 3, 6, 5], kind, **weight([4, 3, 3, 3], kind=kind))
    qdq(n + "conv-bias", [DQW, node("DequantizeLinear", "bq,bs,bz", "b"), node("Conv", "d,w,b", "r")], [1, 3, 6, 5], kind, bq=rng.integers(-5000, 5000, 4).astype(np.int32), bs=np.float32(0.02) * np.float32(0.008), bz=np.int32(0), **weight([4, 3, 3, 3], kind=kind))
    qdq(n + "gemm", [DQW, node("Gemm", "d,w,b", "r", transB=1)], [1, 8], kind, b=rand(5), **weight([5, 8], kind=kind))
    qdq(n + "hard-swish", [node("HardSwish", "d", "r")], [1, 3, 6, 5], kind, opset=19)
    qdq(n + "max-pool", [node("MaxPool", "d", "r", kernel_shape=[2, 2])], [1, 3, 6, 5], kind, out_scale=0.02)
qdq("conv-channels", [DQW, node("Conv", "d,w,b", "r", pads=[1, 1, 1, 1], strides=[2, 2])], [1, 3, 6, 5], b=rand(4), **weight([4, 3, 3, 3], True))
qdq("conv-depthwise", [DQW, node("Conv", "d,w,b", "r", pads=[1, 1, 1, 1], group=4)], [1, 4, 6, 5], b=rand(4), **weight([4, 1, 3, 3], True))
qdq("conv-relu", [DQW, node("Conv", "d,w,b", "c"), node("Relu", "c", "r")], [1, 3, 6, 5], b=rand(4), **weight([4, 3, 3, 3], True))
qdq("conv-clip", [DQW, node("Conv", "d,w,b", "c"), node("Clip", "c,lo,hi", "r")], [1, 3, 6, 5], b=rand(4), lo=scalar(0), hi=scalar(1.3), **weight([4, 3, 3, 3], True))
qdq("conv-add-relu", [DQW, node("Conv", "d,w", "c"), node("Add", "c,b", "a"), node("Relu", "a", "r")], [1, 3, 6, 5], b=rand(1, 4, 1, 1), **weight([4, 3, 3, 3], True))
qdq("conv-float-weight", [node("QuantizeLinear", "wf,ws,wz", "wq", axis=0), DQW, node("Conv", "d,w", "r")], [1, 3, 6, 5], wf=rand(4, 3, 3, 3), ws=np.full(4, 0.008, np.float32), wz=np.zeros(4, np.int8))
qdq("conv-pad", [node("Pad", "d,p", "e"), DQW, node("Conv", "e,w", "r")], [1, 3, 6, 5], p=i64(0, 0, 1, 0, 0, 0, 1, 2), **weight([4, 3, 3, 3]))
qdq("conv-two-readers", [DQW, node("Conv", "d,w", "c"), node("QuantizeLinear", "c,ys,yz", "cq"), node("DequantizeLinear", "cq,ys,yz", "cd"), node("Add", "cd,c", "r")], [1, 3, 6, 5], out_scale=0.1, **weight([4, 3, 3, 3]))
qdq("conv-weight-only", [DQW, node("Conv", "d,w", "c"), node("Sigmoid", "c", "r")], [1, 3, 6, 5], out_scale=1 / 256, **weight([4, 3, 3, 3]))
qdq("shared-weight", [DQW, node("Conv", "d,w", "c"), node("QuantizeLinear", "c,xs,xz", "cq"), node("DequantizeLinear", "cq,xs,xz", "cd"), node("Conv", "cd,w", "r")], [1, 3, 6, 5], **weight([3, 3, 1, 1]))
qdq("matmul-add", [node("DequantizeLinear", "wq,ws,wz", "w", axis=1), node("MatMul", "d,w", "m"), node("Add", "m,b", "r")], [1, 8], b=rand(5), **weight([8, 5], True, axis=1))
qdq("add-constant", [node("DequantizeLinear", "bq,bs,bz", "b"), node("Add", "d,b", "r")], [1, 8], bq=rng.integers(-128, 128, 8).astype(np.int8), bs=np.float32(0.03), bz=np.int8(4))
qdq("mul-constant", [node("Mul", "d,b", "e"), node("Add", "e,c", "r")], [1, 3, 6, 5], b=rand(3, 1, 1), c=scalar(0.3))
qdq("add", [node("QuantizeLinear", "d,ys,yz", "e"), node("DequantizeLinear", "e,ys,yz", "f"), node("Add", "d,f", "r")], [1, 3, 6, 5])
qdq("add-relu", [node("QuantizeLinear", "d,ys,yz", "e"), node("DequantizeLinear", "e,ys,yz", "f"), node("Add", "d,f", "a"), node("Relu", "a", "r")], [1, 3, 6, 5])
qdq("gate", [node("GlobalAveragePool", "d", "g"), node("QuantizeLinear", "g,gs,gz", "gq"), node("DequantizeLinear", "gq,gs,gz", "gd"), node("Mul", "d,gd", "r")], [1, 3, 6, 5], gs=np.float32(0.01), gz=np.int8(0))
qdq("hard-sigmoid", [node("HardSigmoid", "d", "r", alpha=1 / 6)], [1, 3, 6, 5], out_scale=1 / 255, out_zero=-128)
qdq("hard-sigmoid-fifth", [node("HardSigmoid", "d", "r")], [1, 3, 6, 5], out_scale=1 / 255, out_zero=-128)
qdq("sigmoid", [node("Sigmoid", "d", "r")], [1, 3, 6, 5], out_scale=1 / 256, out_zero=-128)
qdq("relu", [node("Relu", "d", "r")], [1, 3, 6, 5])
qdq("average-pool", [node("AveragePool", "d", "r", kernel_shape=[2, 3], strides=[2, 1])], [1, 3, 6, 5], out_scale=0.02)
qdq("average-pool-pads", [node("AveragePool", "d", "r", kernel_shape=[3, 3], pads=[1, 1, 1, 1])], [1, 3, 6, 5], out_scale=0.02)
qdq("mean", [node("ReduceMean", "d", "r", axes=[2, 3], keepdims=0)], [1, 3, 6, 5], out_scale=0.01)
qdq("softmax", [node("Softmax", "d", "r")], [1, 9], out_scale=1 / 256, out_zero=-128)
qdq("transposed", [node("Transpose", "d", "t", perm=[0, 2, 3, 1]), node("QuantizeLinear", "t,xs,xz", "tq"), node("DequantizeLinear", "tq,xs,xz", "td"), node("Reshape", "td,s", "f"), node("DequantizeLinear", "wq,ws,wz", "w", axis=1), node("MatMul", "f,w", "r")], [1, 3, 2, 2], s=i64(1, 12), **weight([12, 5]))
q = dict(xs=np.float32(0.02), xz=np.int8(-5), ys=np.float32(0.05), yz=np.int8(3))
ints = lambda *s: rng.integers(-128, 128, s).astype(np.int8)
case("q-qlinear-conv", [node("QLinearConv", "x,xs,xz,wq,ws,wz,ys,yz,b", "y", pads=[1, 1, 1, 1])], [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), b=rng.integers(-5000, 5000, 4).astype(np.int32), **q, **weight([4, 3, 3, 3], True))
case("q-qlinear-conv-depthwise", [node("QLinearConv", "x,xs,xz,wq,ws,wz,ys,yz", "y", pads=[1, 1, 1, 1], group=4)], [1, 4, 6, 5], kind=I8, out=I8, given=ints(1, 4, 6, 5), **q, **weight([4, 1, 3, 3]))
case("q-qlinear-matmul", [node("QLinearMatMul", "x,xs,xz,wq,ws,wz,ys,yz", "y")], [1, 8], kind=I8, out=I8, given=ints(1, 8), **q, **weight([8, 5]))
M = dict(domain="com.microsoft")
case("q-qlinear-add", [node("QLinearConv", "x,xs,xz,wq,ws,wz,ys,yz", "c"), node("QLinearAdd", "x,xs,xz,c,ys,yz,ys,yz", "y", **M)], [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), **q, **weight([3, 3, 1, 1]))
case("q-qlinear-add-constant", [node("QLinearAdd", "x,xs,xz,k,ks,kz,ys,yz", "y", **M)], [1, 8], kind=I8, out=I8, given=ints(1, 8), k=ints(8), ks=np.float32(0.03), kz=np.int8(7), **q)
case("q-qlinear-average-pool", [node("QLinearAveragePool", "x,xs,xz,ys,yz", "y", kernel_shape=[2, 2], **M)], [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), **q)
case("q-qlinear-global-average-pool", [node("QLinearGlobalAveragePool", "x,xs,xz,ys,yz", "y", **M)], [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), **q)
case("q-qlinear-softmax", [node("QLinearSoftmax", "x,xs,xz,ys,yz", "y", opset=13, axis=-1, **M)], [1, 9], kind=I8, out=I8, given=ints(1, 9), xs=np.float32(0.05), xz=np.int8(2), ys=np.float32(1 / 256), yz=np.int8(-128))
qdq("mul", [node("QuantizeLinear", "d,ys,yz", "e"), node("DequantizeLinear", "e,ys,yz", "f"), node("Mul", "d,f", "r")], [1, 3, 6, 5], out_scale=0.03)
mul = [node("QLinearConv", "x,xs,xz,wq,ws,wz,ys,yz", "c"), node("QLinearMul", "x,xs,xz,c,ys,yz,ys,yz", "y", **M)]
case("q-qlinear-mul", mul, [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), **q, **weight([3, 3, 1, 1]))
gate = [node("QLinearGlobalAveragePool", "x,xs,xz,ys,yz", "g", **M), node("QLinearMul", "g,ys,yz,x,xs,xz,ys,yz", "y", **M)]
case("q-qlinear-mul-gate", gate, [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), **q)
case("q-qlinear-sigmoid", [node("QLinearSigmoid", "x,xs,xz,ys,yz", "y", **M)], [1, 3, 6, 5], kind=I8, out=I8, given=ints(1, 3, 6, 5), **{**q, "ys": np.float32(1 / 256), "yz": np.int8(-128)})
bias = rng.integers(-5000, 5000, 5).astype(np.int32)
case("q-qgemm", [node("QGemm", "x,xs,xz,wq,ws,wz,b,ys,yz", "y", transB=1, **M)], [1, 8], kind=I8, out=I8, given=ints(1, 8), b=bias, **q, **weight([5, 8], True))
case("q-qgemm-plain", [node("QGemm", "x,xs,xz,wq,ws,wz,,ys,yz", "y", **M)], [1, 8], kind=I8, out=I8, given=ints(1, 8), **q, **weight([8, 5]))
