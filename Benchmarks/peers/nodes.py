"""Runs the node tests of PyPI's onnx through mncc and generated C.

    python3 Benchmarks/peers/nodes.py [--mncc .build/release/mncc] [--only WORD] [--list]

Each test is a model of one node, its inputs and the answer. Inputs that a network has as constants (weights,
shapes, axes, pads, scales, bounds) become initialisers, all others stay inputs. Floats must agree within
1e-5 of the largest magnitude, integers within one step. What is out of scope is listed with its reason,
what fails with what mncc says.
"""
import argparse
import collections
import ctypes
import os
import re
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnx.backend.test.case.node import collect_testcases

OPERATORS = set(
    """Add AveragePool BatchNormalization Cast Clip Concat Conv DequantizeLinear Div Dropout Expand Flatten
    Gather Gemm GlobalAveragePool HardSigmoid HardSwish Identity MatMul MaxPool Mul Neg Pad QLinearConv
    QLinearMatMul QuantizeLinear ReduceMean Relu Reshape Resize Sigmoid Slice Softmax Split Squeeze Sub
    Transpose Unsqueeze Upsample""".split())
# Operators whose inputs all may be maps.
MAPS = {"Add", "Sub", "Mul", "Concat"}
TYPES = {"float32", "int8", "uint8"}


def out_of_scope(node, graph_input, inputs, outputs):
    """The reason why a test is none of this compiler's, None if it is."""
    kind = node.op_type
    attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    given = inputs[:1] if kind not in MAPS else inputs
    if any(a.dtype.name not in TYPES for a in given + outputs[:1]):
        return "another type than float32, int8, uint8"
    if any(a.ndim > 4 for a in given + outputs):
        return "more than 4 axes"
    if kind == "Identity" and graph_input.WhichOneof("value") != "tensor_type":
        return "sequences, optional values and elements of less than a byte"
    if any(0 in a.shape for a in given + outputs):
        return "an empty tensor"
    if attributes.get("training_mode") or len(inputs) == 3 and kind == "Dropout" and inputs[2]:
        return "training"
    if len(outputs) > 1 and kind not in ("Split",):
        return "a second result (masks, indices, statistics)"
    if kind in ("Add", "Sub", "Mul", "Div") and given[0].dtype != np.float32:
        return "arithmetic of integers without a scale"
    if kind == "Cast":
        return "Cast between kinds of elements"
    if kind in ("MatMul", "QLinearMatMul") and inputs[1 if kind == "MatMul" else 3].ndim > 2:
        return "a matrix for each image of a batch"
    if node.attribute and attributes.get("coordinate_transformation_mode") == b"tf_crop_and_resize":
        if "extrapolation_value" in attributes:
            return "resizing with an extrapolation"
    mode = attributes.get("mode", b"nearest" if kind == "Resize" else b"")
    if kind in ("Resize", "Upsample") and (mode == b"cubic" or attributes.get("antialias")):
        return "resizing by neither nearest nor linear"
    if kind == "Pad" and mode not in (b"", b"constant"):
        return "padding by neither zeros nor a constant"
    return None


def make_case(case):
    """The model with constants in it, its inputs and what it answers."""
    data, answers = case.data_sets[0]
    inputs, outputs = [np.asarray(x) for x in data], [np.asarray(x) for x in answers]
    graph, model = case.model.graph, onnx.ModelProto()
    model.CopyFrom(case.model)
    keeps_all = graph.node[0].op_type in MAPS
    del model.graph.input[:]
    kept = []
    for index, (value, array) in enumerate(zip(graph.input, inputs)):
        if index == 0 or keeps_all:
            model.graph.input.append(value)
            kept.append(array)
        else:
            model.graph.initializer.append(numpy_helper.from_array(array, value.name))
    return model, kept, outputs


