"""A network as mncc prints it after its passes, with weights that need no file.

Every competitor gets the same fused graph. The printed text leaves out weights that passes computed;
here all weights of floats are replaced by seeded ones (docs/text-form.md), which mncc fills by itself
and `seeded` fills alike, to the last bit. Those of integers are read.
"""

import re
from dataclasses import dataclass, field

import numpy

NAME = r'(?:"(?:[^"\\]|\\.)*"|[\w./]+)'
# A map of floats, or of integers with their scale and zero point.
MAP = r"(?:f32\[([\dx]+)\]|i8\[([\dx]+)\]\(([^,]+), (-?\d+)\))"


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
    quantization: tuple = None  # (scale, zero point) of a result of integers
    scales: numpy.ndarray = None  # of a weight of integers, one for each output


@dataclass
class Network:
    input: str
    input_shape: tuple
    output: str
    nodes: list = field(default_factory=list)
    text: str = ""
    input_quantization: tuple = None

    @property
    def is_integer(self):
        return self.input_quantization is not None

    def producer(self, value):
        return next(node for node in self.nodes if node.name == value)

    def shape(self, value):
        return self.input_shape if value == self.input else self.producer(value).shape

    def quantization(self, value):
        return self.input_quantization if value == self.input else self.producer(value).quantization

    def image(self):
        """The input, height x width x channels."""
        count = int(numpy.prod(self.input_shape))
        image = (2 * numbers("input", count) - 1).astype("f4").reshape(self.input_shape)
        if not self.is_integer:
            return image
        scale, zero = self.input_quantization
        return numpy.clip(numpy.rint(image / numpy.float32(scale)) + zero, -128, 127).astype("i1")


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
            kind, values = seeded(name.strip('"'), shape)
            weights[name] = values, None
            lines.append(f'  weight @{name} : f32[{match[2]}] = seeded {kind} "{name.strip(chr(34))}"')
            continue
        if match := re.fullmatch(
            rf"weight @({NAME}) : (i8|i32)\[([\dx]+)\](?:\((\[.*?\]), 0\))? = (.*)", text
        ):
            kind = {"i8": "i1", "i32": "i4"}[match[2]]
            values = data(match[5], kind).reshape(extents(match[3]))
            weights[match[1]] = values, match[4] and data(match[4], "f4")
        elif match := re.match(rf"input %({NAME}) : {MAP}", text):
            network.input = match[1]
            network.input_shape, network.input_quantization = map_type(match.groups()[1:])
        elif match := re.fullmatch(rf"output %({NAME})", text):
            network.output = match[1]
        elif text.startswith("%"):
            network.nodes.append(node(text, weights))
        elif text and text != "}" and not text.startswith(("graph ", "//")):
            raise ValueError(f"not understood: {text[:200]}")
        lines.append(line)
    network.text = "\n".join(lines) + "\n"
    return network


def node(text, weights):
    match = re.fullmatch(
        rf"%({NAME}) = (\w+) ((?:%{NAME}(?:, )?)+)(?: \{{(.*)\}})? : {MAP}", text
    )
    if not match:
        raise ValueError(f"not understood: {text[:200]}")
    made = Node(match[1], match[2], re.findall(rf"%({NAME})", match[3]))
    made.shape, made.quantization = map_type(match.groups()[4:])
    for key, value in re.findall(
        rf"(\w+) = (@{NAME}|\[[^\]]*\]|\w+(?:\([^)]*\))?)", match[4] or ""
    ):
        if value.startswith("@"):
            values, scales = weights[value[1:]]
            setattr(made, key, values)
            if scales is not None:
                made.scales = scales
        elif value.startswith("["):
            setattr(made, key, tuple(int(number) for number in value[1:-1].split(",")))
        elif key in ("activation", "function"):
            word, *arguments = re.findall(r"[\w.+-]+", value)
            made.activation = (word, *map(float, arguments))
    return made


def data(text, kind):
    """The numbers of a weight, written out or as bytes."""
    if text.startswith("hex"):
        return numpy.frombuffer(bytes.fromhex(text.split('"')[1]), kind)
    return numpy.array([float(number) for number in text.strip("[]").split(",")]).astype(kind)


def map_type(groups):
    """Shape and quantization of what MAP found."""
    of_floats, of_integers, scale, zero = groups
    if of_floats:
        return extents(of_floats), None
    return extents(of_integers), (float(numpy.float32(scale)), int(zero))


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
