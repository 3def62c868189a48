"""One competitor from its start to its first answer, then a few calls more.

    python first.py COMPETITOR FOLDER

prints the milliseconds from where Python, NumPy and the input are there to where the library is
imported, from there to the first answer, and the median of the calls after that. What Python takes to
start is no part of it: a program in C++ would not have it.
"""

import importlib
import sys
import time
from statistics import median

import numpy

from worker import COMPETITORS


MODULES = {
    "LiteRT": "ai_edge_litert.interpreter", "onnxruntime": "onnxruntime", "OpenVINO": "openvino",
    "ncnn": "ncnn", "MNN": "MNN",
}


def main(competitor, folder):
    image = numpy.load(f"{folder}/../image.npy")
    start = time.perf_counter_ns()
    importlib.import_module(MODULES[competitor])
    imported = time.perf_counter_ns()
    _, call, answer = COMPETITORS[competitor](folder, image)
    call()
    answer()
    first = time.perf_counter_ns()
    times = []
    for _ in range(9):
        begin = time.perf_counter_ns()
        call()
        times.append(time.perf_counter_ns() - begin)
    print("first", (imported - start) * 1e-6, (first - imported) * 1e-6, median(times) * 1e-6)


if __name__ == "__main__":
    main(*sys.argv[1:])
