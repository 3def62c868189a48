"""Makes what each competitor runs: one network in the formats of all."""

import importlib.util
import os
import re
import subprocess
import sys

import network

HERE = os.path.dirname(os.path.abspath(__file__))

# What a competitor needs to be installed.
PACKAGES = {
    "LiteRT": ["ai_edge_litert", "flatbuffers"], "onnxruntime": ["onnx", "onnxruntime"],
    "OpenVINO": ["onnx", "openvino"], "ncnn": ["ncnn"], "MNN": ["onnx", "MNN"],
}

# The name in the table, and what mncc is told; None is a graph of a single small convolution, whose
# time is that of the call.
NETWORKS = {
    "V1 1.0": ["Graphs/v1.json"],
    "V2 1.0": ["Graphs/v2.json"],
    "V3-Large 1.0": ["Graphs/v3-large.json"],
    "V3-Small 1.0": ["Graphs/v3-small.json"],
    "V1 0.25@96": ["Graphs/v1.json", "--width", "0.25", "--resolution", "96"],
    "V2 0.35@96": ["Graphs/v2.json", "--width", "0.35", "--resolution", "96"],
    "one call": None,
}

ONE_CALL = """graph call {
  weight @w : f32[4x1x1x4] = elided
  input %input : f32[1x1x4]
  %output = conv2d %input {weight = @w} : f32[1x1x4]
  output %output
}
"""


def is_installed(peer):
    return all(importlib.util.find_spec(package) for package in PACKAGES[peer])


def graph(mncc, words, dialect, folder):
    """The network that those words name, as it is after mncc's passes."""
    if words is None:
        return network.read(ONE_CALL)
    options = ["--dialect", dialect] if dialect else []
    printed = command(
        [mncc, "compile", *words, *options, "--print-after", "fuse-activation",
         "-o", f"{folder}/printed.c"]
    )
    return network.read(printed[printed.index("graph ") : printed.rindex("}\n") + 2])


def peer_model(peer, net, folder):
    """Writes the model of a peer into a folder."""
    if peer == "LiteRT":
        import tflite_model

        return tflite_model.write(net, f"{folder}/race.tflite")
    if peer == "ncnn":
        import ncnn_model

        return ncnn_model.write(net, f"{folder}/race.ncnn.param", f"{folder}/race.ncnn.bin")
    import onnx_file

    onnx_file.write(net, f"{folder}/race.onnx")
    if peer == "MNN":
        command([sys.executable, f"{HERE}/mnn_model.py", f"{folder}/race.onnx", f"{folder}/race.mnn"])


def library(mncc, net, competitor, options, folder):
    """Builds mncc's C as a shared library, for the target and with the compiler of a competitor."""
    with open(f"{folder}/race.mnir", "w") as file:
        file.write(net.text)
    with open(f"{folder}/sizes.c", "w") as file:
        file.write(
            '#include <stddef.h>\n#include "race.h"\n'
            "const size_t race_sizes[2] = {RACE_ARENA_SIZE, RACE_OUTPUT_COUNT};\n"
        )
    command(
        [mncc, "compile", f"{folder}/race.mnir", "--target", competitor.target,
         *options, "-o", f"{folder}/race.c"]
    )
    # Other targets spell out their vectors and bring their instruction set along.
    native = ["-march=native"] if competitor.target == "generic" else []
    command(
        [competitor.compiler, "-O3", *native, "-fPIC", "-shared", f"{folder}/race.c", f"{folder}/sizes.c",
         "-o", f"{folder}/race.so"]
    )


def target_named(mncc, name, folder):
    """What mncc takes a target's name for: `host` is a name for one of the others."""
    with open(f"{folder}/call.mnir", "w") as file:
        file.write(network.read(ONE_CALL).text)
    command([mncc, "compile", f"{folder}/call.mnir", "--target", name, "-o", f"{folder}/call.c"])
    with open(f"{folder}/call.c") as file:
        return re.search(r"^ *target +(\S+)", file.read(), re.MULTILINE)[1]


def command(words):
    """Runs a program to its end; what it printed. Raises RuntimeError if it fails."""
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
