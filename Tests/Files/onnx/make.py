"""Makes cases.npz: small ONNX models, an input for each, and what onnxruntime answers.

    python3 make.py          (needs numpy, onnx 1.23 and onnxruntime 1.32)

Of each case there is NAME.model (bytes), NAME.in and NAME.out; a result of four axes is stored with
its channels last. Models that are to be refused are REFUSED.model alone.
"""
import io
import zipfile

import numpy as np
import onnx
import onnxruntime
from onnx.reference import ReferenceEvaluator
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(1)
arrays = {}


def rand(*shape):
    return rng.uniform(-1, 1, shape).astype(np.float32)


def node(kind, inputs, outputs, domain="", **attributes):
    return helper.make_node(kind, inputs.split(","), outputs.split(","), domain=domain, **attributes)


def model(nodes, weights, shape, opset, kind, outputs, extra_inputs, ir):
    tensors = [numpy_helper.from_array(np.asarray(v), k) for k, v in weights.items()]
    inputs = [helper.make_tensor_value_info("x", kind, shape)]
    inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in tensors if extra_inputs]
    results = [helper.make_tensor_value_info(o, k, None) for o, k in outputs]
    graph = helper.make_graph(nodes, "case", inputs, results, tensors)
    sets = [helper.make_opsetid("", opset), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=sets, ir_version=ir)


def case(name, nodes, shape, opset=13, kind=TensorProto.FLOAT, out=TensorProto.FLOAT, run_shape=None,
         extra_inputs=False, ir=8, given=None, refused=False, reference=False, **weights):
    # `reference`: ONNX's own answers, where its operators say something else than the runtime does.
    m = model(nodes, weights, shape, opset, kind, [("y", out)], extra_inputs, ir)
    data = m.SerializeToString()
    key = ("refused." if refused else "") + name
    arrays[key + ".model"] = np.frombuffer(data, np.uint8)
    if refused:
        return
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = ReferenceEvaluator(m) if reference else onnxruntime.InferenceSession(
        data, options, providers=["CPUExecutionProvider"])
    if given is None:
        given = rand(*(run_shape or shape)) * 3
        if kind == TensorProto.FLOAT16:
            given = given.astype(np.float16)
    try:
        result = session.run(None, {"x": given})[0]
    except Exception as e:
        print(name, e); raise
    arrays[key + ".in"] = given.astype(np.float32)
    if result.ndim == 4 and result.shape[0] == 1:
        result = result.transpose(0, 2, 3, 1)
    arrays[key + ".out"] = np.ascontiguousarray(result).astype(np.float32)


i64 = lambda *v: np.array(v, np.int64)
f32 = lambda *v: np.array(v, np.float32)
scalar = lambda v: np.array(v, np.float32)

# Convolutions.
for pad in ["SAME_UPPER", "SAME_LOWER", "VALID"]:
    case("conv-" + pad.lower(), [node("Conv", "x,w,b", "y", auto_pad=pad, strides=[2, 3])], [1, 3, 9, 8], w=rand(4, 3, 3, 5), b=rand(4))
case("conv-pads", [node("Conv", "x,w", "y", pads=[0, 1, 2, 0], strides=[2, 1])], [1, 3, 9, 8], w=rand(4, 3, 3, 3))
case("conv-notset", [node("Conv", "x,w", "y", auto_pad="NOTSET", pads=[1, 1, 1, 1], kernel_shape=[3, 3], dilations=[1, 1], group=1)], [1, 2, 5, 4], w=rand(4, 2, 3, 3))
case("conv-dilated", [node("Conv", "x,w", "y", pads=[2, 1, 2, 1], dilations=[2, 1])], [1, 3, 9, 8], w=rand(4, 3, 3, 3))
case("conv-depthwise", [node("Conv", "x,w,b", "y", pads=[1, 1, 1, 1], group=4)], [1, 4, 6, 5], w=rand(4, 1, 3, 3), b=rand(4))
case("conv-depthwise-dilated", [node("Conv", "x,w,b", "y", pads=[2, 2, 2, 2], group=4, dilations=[2, 2])], [1, 4, 6, 5], w=rand(4, 1, 3, 3), b=rand(4))
case("conv-multiplier", [node("Conv", "x,w", "y", pads=[1, 1, 1, 1], group=3)], [1, 3, 6, 5], w=rand(6, 1, 3, 3))
case("conv-groups", [node("Conv", "x,w", "y", group=2)], [1, 6, 6, 5], w=rand(4, 3, 3, 3))
case("conv-one-channel", [node("Conv", "x,w", "y", group=1)], [1, 1, 6, 5], w=rand(4, 1, 3, 3))
case("half-conv", [node("Conv", "x,w", "y")], [1, 3, 6, 5], kind=TensorProto.FLOAT16, out=TensorProto.FLOAT16, w=rand(4, 3, 1, 1).astype(np.float16))
case("conv-fp16-weights", [node("Cast", "w", "w32", to=1), node("Conv", "x,w32", "y")], [1, 3, 6, 5], w=rand(4, 3, 1, 1).astype(np.float16))
case("conv-weight-as-input", [node("Conv", "x,w", "y")], [1, 3, 6, 5], extra_inputs=True, ir=3, opset=6, w=rand(4, 3, 3, 3))
for key, batch in [("named", "N"), ("minus", -1)]:
    case("batch-" + key, [node("Conv", "x,w", "y")], [batch, 3, 6, 5], run_shape=[1, 3, 6, 5], w=rand(4, 3, 3, 3))
