"""Asks LiteRT's reference kernels what each model of a folder answers.

MNCC_TFLITE_MODELS=DIR swift test ... --filter writeModels
python3 answers.py DIR > answers.txt    (needs PyPI ai-edge-litert)
"""

import pathlib
import sys

import numpy
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def answer(path):
    interpreter = Interpreter(
        str(path), experimental_op_resolver_type=OpResolverType.BUILTIN_REF
    )
    interpreter.allocate_tensors()
    for place, details in enumerate(interpreter.get_input_details()):
        data = numpy.fromfile(path.with_suffix(f".in{place}"), details["dtype"])
        interpreter.set_tensor(details["index"], data.reshape(details["shape"]))
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.tflite")):
    try:
        print(f"{path.stem}: {answer(path).tobytes().hex()}")
    except (RuntimeError, ValueError) as error:
        print(f"{path.stem}: {str(error).splitlines()[0]}", file=sys.stderr)
