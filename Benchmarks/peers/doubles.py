"""What an ONNX file of floats answers in 64 bits, by the reference evaluator of ONNX itself.

How far two runtimes are from each other does not say which of them is right; how far each is from numbers
with twice the digits does.
"""

import numpy


# The end of the names of inputs that stand for tensors of the file.
GIVEN = "/given"


def is_within_reach(model):
    """Whether all of a model has a meaning in 64 bits: integers of its own have none, and the evaluator does not
    know one way to resize."""
    return not any(
        "Quantize" in node.op_type or "QLinear" in node.op_type
        or any(attribute.s == b"tf_half_pixel_for_nn" for attribute in node.attribute)
        for node in model.graph.node)


def give(model, kinds):
    """Lets nodes read inputs instead of those tensors whose kinds and extents are there by name."""
    import onnx

    for node in model.graph.node:
        for place, name in enumerate(node.input):
            if name in kinds:
                node.input[place] = name + GIVEN
    for name, (kind, extents) in kinds.items():
        model.graph.input.append(onnx.helper.make_tensor_value_info(name + GIVEN, kind, extents))


def evaluator(model, given):
    """An evaluator of all tensors of a model in 64 bits, each of the nearest ones that are given."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    wide = onnx.ModelProto()
    wide.CopyFrom(model)
    give(wide, {name: (onnx.TensorProto.DOUBLE, array.shape) for name, array in given.items()})
    for weight in wide.graph.initializer:
        _widen(weight)
    for node in wide.graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                _widen(attribute.t)
            elif node.op_type == "Cast" and attribute.name == "to" and attribute.i in _FLOATS:
                attribute.i = onnx.TensorProto.DOUBLE
        # The operator's numbers are of 32 bits, whatever their operands are.
        if node.op_type == "Constant" and node.attribute[0].name.startswith("value_float"):
            given = onnx.helper.get_attribute_value(node.attribute[0])
            del node.attribute[:]
            value = onnx.numpy_helper.from_array(numpy.array(given, "f8"))
            node.attribute.append(onnx.helper.make_attribute("value", value))
    del wide.graph.value_info[:]
    for port in [*wide.graph.input, *wide.graph.output]:
        if port.type.tensor_type.elem_type in _FLOATS:
            port.type.tensor_type.elem_type = onnx.TensorProto.DOUBLE
    return ReferenceEvaluator(wide, new_ops=[_batch_normalization(), _conv()])


def tensors(evaluated, feeds):
    """Every float tensor by name."""
    wide = {name: array.astype("f8") if array.dtype.kind == "f" else array for name, array in feeds.items()}
    names = evaluated.output_names
    found = dict(zip(names, evaluated.run(names, wide)))
    return {name: array for name, array in found.items() if array.dtype == numpy.float64}


def _batch_normalization():
    """The evaluator's own takes opset 9's default momentum for training, and averages over the batch."""
    from onnx.reference.op_run import OpRun

    class BatchNormalization(OpRun):
        def _run(self, x, scale, bias, mean, variance, epsilon=1e-5, **_):
            def channels(array):
                return array.reshape(-1, *[1] * (x.ndim - 2))

            factor = channels(scale) / numpy.sqrt(channels(variance) + epsilon)
            return ((x - channels(mean)) * factor + channels(bias),)

    return BatchNormalization


def _conv():
    """The evaluator's own lays out all windows at once: 24 GB for a DeepLab. This adds up tap by tap."""
    from onnx.reference.op_run import OpRun

    class Conv(OpRun):
        def _run(
                self, x, w, b=None, auto_pad="NOTSET", dilations=None, group=1, kernel_shape=None, pads=None,
                strides=None, **_):
            taps = w.shape[2:]
            rank = len(taps)
            strides, dilations = strides or [1] * rank, dilations or [1] * rank
            reach = [dilation * (extent - 1) + 1 for dilation, extent in zip(dilations, taps)]
            borders = _borders(x.shape[2:], reach, strides, auto_pad or "NOTSET", pads or [0] * 2 * rank)
            padded = numpy.pad(x, [(0, 0), (0, 0), *borders])
            extents = [
                (extent - size) // stride + 1
                for extent, size, stride in zip(padded.shape[2:], reach, strides)]
            grouped = padded.reshape(len(x), group, -1, *padded.shape[2:])
            weights = w.reshape(group, -1, *w.shape[1:])
            total = numpy.zeros((len(x), group, weights.shape[1], *extents))
            for tap in numpy.ndindex(*taps):
                seen = tuple(
                    slice(place * dilation, place * dilation + stride * (extent - 1) + 1, stride)
                    for place, dilation, stride, extent in zip(tap, dilations, strides, extents))
                total += numpy.einsum(
                    "goi,ngi...->ngo...", weights[(..., *tap)], grouped[(..., *seen)], optimize=True)
            total = total.reshape(len(x), -1, *extents)
            return (total if b is None else total + b.reshape(-1, *[1] * rank),)

    return Conv


def _borders(extents, reach, strides, auto_pad, pads):
    """What is added before and after each axis."""
    if auto_pad == "NOTSET":
        return list(zip(pads[: len(extents)], pads[len(extents):]))
    if auto_pad == "VALID":
        return [(0, 0)] * len(extents)
    borders = []
    for extent, size, stride in zip(extents, reach, strides):
        missing = max((-(-extent // stride) - 1) * stride + size - extent, 0)
        less, more = missing // 2, missing - missing // 2
        borders.append((less, more) if auto_pad == "SAME_UPPER" else (more, less))
    return borders


# FLOAT and FLOAT16 of TensorProto.
_FLOATS = (1, 10)


def _widen(tensor):
    import onnx

    if tensor.data_type in _FLOATS:
        array = onnx.numpy_helper.to_array(tensor).astype("f8")
        tensor.CopyFrom(onnx.numpy_helper.from_array(array, tensor.name))