case("conv-add", [node("Conv", "x,w", "c"), node("Add", "c,b", "y")], [1, 3, 6, 5], w=rand(4, 3, 3, 3), b=rand(1, 4, 1, 1))
case("conv-add-reader", [node("Conv", "x,w", "c"), node("Add", "c,b", "d"), node("Add", "c,d", "y")], [1, 3, 6, 5], w=rand(4, 3, 3, 3), b=rand(1, 4, 1, 1))
case("conv-mul", [node("Conv", "x,w", "c"), node("Mul", "c,b", "d"), node("Div", "d,e", "f"), node("Sub", "f,b", "g"), node("Sub", "b,g", "y")], [1, 3, 6, 5], w=rand(4, 3, 3, 3), b=rand(4, 1, 1), e=rand(1, 4, 1, 1) + 2)
case("pad-conv", [node("Pad", "x,p", "q"), node("Conv", "q,w", "y", strides=[2, 2])], [1, 3, 6, 5], p=i64(0, 0, 0, 1, 0, 0, 1, 1), w=rand(4, 3, 3, 3))
case("pad-conv-old", [node("Pad", "x", "q", pads=[0, 0, 0, 1, 0, 0, 1, 1], mode="constant", value=0.0), node("Conv", "q,w", "y", strides=[2, 2])], [1, 3, 6, 5], opset=10, w=rand(4, 3, 3, 3))
case("pad-empty-value", [node("Pad", "x,p,,a", "q"), node("Conv", "q,w", "y")], [1, 3, 6, 5], opset=18, p=i64(1, 0, 1, 2), a=i64(2, -1), w=rand(4, 3, 3, 3))
case("pad-average", [node("Pad", "x,p", "q"), node("AveragePool", "q", "y", kernel_shape=[3, 3])], [1, 3, 6, 5], p=i64(0, 0, 1, 1, 0, 0, 1, 1))

# Normalisation.
bn = dict(s=rand(3), b=rand(3), m=rand(3), v=rand(3) + 2)
case("batch-norm", [node("BatchNormalization", "x,s,b,m,v", "y", epsilon=1e-3)], [1, 3, 4, 5], **bn)
case("batch-norm-7", [node("BatchNormalization", "x,s,b,m,v", "y", momentum=0.9)], [1, 3, 4, 5], opset=7, ir=4, **bn)
case("batch-norm-15", [node("BatchNormalization", "x,s,b,m,v", "y", training_mode=0)], [1, 3, 4, 5], opset=15, **bn)

