"""Prints the tables of TFLite models as the package `tflite` of PyPI reads them.

With --digest, one line a file: lines and SHA-256 of the dump, for TFLiteFilesTests.
    python3 dump_tflite.py [--digest] FILE...
"""

import hashlib
import pathlib
import struct
import sys
import zlib

import tflite


def text(value):
    return (value or b"").decode()


def numbers(table, field, default="-"):
    if not hasattr(table, field + "IsNone"):
        return default
    if getattr(table, field + "IsNone")():
        return default
    return ",".join(str(getattr(table, field)(i)) for i in range(getattr(table, field + "Length")()))


def bits(value):
    return format(struct.unpack("<I", struct.pack("<f", value))[0], "x")


def floats(table, field):
    return ",".join(bits(getattr(table, field)(i)) for i in range(getattr(table, field + "Length")()))


def data(table, field):
    if getattr(table, field + "IsNone")():
        return "-"
    content = getattr(table, field + "AsNumpy")()
    content = b"" if isinstance(content, int) else content.tobytes()
    return f"{len(content)}:{zlib.crc32(content):x}"


FIELDS = {
    1: ("Conv2DOptions", "Padding StrideW StrideH FusedActivationFunction DilationWFactor DilationHFactor"),
    2: ("DepthwiseConv2DOptions",
        "Padding StrideW StrideH DepthMultiplier FusedActivationFunction DilationWFactor DilationHFactor"),
    5: ("Pool2DOptions", "Padding StrideW StrideH FilterWidth FilterHeight FusedActivationFunction"),
    8: ("FullyConnectedOptions",
        "FusedActivationFunction WeightsFormat KeepNumDims AsymmetricQuantizeInputs"),
    9: ("SoftmaxOptions", "Beta"),
    10: ("ConcatenationOptions", "Axis FusedActivationFunction"),
    11: ("AddOptions", "FusedActivationFunction PotScaleInt16"),
    15: ("ResizeBilinearOptions", "AlignCorners HalfPixelCenters"),
    17: ("ReshapeOptions", "NewShape"),
    21: ("MulOptions", "FusedActivationFunction"),
    27: ("ReducerOptions", "KeepDims"),
    28: ("SubOptions", "FusedActivationFunction PotScaleInt16"),
    30: ("SqueezeOptions", "SqueezeDims"),
    32: ("StridedSliceOptions", "BeginMask EndMask EllipsisMask NewAxisMask ShrinkAxisMask Offset"),
    55: ("ShapeOptions", "OutType"),
    59: ("PackOptions", "ValuesCount Axis"),
    74: ("ResizeNearestNeighborOptions", "AlignCorners HalfPixelCenters"),
}
EMPTY = (22, 26, 38, 43, 89, 91)


def value(table, field):
    if hasattr(table, field + "Length"):
        return numbers(table, field, "-" if field == "NewShape" else "")
    found = getattr(table, field)()
    if isinstance(found, float):
        return bits(found)
    return str(int(found))


def options(operator):
    kind = operator.BuiltinOptionsType()
    if kind == 0 or operator.BuiltinOptions() is None or kind in EMPTY:
        return "none"
    if kind not in FIELDS:
        return f"other {kind}"
    name, fields = FIELDS[kind]
    table = getattr(tflite, name)()
    table.Init(operator.BuiltinOptions().Bytes, operator.BuiltinOptions().Pos)
    return " ".join([str(kind)] + [value(table, field) for field in fields.split()])


def dump(content):
    model = tflite.Model.GetRootAs(content, 0)
    codes = [model.OperatorCodes(i) for i in range(model.OperatorCodesLength())]
    yield f"model {model.Version()} {text(model.Description())}"
    for code in codes:
        number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
        yield f"code {number} {text(code.CustomCode()) or '-'} {code.Version()}"
    for i in range(model.BuffersLength()):
        yield f"buffer {data(model.Buffers(i), 'Data')}"
    for i in range(model.SubgraphsLength()):
        graph = model.Subgraphs(i)
        yield f"subgraph {text(graph.Name())} {numbers(graph, 'Inputs', '')} {numbers(graph, 'Outputs', '')}"
        for j in range(graph.TensorsLength()):
            tensor = graph.Tensors(j)
            yield (f"tensor {text(tensor.Name())} {tensor.Type()} {numbers(tensor, 'Shape', '')} "
                   f"{numbers(tensor, 'ShapeSignature')} {tensor.Buffer()} "
                   f"{int(tensor.IsVariable())} {int(tensor.Sparsity() is not None)}")
            quantization = tensor.Quantization()
            if quantization is not None:
                yield (f"quantization {floats(quantization, 'Min')} {floats(quantization, 'Max')} "
                       f"{floats(quantization, 'Scale')} {numbers(quantization, 'ZeroPoint', '')} "
                       f"{quantization.QuantizedDimension()} {quantization.DetailsType()}")
        for j in range(graph.OperatorsLength()):
            operator = graph.Operators(j)
            code = codes[operator.OpcodeIndex()]
            number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
            yield (f"operator {number} {numbers(operator, 'Inputs', '')} {numbers(operator, 'Outputs', '')} "
                   f"{options(operator)} {data(operator, 'CustomOptions')}")
    for i in range(model.MetadataLength()):
        yield f"metadata {text(model.Metadata(i).Name())} {model.Metadata(i).Buffer()}"
    for i in range(model.SignatureDefsLength()):
        signature = model.SignatureDefs(i)
        yield f"signature {text(signature.SignatureKey())} {signature.SubgraphIndex()}"
        for side, count, at in (("in", signature.InputsLength(), signature.Inputs),
                                ("out", signature.OutputsLength(), signature.Outputs)):
            for j in range(count):
                yield f"{side} {text(at(j).Name())} {at(j).TensorIndex()}"


arguments = sys.argv[1:]
digest = "--digest" in arguments
for path in (pathlib.Path(argument) for argument in arguments if argument != "--digest"):
    lines = list(dump(path.read_bytes()))
    if digest:
        whole = "".join(line + "\n" for line in lines)
        print(f"{path.name} {len(lines)} {hashlib.sha256(whole.encode()).hexdigest()}")
    else:
        print("\n".join(lines))
