"""Writes a network as ONNX, with the ops that PyTorch's exporter uses.

Not named onnx_model: onnxruntime's quantiser imports a module of that name, which is its own.
"""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

from network import clamp, slope


def write(network, path):
    nodes, constants = [], []

    def constant(name, values):
        constants.append(numpy_helper.from_array(numpy.ascontiguousarray(values, "f4"), name))
        return name

    def emit(op, inputs, output, **attributes):
        nodes.append(helper.make_node(op, inputs, [output], **attributes))

    def activate(activation, source, output):
        bounds = clamp(activation)
        if activation[0] == "hard_swish":
            emit("HardSwish", [source], output)
        elif activation[0] == "hard_sigmoid":
            emit("HardSigmoid", [source], output, alpha=slope(activation), beta=3 * slope(activation))
        elif bounds == (0.0, float("inf")):
            emit("Relu", [source], output)
        else:
            low = constant(f"{output}.low", numpy.array(bounds[0]))
            high = constant(f"{output}.high", numpy.array(bounds[1]))
            emit("Clip", [source, low, high], output)

    flat = set()  # values of two axes: what has been through a matrix
    for node in network.nodes:
        made = node.name + ".linear" if node.activation and node.weight is not None else node.name
        parameters = []
        if node.bias is not None:
            parameters.append(constant(f"{node.name}.bias", node.bias))
        if node.op in ("conv2d", "depthwise_conv2d"):
            if node.op == "conv2d":
                weight, groups = node.weight.transpose(0, 3, 1, 2), 1
            else:
                weight, groups = node.weight.transpose(2, 0, 1)[:, None], node.weight.shape[2]
            parameters.insert(0, constant(f"{node.name}.weight", weight))
            emit(
                "Conv", node.operands + parameters, made, group=groups, strides=node.stride,
                kernel_shape=weight.shape[2:], pads=node.padding,
            )
        elif node.op == "fully_connected":
            source = node.operands[0]
            if source not in flat:
                emit("Flatten", [source], f"{node.name}.flat", axis=1)
                source = f"{node.name}.flat"
            parameters.insert(0, constant(f"{node.name}.weight", node.weight))
            emit("Gemm", [source] + parameters, made, transB=1)
            flat |= {made, node.name}
        elif node.op == "add":
            emit("Add", node.operands, made)
        elif node.op == "channel_scale":
            emit("Mul", node.operands, made)
        elif node.op == "global_average_pool":
            emit("GlobalAveragePool", node.operands, made)
        elif node.op == "activation":
            activate(node.activation, node.operands[0], made)
        else:
            raise ValueError(f"no ONNX for {node.op}")
        if made != node.name:
            activate(node.activation, made, node.name)

    def value(name):
        height, width, channels = network.shape(name)
        shape = [1, channels] if name in flat else [1, channels, height, width]
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    graph = helper.make_graph(nodes, "race", [value(network.input)], [value(network.output)], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