# Activations.
case("relu", [node("Relu", "x", "y")], [1, 3, 4, 5])
case("relu-twice", [node("Relu", "x", "r"), node("Add", "r,r", "y")], [1, 3, 4, 5])
case("clip-attributes", [node("Clip", "x", "y", min=0.0, max=2.0)], [1, 3, 4, 5], opset=6, ir=4)
case("clip-minimum", [node("Clip", "x", "y", min=0.5)], [1, 3, 4, 5], opset=6, ir=4)
case("clip-initialisers", [node("Clip", "x,a,b", "y")], [1, 3, 4, 5], a=scalar(-1), b=scalar(1))
case("clip-empty", [node("Clip", "x,,b", "y")], [1, 3, 4, 5], b=scalar(1))
case("clip-constant", [helper.make_node("Constant", [], ["a"], value_float=0.25), node("Clip", "x,a", "y")], [1, 3, 4, 5])
case("min-max", [node("Max", "x,a", "m"), node("Min", "b,m", "y")], [1, 3, 4, 5], a=scalar(0), b=f32(1.5))
case("relu6-written-out", [node("Sub", "a,x", "p"), node("Relu", "p", "q"), node("Sub", "a,q", "r"), node("Relu", "r", "y")], [1, 3, 4, 5], a=scalar(6), given=rand(1, 3, 4, 5) * 9)
case("hard-swish", [node("HardSwish", "x", "y")], [1, 3, 4, 5], opset=14, given=rand(1, 3, 4, 5) * 6)
case("hard-sigmoid", [node("HardSigmoid", "x", "y")], [1, 3, 4, 5], given=rand(1, 3, 4, 5) * 6)
case("hard-sigmoid-alpha", [node("HardSigmoid", "x", "y", alpha=1 / 6, beta=0.5)], [1, 3, 4, 5], given=rand(1, 3, 4, 5) * 6)
case("hard-sigmoid-any", [node("HardSigmoid", "x", "y", alpha=0.3, beta=0.4)], [1, 3, 4, 5], given=rand(1, 3, 4, 5) * 6)
case("hard-swish-clip-div", [node("Add", "x,t", "a"), node("Clip", "a,z,s", "c"), node("Mul", "x,c", "m"), node("Div", "m,s", "y")], [1, 3, 4, 5], t=scalar(3), z=scalar(0), s=scalar(6), given=rand(1, 3, 4, 5) * 6)
case("hard-swish-div-first", [node("Add", "t,x", "a"), node("Clip", "a,z,s", "c"), node("Div", "c,s", "d"), node("Mul", "d,x", "y")], [1, 3, 4, 5], t=scalar(3), z=scalar(0), s=scalar(6), given=rand(1, 3, 4, 5) * 6)
case("hard-swish-mul-sixth", [node("Add", "x,t", "a"), node("Relu", "a", "b"), node("Min", "b,s", "c"), node("Mul", "c,e", "d"), node("Mul", "x,d", "y")], [1, 3, 4, 5], t=f32(3), s=f32(6), e=f32(1 / 6), given=rand(1, 3, 4, 5) * 6)
case("hard-swish-sigmoid", [node("HardSigmoid", "x", "a", alpha=1 / 6), node("Mul", "x,a", "y")], [1, 3, 4, 5], given=rand(1, 3, 4, 5) * 6)
case("hard-swish-behind-relu", [node("Relu", "x", "r"), node("Add", "r,t", "a"), node("Clip", "a,z,s", "c"), node("Div", "c,s", "d"), node("Mul", "d,r", "y")], [1, 3, 4, 5], t=scalar(3), z=scalar(0), s=scalar(6), given=rand(1, 3, 4, 5) * 6)
case("sigmoid", [node("Sigmoid", "x", "y")], [1, 3, 4, 5])
case("neg", [node("Neg", "x", "y")], [1, 3, 4, 5])
case("softmax-11", [node("Softmax", "x", "y", axis=1)], [1, 7], opset=11)
case("softmax-11-map", [node("Softmax", "x", "y")], [1, 7, 1, 1], opset=11)
case("softmax-13", [node("Softmax", "x", "y")], [1, 7])
case("softmax-13-channels", [node("Softmax", "x", "y", axis=1)], [1, 7, 2, 3])