def orders(array, extents):
    """The array as the file has it, and channels last, whichever the generated code may mean."""
    found = []
    if array.ndim == 4 and array.shape[0] == 1 and array.transpose(0, 2, 3, 1).shape[1:] == extents:
        found.append(array.transpose(0, 2, 3, 1))
    if array.ndim != 4 or array.shape[0] != 1 or array.shape[1:] == extents or not found:
        found.append(array)
    return [a.ravel().astype(np.float64) for a in found]


def run(mncc, folder, name, model, inputs, outputs):
    """None if generated code answers as expected, else what is wrong."""
    path = os.path.join(folder, "m.onnx")
    source = os.path.join(folder, "m.c")
    onnx.save(model, path)
    made = subprocess.run([mncc, "compile", path, "-o", source], capture_output=True, text=True)
    if made.returncode != 0:
        lines = [l for l in made.stderr.splitlines() if "error:" in l]
        return (lines or made.stderr.splitlines() or ["no message"])[0].split("error: ", 1)[-1]
    header = open(source[:-1] + "h").read()
    arena = int(re.search(r"_ARENA_SIZE (\d+)u", header).group(1))
    library = os.path.join(folder, f"{name}.so")
    subprocess.run(
        ["cc", "-O1", "-w", "-shared", "-fPIC", source, "-o", library, "-lm"], check=True)
    extents = [
        tuple(map(int, found))
        for found in re.findall(
            r"OUTPUT\w*_HEIGHT (\d+)u\s+#define \w+_WIDTH (\d+)u\s+#define \w+_CHANNELS (\d+)u", header)]
    answers = [np.full(a.size, 77, a.dtype) for a in outputs]
    given = [np.ascontiguousarray(a) for a in inputs]
    memory = np.zeros(arena + 128, np.uint8)
    start = memory.ctypes.data + -memory.ctypes.data % 64
    arguments = [ctypes.c_void_p(a.ctypes.data) for a in given + answers]
    status = ctypes.CDLL(library).m_run(*arguments, ctypes.c_void_p(start))
    if status != 0:
        return f"m_run returns {status}"
    for answer, output, extent in zip(answers, outputs, extents, strict=True):
        if np.prod(extent) != output.size:
            return f"makes {extent} of {output.shape}"
        error = min(np.abs(answer - expected).max() for expected in orders(output, extent))
        bound = 1e-5 * np.abs(output).max() if output.dtype == np.float32 else 1
        if not error <= bound:
            return f"is off by {error:.3g}, at most {bound:.3g} is right"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mncc", default=".build/release/mncc")
    parser.add_argument("--only", default="", help="tests with this in their name")
    parser.add_argument("--list", action="store_true", help="name the tests that are out of scope too")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    passed, failed, outside = [], collections.defaultdict(list), collections.defaultdict(list)
    for case in collect_testcases(None):
        graph = case.model.graph if case.model else None
        if graph is None or len(graph.node) != 1 or graph.node[0].op_type not in OPERATORS:
            continue
        if options.only not in case.name or not case.data_sets or not graph.input:
            continue
        try:
            model, inputs, outputs = make_case(case)
            reason = out_of_scope(
                graph.node[0], graph.input[0].type, [np.asarray(x) for x in case.data_sets[0][0]], outputs)
        except (NotImplementedError, TypeError, ValueError):
            reason = "sequences, optional values and elements of less than a byte"
        if reason:
            outside[reason].append(case.name)
            continue
        with tempfile.TemporaryDirectory() as folder:
            wrong = run(options.mncc, folder, case.name, model, inputs, outputs)
        if wrong:
            failed[wrong].append(case.name)
        else:
            passed.append(case.name)
    total = len(passed) + sum(map(len, failed.values()))
    print(f"{len(passed)} of {total} pass ({100 * len(passed) / max(total, 1):.1f} %)")
    for reason, names in sorted(failed.items()):
        print(f"  {reason}: {' '.join(names)}")
    print("out of scope:")
    for reason, names in sorted(outside.items()):
        print(f"  {len(names)}: {reason}" + (": " + " ".join(names) if options.list else ""))
    return 0 if passed and len(passed) >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())
