"""Converts ONNX to MNN's own format.

The converter is called as the extension module that it is: the package around it, MNN.tools, installs
a library for telemetry into the machine's Python as soon as it is imported.

    python mnn_model.py race.onnx race.mnn
"""

import sys

import _tools


if __name__ == "__main__":
    source, result = sys.argv[1:]
    _tools.mnnconvert(["mnnconvert", "-f", "ONNX", "--modelFile", source, "--MNNModel", result])
