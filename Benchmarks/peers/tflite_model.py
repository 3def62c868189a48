"""Writes a network as TFLite, with the ops that the converter makes of Keras' models."""

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as schema

import integers
from network import clamp, slope

TYPES = {"f4": schema.TensorType.FLOAT32, "i1": schema.TensorType.INT8, "i4": schema.TensorType.INT32}

FUSED = {
    None: schema.ActivationFunctionType.NONE,
    (0.0, float("inf")): schema.ActivationFunctionType.RELU,
    (0.0, 6.0): schema.ActivationFunctionType.RELU6,
}


class Writer:
    def __init__(self):
        self.tensors, self.operators = [], []
        self.buffers, self.codes, self.known = [schema.BufferT()], [], {}

    def tensor(self, name, shape, values=None, quantization=None):
        """A tensor; of integers with one scale, or with many along the last element of its quantization."""
        made = schema.TensorT()
        made.name, made.shape = name, list(shape)
        made.type = TYPES["f4" if quantization is None else "i1"]
        made.buffer = 0
        if quantization is not None:
            scales, zero, *axis = quantization
            made.quantization = schema.QuantizationParametersT()
            made.quantization.scale = numpy.atleast_1d(scales).astype("f4")
            made.quantization.zeroPoint = numpy.full(made.quantization.scale.size, zero, "i8")
            made.quantization.quantizedDimension = axis[0] if axis else 0
        if values is not None:
            values = numpy.ascontiguousarray(values)
            made.type = TYPES[values.dtype.str[1:]]
            buffer = schema.BufferT()
            buffer.data = values.view("u1").reshape(-1)
            made.buffer = len(self.buffers)
            self.buffers.append(buffer)
        self.tensors.append(made)
        self.known[name] = len(self.tensors) - 1
        return len(self.tensors) - 1

    def constant(self, name, values, quantization=None):
        return self.tensor(name, numpy.shape(values), numpy.asarray(values), quantization)

    def emit(self, op, inputs, output, kind=None, options=None):
        code = getattr(schema.BuiltinOperator, op)
        if code not in self.codes:
            self.codes.append(code)
        made = schema.OperatorT()
        made.opcodeIndex = self.codes.index(code)
        made.inputs, made.outputs = inputs, [output]
        if options is not None:
            made.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
            made.builtinOptions = options
        self.operators.append(made)

    def finish(self, input, output):
        graph = schema.SubGraphT()
        graph.name, graph.tensors, graph.operators = "race", self.tensors, self.operators
        graph.inputs, graph.outputs = [self.known[input]], [self.known[output]]
        model = schema.ModelT()
        model.version, model.description = 3, "race"
        model.subgraphs, model.buffers, model.operatorCodes = [graph], self.buffers, []
        for code in self.codes:
            made = schema.OperatorCodeT()
            made.builtinCode, made.deprecatedBuiltinCode, made.version = code, min(code, 127), 1
            model.operatorCodes.append(made)
        builder = flatbuffers.Builder(1 << 20)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def is_same(node, operand):
    """Whether the padding is what TFLite calls SAME."""
    for axis, kernel in enumerate(node.weight.shape[1:3] if node.op == "conv2d" else node.weight.shape[:2]):
        outputs = -(-operand[axis] // node.stride[axis])
        total = max(0, (outputs - 1) * node.stride[axis] + kernel - operand[axis])
        if (node.padding[axis], node.padding[axis + 2]) != (total // 2, total - total // 2):
            return False
    return True


def write(network, path):
    writer = Writer()
    writer.tensor(network.input, (1, *network.input_shape), quantization=network.input_quantization)

    def result(name, shape, quantization=None):
        return writer.tensor(name, (1, *shape), quantization=quantization)

    for node in network.nodes:
        operands = [writer.known[name] for name in node.operands]
        bounds = clamp(node.activation)
        fused = FUSED[bounds]
        # What TFLite cannot fuse follows as an op of its own.
        rest = node.activation if node.activation and bounds is None else None
        shape = node.shape
        if node.op in ("conv2d", "depthwise_conv2d"):
            options = schema.Conv2DOptionsT() if node.op == "conv2d" else schema.DepthwiseConv2DOptionsT()
            options.strideH, options.strideW = node.stride
            options.dilationHFactor = options.dilationWFactor = 1
            options.fusedActivationFunction = fused
            options.padding = schema.Padding.SAME
            operand = network.shape(node.operands[0])
            if not is_same(node, operand):
                options.padding = schema.Padding.VALID
                top, left, bottom, right = node.padding
                if any(node.padding):
                    padded = result(
                        node.name + ".padded",
                        (operand[0] + top + bottom, operand[1] + left + right, operand[2]),
                        network.quantization(node.operands[0]),
                    )
                    amounts = numpy.array([[0, 0], [top, bottom], [left, right], [0, 0]], "i4")
                    amounts = writer.constant(node.name + ".padding", amounts)
                    writer.emit("PAD", [operands[0], amounts], padded, "PadOptions", schema.PadOptionsT())
                    operands = [padded]
            weight = node.weight if node.op == "conv2d" else node.weight[None]
            if node.op == "depthwise_conv2d":
                options.depthMultiplier = 1
            operation = ("CONV_2D", "Conv2DOptions") if node.op == "conv2d" else (
                "DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions")
        elif node.op == "fully_connected":
            options = schema.FullyConnectedOptionsT()
            options.fusedActivationFunction, options.keepNumDims = fused, True
            weight, operation = node.weight, ("FULLY_CONNECTED", "FullyConnectedOptions")
        elif node.op == "global_average_pool":
            options = schema.ReducerOptionsT()
            options.keepDims = True
            operands.append(writer.constant(node.name + ".axes", numpy.array([1, 2], "i4")))
            operation = ("MEAN", "ReducerOptions")
        elif node.op == "add":
            options, operation = schema.AddOptionsT(), ("ADD", "AddOptions")
        elif node.op == "channel_scale":
            options, operation = schema.MulOptionsT(), ("MUL", "MulOptions")
        elif node.op == "multiply_by_sixth":
            options, operation = schema.MulOptionsT(), ("MUL", "MulOptions")
            operands.append(
                writer.constant(f"{node.name}.sixth", numpy.array(127, "i1"), integers.CONSTANT))
        elif node.op == "activation" and node.activation == ("hard_swish",):
            # Of integers: what is fused to a sum of floats stands alone here.
            options, rest = schema.HardSwishOptionsT(), None
            operation = ("HARD_SWISH", "HardSwishOptions")
        else:
            raise ValueError(f"no TFLite for {node.op}")
        if node.weight is not None:
            bias = node.bias if node.bias is not None else numpy.zeros(shape[2], "f4")
            steps = [None, None]
            if node.scales is not None:
                axis = 3 if node.op == "depthwise_conv2d" else 0
                steps = [(node.scales, 0, axis), (integers.bias_steps(network, node), 0, 0)]
            operands += [
                writer.constant(node.name + ".weight", weight, steps[0]),
                writer.constant(node.name + ".bias", bias, steps[1]),
            ]
        made = result(node.name + ".linear" if rest else node.name, shape, node.quantization)
        writer.emit(operation[0], operands, made, operation[1], options)
        if rest is None:
            continue
        if rest[0] == "hard_swish":
            writer.emit(
                "HARD_SWISH", [made], result(node.name, shape), "HardSwishOptions",
                schema.HardSwishOptionsT(),
            )
        else:
            three = writer.constant(node.name + ".three", numpy.array(3, "f4"))
            factor = writer.constant(node.name + ".slope", numpy.array(slope(rest), "f4"))
            clamped = result(node.name + ".clamped", shape)
            options = schema.AddOptionsT()
            options.fusedActivationFunction = schema.ActivationFunctionType.RELU6
            writer.emit("ADD", [made, three], clamped, "AddOptions", options)
            writer.emit(
                "MUL", [clamped, factor], result(node.name, shape), "MulOptions", schema.MulOptionsT()
            )
    with open(path, "wb") as file:
        file.write(writer.finish(network.input, network.output))
