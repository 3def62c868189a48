"""A network of 8-bit integers, made by mncc of one of floats.

Ranges are those of the one input that is raced, so that neither maps nor answers are all at the ends of
their range.
"""

import numpy

import network

# What TFLite's converter makes of a hard sigmoid: a sum clamped to 0...6, times this constant.
SIXTH = 1 / 6
CLAMPED, CONSTANT = (float(numpy.float32(6 / 255)), -128), (float(numpy.float32(SIXTH / 255)), -128)


def quantized(command, mncc, net, folder):
    """The network on integers; its gates are spelled as TFLite's converter does."""
    with open(f"{folder}/floats.mnir", "w") as file:
        file.write(net.text)
    numpy.savez(f"{folder}/inputs.npz", image=net.image())
    # Its reference looks at one input sooner than a C compiler is done.
    command(
        [mncc, "quantize", f"{folder}/floats.mnir", "--npz", f"{folder}/inputs.npz", "--cc", "",
         "-o", f"{folder}/integers.mnir"]
    )
    with open(f"{folder}/integers.mnir") as file:
        made = network.read(file.read())
    for node in made.nodes:
        if node.activation == ("hard_sigmoid",):
            spell_gate(made, node)
    return made


def spell_gate(net, gate):
    """Makes relu6(x + 3) / 6 of a hard sigmoid; the 3 becomes part of the bias in front of it."""
    linear = net.producer(gate.operands[0])
    readers = sum(linear.name in node.operands for node in net.nodes)
    if linear.weight is None or linear.activation or readers != 1:
        raise ValueError(f"no sum of its own before {gate.name}")
    linear.bias = (linear.bias + numpy.rint(3 / bias_steps(net, linear))).astype("i4")
    linear.activation, linear.quantization = ("relu6",), CLAMPED
    gate.op, gate.activation = "multiply_by_sixth", None


def bias_steps(net, node):
    """What 1 stands for in each bias of a sum."""
    return net.quantization(node.operands[0])[0] * node.scales.astype("f8")


def is_implied(bounds, quantization):
    """Whether a range of integers clamps as the bounds do, to half a step."""
    scale, zero = quantization
    low, high = scale * (-128 - zero), scale * (127 - zero)
    return bounds[0] <= low + scale / 2 and high - scale / 2 <= bounds[1]
