"""A network as mncc prints it after its passes, with weights that need no file.

Every competitor gets the same fused graph. The printed text leaves out weights that passes computed;
here all weights are replaced by seeded ones (docs/text-form.md), which mncc fills by itself and
`seeded` fills alike, to the last bit.
"""

import re
from dataclasses import dataclass, field

import numpy

NAME = r'(?:"(?:[^"\\]|\\.)*"|[\w./]+)'


@dataclass
class Node:
    name: str
    op: str
    operands: list
    weight: numpy.ndarray = None
    bias: numpy.ndarray = None
    stride: tuple = (1, 1)
    padding: tuple = (0, 0, 0, 0)  # top, left, bottom, right
    activation: tuple = None  # (word, argument, ...)
    shape: tuple = ()  # height, width, channels of the result


@dataclass
class Network:
    input: str
    input_shape: tuple
    output: str
    nodes: list = field(default_factory=list)
    text: str = ""  # what mncc compiles

    def shape(self, value):
        if value == self.input:
            return self.input_shape
        return next(node.shape for node in self.nodes if node.name == value)

    def image(self):
        """The input, height x width x channels."""
        count = int(numpy.prod(self.input_shape))
        return (2 * numbers("input", count) - 1).astype("f4").reshape(self.input_shape)


def numbers(name, count):
    """The stream of seeded numbers of that name, as in Sources/Basics/SeededNumbers.swift."""
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = ((state ^ byte) * 0x100000001B3) % 2**64
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(state) + numpy.arange(1, count + 1, dtype="u8") * numpy.uint64(
            0x9E3779B97F4A7C15
        )
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            z = (z ^ (z >> numpy.uint64(shift))) * numpy.uint64(factor)
        z ^= z >> numpy.uint64(31)
    return (z >> numpy.uint64(40)).astype("f8") / 2**24


def seeded(name, shape):
    """The kind of seed for a weight of this shape, and its values, as in Sources/IR/Seed.swift."""
    u = 2 * numbers(name, int(numpy.prod(shape))) - 1
    if len(shape) == 4:
        outputs, height, width, inputs = shape
        values = (u * (6 / (inputs * height * width)) ** 0.5).reshape(outputs, inputs, height, width)
        return "conv", values.transpose(0, 2, 3, 1).astype("f4")
    if len(shape) == 3:
        height, width, channels = shape
        values = (u * (6 / (height * width)) ** 0.5).reshape(channels, height, width)
        return "depthwise", values.transpose(1, 2, 0).astype("f4")
    if len(shape) == 2:
        return "linear", (u * (3 / shape[1]) ** 0.5).reshape(shape).astype("f4")
    return "bias", (u * 0.1).astype("f4")


def read(printed):
    """The network of a printed graph; raises ValueError where a line is not understood."""
    network, weights, lines = Network("", (), ""), {}, []
    for line in printed.splitlines():
        text = line.strip()
        if match := re.fullmatch(rf"weight @({NAME}) : f32\[([\dx]+)\] = .*", text):
            name, shape = match[1], extents(match[2])
            kind, weights[name] = seeded(name.strip('"'), shape)
            lines.append(f'  weight @{name} : f32[{match[2]}] = seeded {kind} "{name.strip(chr(34))}"')
            continue
        if match := re.match(rf"input %({NAME}) : f32\[([\dx]+)\]", text):
            network.input, network.input_shape = match[1], extents(match[2])
        elif match := re.fullmatch(rf"output %({NAME})", text):
            network.output = match[1]
        elif text.startswith("%"):
            network.nodes.append(node(text, weights))
        elif text and text != "}" and not text.startswith(("graph ", "//")):
            raise ValueError(f"not understood: {text}")
        lines.append(line)
    network.text = "\n".join(lines) + "\n"
    return network


def node(text, weights):
    match = re.fullmatch(
        rf"%({NAME}) = (\w+) ((?:%{NAME}(?:, )?)+)(?: \{{(.*)\}})? : f32\[([\dx]+)\]", text
    )
    if not match:
        raise ValueError(f"not understood: {text}")
    made = Node(match[1], match[2], re.findall(rf"%({NAME})", match[3]), shape=extents(match[5]))
    for key, value in re.findall(
        rf"(\w+) = (@{NAME}|\[[^\]]*\]|\w+(?:\([^)]*\))?)", match[4] or ""
    ):
        if value.startswith("@"):
            setattr(made, key, weights[value[1:]])
        elif value.startswith("["):
            setattr(made, key, tuple(int(number) for number in value[1:-1].split(",")))
        else:
            word, *arguments = re.findall(r"[\w.+-]+", value)
            made.activation = (word, *map(float, arguments))
    return made


def extents(text):
    return tuple(int(number) for number in text.split("x"))


def clamp(activation):
    """The bounds of an activation that clamps, None if it is of another kind."""
    if activation is None or activation[0] in ("hard_swish", "hard_sigmoid"):
        return None
    bounds = {"relu": (0.0, float("inf")), "relu6": (0.0, 6.0)}
    return bounds.get(activation[0]) or activation[1:]


def slope(activation):
    """The slope of a hard sigmoid."""
    return activation[1] if len(activation) > 1 else 1 / 6
