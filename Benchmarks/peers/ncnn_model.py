"""Writes a network as ncnn's .param and .bin, with activations fused as its own optimiser does."""

import collections

import numpy

from network import clamp, slope


def write(network, param_path, bin_path):
    readers = collections.Counter(name for node in network.nodes for name in node.operands)
    lines, data, copies, blobs = [], [], {}, 0

    def emit(layer, name, sources, results, *parameters):
        nonlocal blobs
        blobs += len(results)
        lines.append(
            f"{layer} {name} {len(sources)} {len(results)} {' '.join(sources + results)}"
            f" {' '.join(parameters)}".rstrip()
        )

    def split(name):
        """Gives every reader of a value a copy of its own, as ncnn wants it."""
        if readers[name] > 1:
            copies[name] = [f"{name}.{index}" for index in range(readers[name])]
            emit("Split", f"{name}.split", [name], list(copies[name]))

    def source(name):
        return copies[name].pop() if name in copies else name

    height, width, channels = network.input_shape
    emit("Input", network.input, [], [network.input], f"0={width}", f"1={height}", f"2={channels}")
    split(network.input)
    for node in network.nodes:
        sources = [source(name) for name in node.operands]
        if node.weight is None:
            layer, parameters = {
                "add": ("BinaryOp", ["0=0"]), "channel_scale": ("BinaryOp", ["0=2"]),
                "global_average_pool": ("Pooling", ["0=1", "4=1"]),
            }[node.op]
            emit(layer, node.name, sources, [node.name], *parameters)
            split(node.name)
            continue
        bounds, fused = clamp(node.activation), []
        if bounds == (0.0, float("inf")):
            fused = ["9=1"]
        elif bounds:
            fused = ["9=3", f"-23310=2,{bounds[0]:e},{bounds[1]:e}"]
        elif node.activation and node.activation[0] == "hard_swish":
            fused = ["9=6", f"-23310=2,{1 / 6:e},{0.5:e}"]
        is_separate = node.activation is not None and not fused
        made = node.name + ".linear" if is_separate else node.name
        size = node.weight.size
        if node.op == "fully_connected":
            weight, layer = node.weight, "InnerProduct"
            parameters = [f"0={weight.shape[0]}", "1=1", f"2={size}"]
        else:
            is_dense = node.op == "conv2d"
            layer = "Convolution" if is_dense else "ConvolutionDepthWise"
            weight = node.weight.transpose(0, 3, 1, 2) if is_dense else node.weight.transpose(2, 0, 1)
            top, left, bottom, right = node.padding
            parameters = [
                f"0={weight.shape[0]}", f"1={weight.shape[-1]}", f"11={weight.shape[-2]}",
                f"3={node.stride[1]}", f"13={node.stride[0]}", f"4={left}", f"14={top}",
                f"15={right}", f"16={bottom}", "5=1", f"6={size}",
            ] + ([] if is_dense else [f"7={weight.shape[0]}"])
        bias = node.bias if node.bias is not None else numpy.zeros(node.shape[2], "f4")
        # A tag in front of the weights says that they are plain floats.
        data += [bytes(4), numpy.ascontiguousarray(weight).tobytes(), bias.tobytes()]
        emit(layer, node.name, sources, [made], *parameters, *fused)
        if is_separate:
            alpha = slope(node.activation)
            emit("HardSigmoid", node.name + ".gate", [made], [node.name], f"0={alpha:e}", f"1={3 * alpha:e}")
        split(node.name)
    with open(param_path, "w") as file:
        file.write("\n".join(["7767517", f"{len(lines)} {blobs}"] + lines) + "\n")
    with open(bin_path, "wb") as file:
        file.write(b"".join(data))