# Pools and means.
case("average-pool", [node("AveragePool", "x", "y", kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])], [1, 3, 7, 6])
case("average-pool-counted", [node("AveragePool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)], [1, 3, 7, 6])
case("average-pool-ceil", [node("AveragePool", "x", "y", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)], [1, 3, 7, 5], opset=19)
case("average-pool-same", [node("AveragePool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], auto_pad="SAME_UPPER")], [1, 3, 7, 6])
case("max-pool", [node("MaxPool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])], [1, 3, 7, 6])
case("max-pool-ceil", [node("MaxPool", "x", "y", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)], [1, 3, 8, 6])
case("max-pool-1-ceil", [node("MaxPool", "x", "y", kernel_shape=[1, 1], strides=[2, 2], ceil_mode=1)], [1, 3, 8, 6])
case("global-average", [node("GlobalAveragePool", "x", "y")], [1, 3, 7, 6])
case("mean-attribute", [node("ReduceMean", "x", "y", axes=[2, 3], keepdims=0)], [1, 3, 7, 6])
case("mean-input", [node("ReduceMean", "x,a", "y", keepdims=1)], [1, 3, 7, 6], opset=18, a=i64(-1, -2))
case("mean-height", [node("ReduceMean", "x", "y", axes=[2])], [1, 3, 7, 6])
case("mean-nhwc", [node("Transpose", "x", "t", perm=[0, 2, 3, 1]), node("ReduceMean", "t", "m", axes=[1, 2], keepdims=0), node("MatMul", "m,w", "y")], [1, 3, 7, 6], w=rand(3, 5))

# Matrices.
case("gemm", [node("Gemm", "x,w,b", "y", alpha=0.5, beta=2.0)], [1, 6], w=rand(6, 5), b=rand(5))
case("gemm-transposed", [node("Gemm", "x,w,b", "y", transB=1)], [1, 6], w=rand(5, 6), b=rand(1, 5))
case("gemm-one-summand", [node("Gemm", "x,w,b", "y", transB=1)], [1, 6], w=rand(5, 6), b=rand(1))
case("gemm-no-bias", [node("Gemm", "x,w", "y")], [1, 6], w=rand(6, 5))
case("matmul-add", [node("MatMul", "x,w", "m"), node("Add", "b,m", "y")], [1, 6], w=rand(6, 5), b=rand(5))
case("flatten-gemm", [node("Conv", "x,k", "c"), node("Flatten", "c", "f"), node("Gemm", "f,w,b", "y")], [1, 2, 5, 4], k=rand(3, 2, 2, 2), w=rand(36, 5), b=rand(5))
case("nhwc-flatten-matmul", [node("Conv", "x,k", "c"), node("Transpose", "c", "t", perm=[0, 2, 3, 1]), node("Reshape", "t,s", "f"), node("MatMul", "f,w", "y")], [1, 2, 5, 4], k=rand(3, 2, 2, 2), w=rand(36, 5), s=i64(-1, 36))
case("matmul-pixels", [node("Conv", "x,k", "c"), node("Transpose", "c", "t", perm=[0, 2, 3, 1]), node("MatMul", "t,w", "m"), node("Transpose", "m", "y", perm=[0, 3, 1, 2])], [1, 2, 5, 4], k=rand(3, 2, 2, 2), w=rand(3, 5))

# Shapes.
case("nhwc-input", [node("Transpose", "x", "t", perm=[0, 3, 1, 2]), node("Conv", "t,w", "y")], [1, 6, 5, 3], w=rand(4, 3, 3, 3))
case("nhwc-scaled-input", [node("Mul", "x,a", "m"), node("Sub", "m,b", "s"), node("Transpose", "s", "t", perm=[0, 3, 1, 2]), node("Conv", "t,w", "y")], [1, 6, 5, 3], a=scalar(0.5), b=rand(3), w=rand(4, 3, 3, 3))
case("vector-input", [node("Reshape", "x,s", "t"), node("Conv", "t,w", "y")], [1, 60], s=i64(-1, 2, 6, 5), w=rand(4, 2, 3, 3))
case("paddle-shape", [node("GlobalAveragePool", "x", "g"), node("Shape", "g", "s"), node("Cast", "s", "s32", to=6), node("Slice", "s32,z,o,z,o", "n"), node("Cast", "n", "n64", to=7), node("Concat", "n64,c", "t", axis=-1), node("Reshape", "g,t", "y")], [1, 3, 4, 5], z=i64(0), o=i64(1), c=i64(3))
case("torch-view", [node("GlobalAveragePool", "x", "g"), node("Shape", "g", "s"), helper.make_node("Constant", [], ["z"], value=numpy_helper.from_array(np.array(0, np.int64))), node("Gather", "s,z", "n", axis=0), node("Unsqueeze", "n", "u", axes=[0]), node("Unsqueeze", "z", "m", axes=[0]), node("Sub", "m,one", "minus"), node("Concat", "u,minus", "t", axis=0), node("Reshape", "g,t", "f"), node("Gemm", "f,w", "y")], [1, 3, 4, 5], opset=11, one=i64(1), w=rand(3, 2))
case("tf2onnx-shape", [node("ReduceMean", "x", "g", axes=[2, 3], keepdims=0), node("Squeeze", "h,ax", "hs"), node("Slice", "sh,z,o", "n"), node("ConstantOfShape", "o", "k", value=helper.make_tensor("v", TensorProto.INT64, [1], [-1])), node("Concat", "k,hs", "t", axis=0), node("Reshape", "g,t", "r"), node("Unsqueeze", "r,un", "u"), node("Squeeze", "u,un", "y")], [1, 3, 4, 5], h=i64(1, 3).reshape(1, 2)[:, 1:], sh=i64(1, 2), z=i64(0), o=i64(1), ax=i64(0), un=i64(1, 2))
case("dropout-identity", [node("Dropout", "x", "d"), node("Identity", "d", "i"), node("Relu", "i", "y")], [1, 3, 4, 5])
case("out-of-order", [node("Relu", "a", "y"), node("Neg", "x", "a")][::-1], [1, 3, 4, 5])
case("squeeze-excite", [node("Conv", "x,w", "c"), node("GlobalAveragePool", "c", "g"), node("Conv", "g,a", "s"), node("Relu", "s", "r"), node("Conv", "r,b", "e"), node("HardSigmoid", "e", "h", alpha=0.2), node("Mul", "h,c", "y")], [1, 3, 6, 5], w=rand(4, 3, 3, 3), a=rand(2, 4, 1, 1), b=rand(4, 2, 1, 1))
case("unused-refused", [node("Relu", "x", "y"), node("Resize", "x,,s", "z", mode="nearest")], [1, 3, 4, 5], s=f32(1, 1, 2, 2))

case("conv-expanded-bias", [node("Shape", "x", "s", start=1, end=2), node("CastLike", "o,x", "l"), node("Mul", "b,l", "c"), node("Expand", "c,s", "e"), node("Conv", "x,w,e", "y")], [1, 3, 6, 5], opset=15, w=rand(3, 3, 3, 3), b=f32(0.25), o=i64(1))
for part in ["make_quantized.py", "make_heads.py"]:
    exec(open(__file__.replace("make.py", part)).read())

# Refused.
r = dict(refused=True)
case("conv-3d", [node("Conv", "x,w", "y")], [1, 3, 9, 9, 9], w=rand(4, 3, 3, 3, 3), **r)
case("conv-computed-weight", [node("Conv", "x,x", "y")], [1, 3, 3, 3], **r)
case("conv-channels", [node("Conv", "x,w", "y")], [1, 3, 9, 9], w=rand(4, 5, 3, 3), **r)
case("conv-missing-weight", [node("Conv", "x", "y")], [1, 3, 9, 9], **r)
case("conv-too-small", [node("Conv", "x,w", "y")], [1, 3, 2, 2], w=rand(4, 3, 3, 3), **r)
case("conv-negative-pads", [node("Conv", "x,w", "y", pads=[-1, 0, 0, 0])], [1, 3, 9, 9], w=rand(4, 3, 3, 3), **r)
case("batch-norm-training", [node("BatchNormalization", "x,s,b,m,v", "y", training_mode=1)], [1, 3, 4, 5], opset=15, **bn, **r)
case("many", [node("Resize", "x,,s", "a", mode="cubic"), node("LeakyRelu", "a", "b"), node("Relu", "x", "c"), node("Max", "c,b", "d"), node("Tanh", "c", "e"), node("Sub", "d,e", "y")], [1, 3, 4, 5], s=f32(1, 1, 2, 2), **r)
case("dangling", [node("Relu", "q", "y")], [1, 3, 4, 5], **r)
case("dangling-output", [node("Relu", "x", "z")], [1, 3, 4, 5], **r)
case("cycle", [node("Add", "x,b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y")], [1, 3, 4, 5], **r)
case("duplicate", [node("Relu", "x", "y"), node("Neg", "x", "y")], [1, 3, 4, 5], **r)
case("huge", [node("Relu", "x", "y")], [1, 1 << 20, 1 << 20, 1 << 20], **r)
case("huge-constant", [node("ConstantOfShape", "s", "c"), node("Add", "x,c", "y")], [1, 3, 4, 5], s=i64(1 << 20, 1 << 20, 1 << 20), **r)
case("open-size", [node("Relu", "x", "y")], [1, 3, "H", "W"], **r)
case("pad-reflect", [node("Pad", "x,p", "q", mode="reflect"), node("Conv", "q,w", "y")], [1, 3, 6, 5], p=i64(0, 0, 1, 1, 0, 0, 1, 1), w=rand(4, 3, 3, 3), **r)
case("batch-4", [node("Conv", "x,w", "y")], [4, 3, 4, 5], w=rand(2, 3, 1, 1), **r)
case("resize-antialias", [node("Resize", "x,,s", "y", mode="linear", antialias=1)], [1, 3, 4, 5], opset=18, s=f32(1, 1, 2, 2), **r)
case("resize-extrapolates", [node("Resize", "x,g,,s", "y", mode="linear", coordinate_transformation_mode="tf_crop_and_resize")], [1, 3, 4, 5], g=f32(0, 0, 0, 0, 1, 1, 1.5, 1), s=i64(1, 3, 3, 3), **r)
case("resize-channels", [node("Resize", "x,,s", "y")], [1, 3, 4, 5], s=f32(1, 2, 2, 2), **r)
case("div-maps", [node("Relu", "x", "r"), node("Div", "x,r", "y")], [1, 3, 4, 5], **r)
case("concat-shapes", [node("MaxPool", "x", "p", kernel_shape=[2, 2]), node("Concat", "x,p", "y", axis=1)], [1, 3, 4, 5], **r)
case("concat-nothing", [node("Concat", "x,,x", "y", axis=1)], [1, 3, 4, 5], **r)
case("split-sizes", [node("Split", "x,s", "y,z", axis=1)], [1, 3, 4, 5], s=i64(1, 3), **r)
case("slice-empty", [node("Slice", "x,s,s", "y")], [1, 3, 4, 5], s=i64(0, 1), **r)
case("gather-outside", [node("Gather", "x,i", "y", axis=1)], [1, 3, 4, 5], i=i64(3), **r)
case("max-pool-between-taps", [node("MaxPool", "x", "y", kernel_shape=[2, 2], dilations=[2, 2], pads=[1, 1, 1, 1])], [1, 3, 1, 5], **r)
case("matmul-3d", [node("MatMul", "x,w", "y")], [2, 3, 4], w=rand(2, 4, 3), **r)
case("integers-added", [node("Add", "x,x", "y")], [1, 3, 4, 5], kind=TensorProto.INT8, out=TensorProto.INT8, **r)
case("swish", [node("Sigmoid", "x", "s"), node("Mul", "x,s", "y")], [1, 3, 4, 5])
exec(open(__file__.replace("make.py", "make_dilated.py")).read())

# Numbers that have no opposite.
least, w = -1 << 63, np.zeros((3, 3, 2, 2), "f4")
for name, nodes, inputs in [
    ("pad", [node("Pad", "x,p", "y")], dict(p=i64(0, 0, least, 0, 0, 0, 0, 0))),
    ("reshape", [node("Reshape", "x,s", "y")], dict(s=i64(least, 3))),
    ("gather", [node("Gather", "x,i", "y", axis=1)], dict(i=i64(least))),
    ("split", [node("Split", "x,s", "y,z", axis=1)], dict(s=i64(least, 3))),
    ("squeeze", [node("Squeeze", "x,a", "y")], dict(a=i64(least))),
    ("transpose", [node("Transpose", "x", "y", perm=[least, 1, 2, 3])], {}),
    ("flatten", [node("Flatten", "x", "y", axis=least)], {}),
    ("softmax", [node("Softmax", "x", "y", axis=least)], {}),
    ("concat", [node("Concat", "x,x", "y", axis=least)], {}),
    *((f"conv-{a}", [node("Conv", "x,w", "y", **{a: [least] * (4 if a == "pads" else 2)})], dict(w=w))
      for a in ["pads", "strides", "dilations", "kernel_shape"]),
    ("resize", [node("Resize", "x,,,s", "y")], dict(s=i64(1, 3, least, least))),
]:
    case(f"least-{name}", nodes, [1, 3, 4, 5], **inputs, **r)

# Half pixels as TensorFlow has them for the nearest one.
for nearest in ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]:
    for key, size in [("up", (7, 10)), ("down", (3, 2))]:
        case(f"resize-tf_half_pixel_for_nn-{nearest}-{key}", [node("Resize", "x,r,e,s", "y", nearest_mode=nearest, coordinate_transformation_mode="tf_half_pixel_for_nn")], [1, 2, 4, 5], opset=12, r=f32(), e=f32(), s=i64(1, 2, *size))

# A function in front of a resize stays there.
case("resize-after-relu", [node("Relu", "x", "c"), node("Resize", "c,r,e,s", "y")], [1, 2, 4, 5], opset=12, r=f32(), e=f32(), s=i64(1, 2, 8, 10))

with zipfile.ZipFile(__file__.replace("make.py", "cases.npz"), "w", zipfile.ZIP_DEFLATED) as archive:
    for name, array in arrays.items():
        data = io.BytesIO()
        np.lib.format.write_array(data, array, version=(1, 0))
        info = zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data.getvalue())
