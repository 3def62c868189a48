"""Writes a network of integers as ONNX, with pairs of QuantizeLinear and DequantizeLinear around every op.

Maps are unsigned and kernels signed, with a scale for each output: on x86 what onnxruntime and OpenVINO are
fastest with. Clamps that the range of the integers implies are left out, as onnxruntime's quantiser does.
Hard-swish has three spellings:

    gate    x * (relu6(x + 3) / 6), a sum and a product of integers: onnxruntime has no kernel for the op
    op      HardSwish between integers
    sums    HardSwish of sums that are not rounded to integers first, as OpenVINO's quantiser leaves them
"""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

import integers
from network import clamp


class Writer:
    def __init__(self, network, spelling):
        self.network, self.spelling = network, spelling
        self.nodes, self.constants, self.kept = [], [], set()

    def constant(self, name, values):
        if name not in self.kept:
            self.kept.add(name)
            self.constants.append(numpy_helper.from_array(numpy.asarray(values), name))
        return name

    def emit(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def quantize(self, source, name, quantization):
        """A map of integers and the floats that they stand for."""
        self.emit("QuantizeLinear", [source, *self.facts(name, quantization)], name)
        return self.dequantize(name, quantization)

    def dequantize(self, name, quantization):
        return self.emit("DequantizeLinear", [name, *self.facts(name, quantization)], f"{name}.real")

    def facts(self, name, quantization):
        scale, zero = quantization
        return [
            self.constant(f"{name}.scale", numpy.float32(scale)),
            self.constant(f"{name}.zero", numpy.uint8(zero + 128)),
        ]

    def real(self, name, values, scales, zero=0):
        """The floats that a constant of integers stands for; many scales are those of the outputs."""
        if name in self.kept:
            return f"{name}.real"
        facts = [
            self.constant(name, values), self.constant(f"{name}.scale", numpy.asarray(scales, "f4")),
            self.constant(f"{name}.zero", numpy.full(numpy.shape(scales), zero, values.dtype)),
        ]
        axis = {"axis": 0} if numpy.ndim(scales) else {}
        return self.emit("DequantizeLinear", facts, f"{name}.real", **axis)

    def hard_swish(self, node, made):
        source = f"{node.operands[0]}.real"
        if self.spelling != "gate":
            is_sum = self.spelling == "sums"
            return self.emit("HardSwish", [f"{node.operands[0]}.sum" if is_sum else source], made)
        three = self.real("three", numpy.uint8(255), 3 / 255)
        self.emit("Add", [source, three], f"{node.name}.gate.sum")
        gate = f"{node.name}.gate"
        self.quantize(f"{gate}.sum", gate, integers.CLAMPED)
        # The same integers, but of a sixth.
        sixth = self.facts(f"{gate}.sixth", (1 / 255, -128))
        self.emit("DequantizeLinear", [gate, *sixth], f"{gate}.sixth")
        return self.emit("Mul", [source, f"{gate}.sixth"], made)

    def node(self, node, flat):
        """Emits what an op computes of floats; the name of the result."""
        sources = [f"{name}.real" for name in node.operands]
        made = f"{node.name}.sum"
        if node.weight is not None:
            bias = self.real(f"{node.name}.bias", node.bias, integers.bias_steps(self.network, node))
        if node.op in ("conv2d", "depthwise_conv2d"):
            if node.op == "conv2d":
                weight, groups = node.weight.transpose(0, 3, 1, 2), 1
            else:
                weight, groups = node.weight.transpose(2, 0, 1)[:, None], node.weight.shape[2]
            weight = numpy.ascontiguousarray(weight)
            self.emit(
                "Conv", [*sources, self.real(f"{node.name}.weight", weight, node.scales), bias], made,
                group=groups, strides=node.stride, kernel_shape=weight.shape[2:], pads=node.padding,
            )
        elif node.op == "fully_connected":
            source = sources[0]
            if node.operands[0] not in flat:
                self.emit("Flatten", [source], f"{node.name}.flat.sum", axis=1)
                source = self.quantize(
                    f"{node.name}.flat.sum", f"{node.name}.flat",
                    self.network.quantization(node.operands[0]))
            weight = self.real(f"{node.name}.weight", node.weight, node.scales)
            self.emit("Gemm", [source, weight, bias], made, transB=1)
            flat.add(node.name)
        elif node.op == "multiply_by_sixth":
            scale, zero = integers.CONSTANT
            sixth = self.real(f"{node.name}.sixth", numpy.uint8(255), scale, zero + 128)
            self.emit("Mul", [*sources, sixth], made)
        elif node.op == "activation" and node.activation == ("hard_swish",):
            self.hard_swish(node, made)
        else:
            names = {"add": "Add", "channel_scale": "Mul", "global_average_pool": "GlobalAveragePool"}
            self.emit(names[node.op], sources, made)
        if node.operands[0] in flat:
            flat.add(node.name)
        bounds = clamp(node.activation)
        if bounds is not None and not integers.is_implied(bounds, node.quantization):
            raise ValueError(f"the integers of {node.name} do not clamp by themselves")
        return made


def write(network, path, spelling):
    writer, flat = Writer(network, spelling), set()
    writer.dequantize(network.input, network.input_quantization)
    for node in network.nodes:
        writer.quantize(writer.node(node, flat), node.name, node.quantization)

    def value(name):
        height, width, channels = network.shape(name)
        shape = [1, channels] if name in flat else [1, channels, height, width]
        return helper.make_tensor_value_info(name, TensorProto.UINT8, shape)

    nodes = used(writer.nodes, network.output)
    graph = helper.make_graph(
        nodes, "race", [value(network.input)], [value(network.output)],
        [constant for constant in writer.constants if any(constant.name in node.input for node in nodes)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def used(nodes, output):
    """The nodes whose results somebody reads."""
    kept, read = [], {output}
    for node in reversed(nodes):
        if node.output[0] in read:
            kept.append(node)
            read.update(node.input)
    return kept[::-1]
