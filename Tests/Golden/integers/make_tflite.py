"""Writes tflite.mnir: small integer graphs, and what LiteRT's reference kernels answer.

    python3 make_tflite.py > tflite.mnir      (needs numpy and ai-edge-litert)

Each graph is one op with random numbers. Nothing here is made of mncc: the graph in its text form and
the .tflite file are written side by side from the same numbers.
"""

import numpy as np
from ai_edge_litert import schema_py_generated as tfl
from ai_edge_litert.interpreter import Interpreter, OpResolverType
import flatbuffers

rng = np.random.default_rng(20261126)
TYPES = {"f32": tfl.TensorType.FLOAT32, "i8": tfl.TensorType.INT8, "u8": tfl.TensorType.UINT8,
         "i32": tfl.TensorType.INT32}
OPS = tfl.BuiltinOperator


class File:
    """A .tflite of one op."""

    def __init__(self):
        self.tensors, self.buffers = [], [tfl.BufferT()]

    def tensor(self, kind, shape, scales=None, zero=0, axis=0, data=None):
        t = tfl.TensorT()
        t.name, t.shape, t.type = f"t{len(self.tensors)}", list(shape), TYPES[kind]
        t.buffer = 0
        if data is not None:
            b = tfl.BufferT()
            b.data = np.frombuffer(np.ascontiguousarray(data).tobytes(), np.uint8)
            self.buffers.append(b)
            t.buffer = len(self.buffers) - 1
        if scales is not None:
            q = tfl.QuantizationParametersT()
            q.scale = [float(s) for s in scales]
            q.zeroPoint = [zero] * len(q.scale)
            q.quantizedDimension = axis
            t.quantization = q
        self.tensors.append(t)
        return len(self.tensors) - 1

    def answer(self, code, options, kind, inputs, outputs, fed, version):
        o = tfl.OperatorT()
        o.opcodeIndex, o.inputs, o.outputs = 0, inputs, outputs
        if options is not None:
            o.builtinOptionsType, o.builtinOptions = kind, options
        c = tfl.OperatorCodeT()
        c.builtinCode, c.version, c.deprecatedBuiltinCode = code, version, min(code, 127)
        g = tfl.SubGraphT()
        g.tensors, g.operators = self.tensors, [o]
        g.inputs, g.outputs = sorted(fed), outputs
        m = tfl.ModelT()
        m.version, m.operatorCodes, m.subgraphs, m.buffers = 3, [c], [g], self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(m.Pack(builder), b"TFL3")
        runner = Interpreter(model_content=bytes(builder.Output()),
                             experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
        runner.allocate_tensors()
        for index, array in fed.items():
            runner.set_tensor(index, array)
        runner.invoke()
        return runner.get_tensor(outputs[0])


def number(x):
    return str(np.float32(x))


def kind_of(unsigned):
    return ("u8", np.uint8, 128) if unsigned else ("i8", np.int8, 0)


def elements(shape, unsigned=False):
    """Random integers in the file's own type; often at the ends."""
    low, high = (0, 255) if unsigned else (-128, 127)
    x = rng.integers(low, high + 1, shape)
    ends = rng.random(shape) < 0.1
    return np.where(ends, np.where(rng.random(shape) < 0.5, low, high), x).astype(
        np.uint8 if unsigned else np.int8)


def zero_point():
    return int(rng.choice([-128, 127, 0, int(rng.integers(-128, 128)), int(rng.integers(-30, 30))]))


def hexed(array):
    return '"' + np.ascontiguousarray(array).tobytes().hex() + '"'


def signed(array, unsigned):
    return (array.astype(np.int16) - 128).astype(np.int8) if unsigned else array


def emit(name, weights, operands, op, attributes, result, inputs, output):
    """A graph in its text form; below it, as comments, what goes in and what comes out."""
    print(f'graph "{name}" {{')
    for line in weights:
        print("  weight " + line)
    for i, kind in enumerate(operands):
        print(f"  input %x{i} : {kind}")
    names = ", ".join(f"%x{i}" for i in range(len(operands)))
    text = ", ".join(f"{k} = {v}" for k, v in attributes.items() if v is not None)
    print(f"  %y = {op} {names}" + (f" {{{text}}}" if text else "") + f" : {result}")
    print("  output %y")
    print("}")
    for array in inputs:
        print("// in " + array.tobytes().hex())
    print("// out " + np.ascontiguousarray(output).tobytes().hex())
    print()


def map_type(shape, scale, zero):
    return f"i8[{'x'.join(map(str, shape))}]({number(scale)}, {zero})"


def requantization(scale, zero, rounding="double"):
    return f"{rounding}({number(scale)}, {zero})"


ACTIVATIONS = {tfl.ActivationFunctionType.NONE: None, tfl.ActivationFunctionType.RELU: "relu",
               tfl.ActivationFunctionType.RELU6: "relu6",
               tfl.ActivationFunctionType.RELU_N1_TO_1: "clamp(-1.0, 1.0)"}


def activation():
    choice = int(rng.choice(list(ACTIVATIONS)))
    return choice, ACTIVATIONS[choice]


def same_padding(extent, kernel, stride):
    total = max(0, (-(-extent // stride) - 1) * stride + kernel - extent)
    return total // 2, total - total // 2


def window(height, width, kh, kw, sh, sw, is_same):
    """Padding in the text form, and the size of the result."""
    if not is_same:
        return None, (height - kh) // sh + 1, (width - kw) // sw + 1
    (top, bottom), (left, right) = same_padding(height, kh, sh), same_padding(width, kw, sw)
    return (f"[{top}, {left}, {bottom}, {right}]", -(-height // sh), -(-width // sw))


def scales_for(count, s_in, s_out, depth, spread):
    """Scales of a weight whose results neither vanish nor all saturate, and some that do."""
    base = s_out / s_in * 128 / (74 * 40 * np.sqrt(depth))
    s = base * 2 ** rng.uniform(-1, 1, count)
    if spread:
        s = np.where(rng.random(count) < 0.25, base * 2 ** rng.uniform(-45, -8, count), s)
        s = np.where(rng.random(count) < 0.1, s_out / s_in * 2 ** rng.uniform(-4, 1, count), s)
    return s.astype(np.float32)


def convolution(depthwise, unsigned, number_of):
    kh, kw = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    if rng.random() < 0.4:
        kw = kh
    sh, sw = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    if depthwise and not rng.random() < 0.2:
        sw = sh
    height, width = int(rng.integers(kh, kh + 6)), int(rng.integers(kw, kw + 6))
    inputs = int(rng.integers(1, 20))
    outputs = inputs if depthwise else int(rng.integers(1, 35))
    is_same = rng.random() < 0.6
    s_in, s_out = (np.float32(2 ** rng.uniform(-8, 2)) for _ in range(2))
    z_in, z_out = zero_point(), zero_point()
    depth = kh * kw * (1 if depthwise else inputs)
    count = 1 if unsigned or rng.random() < 0.2 else outputs
    scales = scales_for(count, s_in, s_out, depth, count > 1 or rng.random() < 0.1)
    z_w = int(rng.choice([-128, 127, 0, int(rng.integers(-128, 128))])) if unsigned else 0
    tflite_shape = (1, kh, kw, outputs) if depthwise else (outputs, kh, kw, inputs)
    w = elements(tflite_shape, unsigned)
    bias = rng.integers(-2000 * depth, 2000 * depth + 1, outputs).astype(np.int32)
    x = elements((1, height, width, inputs), unsigned)
    code, function = activation()
    padding, oh, ow = window(height, width, kh, kw, sh, sw, is_same)

    kind, _, more = kind_of(unsigned)
    f = File()
    a = f.tensor(kind, x.shape, [s_in], z_in + more)
    b = f.tensor(kind, w.shape, scales, z_w + more, 3 if depthwise else 0, w)
    c = f.tensor("i32", bias.shape, [np.float32(s_in * s) for s in scales], 0, 0, bias)
    d = f.tensor(kind, (1, oh, ow, outputs), [s_out], z_out + more)
    o = tfl.DepthwiseConv2DOptionsT() if depthwise else tfl.Conv2DOptionsT()
    o.padding = tfl.Padding.SAME if is_same else tfl.Padding.VALID
    o.strideH, o.strideW, o.fusedActivationFunction = sh, sw, code
    o.dilationHFactor = o.dilationWFactor = 1
    if depthwise:
        o.depthMultiplier = 1
    y = f.answer(OPS.DEPTHWISE_CONV_2D if depthwise else OPS.CONV_2D, o,
                 tfl.BuiltinOptions.DepthwiseConv2DOptions if depthwise
                 else tfl.BuiltinOptions.Conv2DOptions, [a, b, c], [d], {a: x}, 1 if unsigned else 3)
    shape = "x".join(map(str, tflite_shape[1:] if depthwise else tflite_shape))
    # The kernels on int8 have a factor for each channel, made of doubles, even where there is one scale.
    named = scales if unsigned or count > 1 else np.repeat(scales, outputs)
    emit(f"{'depthwise' if depthwise else 'conv'}{' unsigned' if unsigned else ''} {number_of}",
         [f"@w : i8[{shape}]([{', '.join(map(number, named))}], {z_w}) = hex "
          + hexed(signed(w, unsigned)), f"@b : i32[{outputs}] = hex {hexed(bias)}"],
         [map_type(x.shape[1:], s_in, z_in)], "depthwise_conv2d" if depthwise else "conv2d",
         {"weight": "@w", "bias": "@b",
          "stride": f"[{sh}, {sw}]" if (sh, sw) != (1, 1) else None,
          "padding": padding if padding != "[0, 0, 0, 0]" else None, "activation": function,
          "output": requantization(s_out, z_out)},
         map_type((oh, ow, outputs), s_out, z_out), [signed(x, unsigned)], signed(y, unsigned))


def fully_connected(unsigned, number_of):
    inputs, outputs = int(rng.integers(1, 70)), int(rng.integers(1, 40))
    s_in, s_out = (np.float32(2 ** rng.uniform(-8, 2)) for _ in range(2))
    z_in, z_out = zero_point(), zero_point()
    scales = scales_for(1, s_in, s_out, inputs, False)
    z_w = zero_point() if unsigned else 0
    w, x = elements((outputs, inputs), unsigned), elements((1, inputs), unsigned)
    bias = rng.integers(-9000, 9000, outputs).astype(np.int32)
    code, function = activation()
    kind, _, more = kind_of(unsigned)
    f = File()
    a = f.tensor(kind, x.shape, [s_in], z_in + more)
    b = f.tensor(kind, w.shape, scales, z_w + more, 0, w)
    c = f.tensor("i32", bias.shape, [np.float32(s_in * scales[0])], 0, 0, bias)
    d = f.tensor(kind, (1, outputs), [s_out], z_out + more)
    o = tfl.FullyConnectedOptionsT()
    o.fusedActivationFunction = code
    y = f.answer(OPS.FULLY_CONNECTED, o, tfl.BuiltinOptions.FullyConnectedOptions, [a, b, c], [d],
                 {a: x}, 1 if unsigned else 4)
    emit(f"fully connected{' unsigned' if unsigned else ''} {number_of}",
         [f"@w : i8[{outputs}x{inputs}]([{number(scales[0])}], {z_w}) = hex "
          + hexed(signed(w, unsigned)), f"@b : i32[{outputs}] = hex {hexed(bias)}"],
         [map_type((1, 1, inputs), s_in, z_in)], "fully_connected",
         {"weight": "@w", "bias": "@b", "activation": function,
          "output": requantization(s_out, z_out)},
         map_type((1, 1, outputs), s_out, z_out), [signed(x, unsigned)], signed(y, unsigned))


def add(unsigned, number_of):
    s1, s2 = (np.float32(2 ** rng.uniform(-9, 2)) for _ in range(2))
    if rng.random() < 0.3:
        s2 = np.float32(s1 * 2 ** rng.uniform(-25, 25))
    s_out = np.float32(max(s1, s2) * 2 ** rng.uniform(-3, 2))
    z1, z2, z_out = zero_point(), zero_point(), zero_point()
    x, y = elements((1, 8, 8, 8), unsigned), elements((1, 8, 8, 8), unsigned)
    kind, _, more = kind_of(unsigned)
    f = File()
    a, b = f.tensor(kind, x.shape, [s1], z1 + more), f.tensor(kind, y.shape, [s2], z2 + more)
    d = f.tensor(kind, x.shape, [s_out], z_out + more)
    r = f.answer(OPS.ADD, tfl.AddOptionsT(), tfl.BuiltinOptions.AddOptions, [a, b], [d],
                 {a: x, b: y}, 1 if unsigned else 2)
    emit(f"add{' unsigned' if unsigned else ''} {number_of}", [],
         [map_type((8, 8, 8), s1, z1), map_type((8, 8, 8), s2, z2)], "add",
         {"output": requantization(s_out, z_out)}, map_type((8, 8, 8), s_out, z_out),
         [signed(x, unsigned), signed(y, unsigned)], signed(r, unsigned))


def multiply(unsigned, number_of):
    s1, s2 = (np.float32(2 ** rng.uniform(-9, 2)) for _ in range(2))
    s_out = np.float32(s1 * s2 * 2 ** rng.uniform(0, 9))
    z1, z2, z_out = zero_point(), zero_point(), zero_point()
    x, y = elements((1, 9, 5, 10), unsigned), elements((1, 1, 1, 10), unsigned)
    kind, _, more = kind_of(unsigned)
    f = File()
    a, b = f.tensor(kind, x.shape, [s1], z1 + more), f.tensor(kind, y.shape, [s2], z2 + more)
    d = f.tensor(kind, x.shape, [s_out], z_out + more)
    r = f.answer(OPS.MUL, tfl.MulOptionsT(), tfl.BuiltinOptions.MulOptions, [a, b], [d],
                 {a: x, b: y}, 1 if unsigned else 2)
    emit(f"mul{' unsigned' if unsigned else ''} {number_of}", [],
         [map_type((9, 5, 10), s1, z1), map_type((1, 1, 10), s2, z2)], "channel_scale",
         {"output": requantization(s_out, z_out)}, map_type((9, 5, 10), s_out, z_out),
         [signed(x, unsigned), signed(y, unsigned)], signed(r, unsigned))


def pool(is_max, unsigned, number_of):
    kh, kw, sh, sw = (int(rng.integers(1, 5)) for _ in range(4))
    height, width = int(rng.integers(kh, kh + 6)), int(rng.integers(kw, kw + 6))
    is_same = rng.random() < 0.5
    s, z = np.float32(2 ** rng.uniform(-8, 2)), zero_point()
    x = elements((1, height, width, 5), unsigned)
    padding, oh, ow = window(height, width, kh, kw, sh, sw, is_same)
    kind, _, more = kind_of(unsigned)
    f = File()
    a = f.tensor(kind, x.shape, [s], z + more)
    d = f.tensor(kind, (1, oh, ow, 5), [s], z + more)
    o = tfl.Pool2DOptionsT()
    o.padding = tfl.Padding.SAME if is_same else tfl.Padding.VALID
    o.strideH, o.strideW, o.filterHeight, o.filterWidth = sh, sw, kh, kw
    r = f.answer(OPS.MAX_POOL_2D if is_max else OPS.AVERAGE_POOL_2D, o,
                 tfl.BuiltinOptions.Pool2DOptions, [a], [d], {a: x}, 1 if unsigned else 2)
    attributes = {"kernel": f"[{kh}, {kw}]" if (kh, kw) != (1, 1) else None,
                  "stride": f"[{sh}, {sw}]" if (sh, sw) != (1, 1) else None,
                  "padding": padding if padding != "[0, 0, 0, 0]" else None}
    if unsigned and not is_max:
        attributes["output"] = requantization(s, z, "single")
    emit(f"{'max' if is_max else 'average'} pool{' unsigned' if unsigned else ''} {number_of}", [],
         [map_type(x.shape[1:], s, z)], "max_pool2d" if is_max else "average_pool2d", attributes,
         map_type((oh, ow, 5), s, z), [signed(x, unsigned)], signed(r, unsigned))


def mean(unsigned, number_of):
    height, width = int(rng.integers(1, 12)), int(rng.integers(1, 12))
    s = np.float32(2 ** rng.uniform(-8, 2))
    s_out = s if rng.random() < 0.2 else np.float32(s * 2 ** rng.uniform(-6, 4))
    z, z_out = zero_point(), zero_point()
    x = elements((1, height, width, 9), unsigned)
    if rng.random() < 0.5:
        x = (x.astype(np.int16) // 8 + (x.astype(np.int16)[:, :1, :1] // 2)).clip(
            0 if unsigned else -128, 255 if unsigned else 127).astype(x.dtype)
    kind, _, more = kind_of(unsigned)
    f = File()
    a = f.tensor(kind, x.shape, [s], z + more)
    b = f.tensor("i32", (2,), data=np.array([1, 2], np.int32))
    d = f.tensor(kind, (1, 1, 1, 9), [s_out], z_out + more)
    o = tfl.ReducerOptionsT()
    o.keepDims = True
    r = f.answer(OPS.MEAN, o, tfl.BuiltinOptions.ReducerOptions, [a, b], [d], {a: x}, 2)
    emit(f"mean{' unsigned' if unsigned else ''} {number_of}", [],
         [map_type(x.shape[1:], s, z)], "global_average_pool",
         {"output": requantization(s_out, z_out)}, map_type((1, 1, 9), s_out, z_out),
         [signed(x, unsigned)], signed(r, unsigned))


def table(name, code, function, options, kind, number_of, s, z, s_out, z_out, version=2):
    x = np.arange(-128, 128).astype(np.int8).reshape(1, 16, 16, 1)
    f = File()
    a, d = f.tensor("i8", x.shape, [s], z), f.tensor("i8", x.shape, [s_out], z_out)
    r = f.answer(code, options, kind, [a], [d], {a: x}, version)
    emit(f"{name} {number_of}", [], [map_type((16, 16, 1), s, z)], "activation",
         {"function": function, "output": requantization(s_out, z_out)},
         map_type((16, 16, 1), s_out, z_out), [x], r)


def softmax(number_of):
    channels = int(rng.choice([1, 2, 5, 10, 100]))
    s, z = np.float32(2 ** rng.uniform(-8, 0)), zero_point()
    beta = np.float32(rng.choice([1, 1, 0.5, 2.5]))
    x = elements((1, 4, 1, channels))
    if rng.random() < 0.5:
        x = (x // 16).astype(np.int8)
    f = File()
    a, d = f.tensor("i8", x.shape, [s], z), f.tensor("i8", x.shape, [1 / 256], -128)
    o = tfl.SoftmaxOptionsT()
    o.beta = float(beta)
    r = f.answer(OPS.SOFTMAX, o, tfl.BuiltinOptions.SoftmaxOptions, [a], [d], {a: x}, 2)
    emit(f"softmax {number_of}", [], [map_type((4, 1, channels), s, z)], "softmax",
         {"beta": number(beta) if beta != 1 else None, "output": requantization(1 / 256, -128)},
         map_type((4, 1, channels), 1 / 256, -128), [x], r)


def quantize(number_of):
    s, z = np.float32(2 ** rng.uniform(-8, 2)), zero_point()
    x = (rng.uniform(-300, 300, (1, 8, 8, 2)) * s).astype(np.float32)
    # Halves, and what lies just beside them.
    halves = ((np.arange(-32, 32).reshape(1, 8, 8, 1) + 0.5).astype(np.float32) * s)
    x = np.concatenate([x, halves, np.nextafter(halves, np.float32(np.inf))], 3)
    f = File()
    a, d = f.tensor("f32", x.shape), f.tensor("i8", x.shape, [s], z)
    r = f.answer(OPS.QUANTIZE, tfl.QuantizeOptionsT(), tfl.BuiltinOptions.QuantizeOptions, [a], [d],
                 {a: x}, 1)
    emit(f"quantize {number_of}", [], ["f32[8x8x4]"], "quantize",
         {"output": requantization(s, z)}, map_type((8, 8, 4), s, z), [x], r)


def dequantize(number_of):
    s, z = np.float32(2 ** rng.uniform(-8, 2)), zero_point()
    x = np.arange(-128, 128).astype(np.int8).reshape(1, 16, 16, 1)
    f = File()
    a, d = f.tensor("i8", x.shape, [s], z), f.tensor("f32", x.shape)
    r = f.answer(OPS.DEQUANTIZE, tfl.DequantizeOptionsT(), tfl.BuiltinOptions.DequantizeOptions, [a],
                 [d], {a: x}, 2)
    emit(f"dequantize {number_of}", [], [map_type((16, 16, 1), s, z)], "dequantize", {},
         "f32[16x16x1]", [x], r)


print("// Written by make_tflite.py: graphs of one op, and what LiteRT's reference kernels answer.\n")
for i in range(24):
    convolution(False, i % 3 == 2, i)
    convolution(True, i % 3 == 2, i)
for i in range(12):
    fully_connected(i % 3 == 2, i)
    add(i % 3 == 2, i)
    multiply(i % 3 == 2, i)
    pool(False, i % 3 == 2, i)
    pool(True, i % 3 == 2, i)
    mean(i % 3 == 2, i)
    softmax(i)
for i in range(6):
    quantize(i)
    dequantize(i)
for i in range(12):
    s, z, z_out = np.float32(2 ** rng.uniform(-8, 0)), zero_point(), zero_point()
    s_out = np.float32(s * 2 ** rng.uniform(-3, 3))
    table("requantize", OPS.QUANTIZE, None, tfl.QuantizeOptionsT(),
          tfl.BuiltinOptions.QuantizeOptions, i, s, z, s_out, z_out)
    code, function = (OPS.RELU, "relu") if i % 2 else (OPS.RELU6, "relu6")
    table(function, code, function, None, None, i, s, z, s_out, z_out)
    table("logistic", OPS.LOGISTIC, "logistic", None, None, i, s, z, 1 / 256, -128)
    s = np.float32(2 ** rng.uniform(-8, -1))
    table("hard swish", OPS.HARD_SWISH, "hard_swish", tfl.HardSwishOptionsT(),
          tfl.BuiltinOptions.HardSwishOptions, i, s, z, np.float32(s * 2 ** rng.uniform(-3, 1)),
          z_out, 1)
