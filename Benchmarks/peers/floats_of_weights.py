"""Turns a TFLite file with weights of integers under maps of floats into one of floats.

LiteRT quantises the maps of such hybrid operators as it runs; mncc makes the weights floats when it reads
the file, and says so. What that has to answer, LiteRT says of the same file with a DEQUANTIZE before each of
those weights.
"""

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as schema

HYBRID = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")


def with_floats(content):
    """The bytes of the file changed like that, or None if it has no such operator."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = model.subgraphs[0]
    codes = {getattr(schema.BuiltinOperator, name) for name in HYBRID}
    made = {}
    for operator in graph.operators:
        code = model.operatorCodes[operator.opcodeIndex]
        if max(code.builtinCode, code.deprecatedBuiltinCode) not in codes:
            continue
        map, weight = operator.inputs[0], operator.inputs[1]
        is_hybrid = (
            graph.tensors[map].type == schema.TensorType.FLOAT32
            and graph.tensors[weight].type in (schema.TensorType.INT8, schema.TensorType.UINT8))
        if not is_hybrid:
            continue
        if weight not in made:
            made[weight] = _constant(model, graph, weight)
        inputs = [int(place) for place in operator.inputs]
        inputs[1] = made[weight]
        operator.inputs = inputs
    if not made:
        return None
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _constant(model, graph, place):
    """A tensor of floats with the numbers that a constant of integers stands for."""
    old = graph.tensors[place]
    kind = {schema.TensorType.INT8: "i1", schema.TensorType.UINT8: "u1"}[old.type]
    values = numpy.frombuffer(bytes(model.buffers[old.buffer].data), kind).reshape(old.shape)
    scales = numpy.array(old.quantization.scale, "f4")
    zeros = numpy.array(old.quantization.zeroPoint, "i4")
    if scales.size > 1:
        along = [1] * values.ndim
        along[old.quantization.quantizedDimension] = scales.size
        scales, zeros = scales.reshape(along), zeros.reshape(along)
    made = schema.TensorT()
    made.name, made.shape, made.type = bytes(old.name) + b".floats", old.shape, schema.TensorType.FLOAT32
    buffer = schema.BufferT()
    buffer.data = ((values.astype("i4") - zeros) * scales).astype("f4").view("u1").reshape(-1)
    made.buffer = len(model.buffers)
    model.buffers.append(buffer)
    graph.tensors.append(made)
    return len(graph.tensors) - 1
