"""Makes what each competitor runs: one network in the formats of all."""

import importlib.util
import os
import re
import subprocess
import sys

import integers
import network

HERE = os.path.dirname(os.path.abspath(__file__))

# What a competitor needs to be installed.
PACKAGES = {
    "LiteRT": ["ai_edge_litert", "flatbuffers"], "onnxruntime": ["onnx", "onnxruntime"],
    "OpenVINO": ["onnx", "openvino"], "ncnn": ["ncnn"], "MNN": ["onnx", "MNN"],
}

# Who takes a network whose scales, zero points and kernels are given, and how its file spells hard-swish;
# ncnn and MNN quantise with tools of their own. The last one computes less: it rounds no sums before a
# hard-swish.
INTEGER_PEERS = {
    "LiteRT": None, "onnxruntime": "gate", "OpenVINO": "op", "OpenVINO, sums of floats": "sums",
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


def peers(is_integer, asked):
    """The competitors that are asked for, or all but the one that computes less, if they are installed."""
    known = INTEGER_PEERS if is_integer else PACKAGES
    wanted = asked or [peer for peer in known if known[peer] != "sums"]
    return [peer for peer in wanted if is_installed(peer)]


def kind(peer):
    """The runtime of a peer."""
    return peer.split(",")[0]


def is_installed(peer):
    return all(importlib.util.find_spec(package) for package in PACKAGES[kind(peer)])


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


def integer_graph(mncc, words, dialect, folder):
    """That network on integers."""
    return integers.quantized(command, mncc, graph(mncc, words, dialect, folder), folder)


def peer_model(peer, net, folder):
    """Writes the model of a peer into a folder."""
    if peer == "LiteRT":
        import tflite_model

        return tflite_model.write(net, f"{folder}/race.tflite")
    if peer == "ncnn":
        import ncnn_model

        return ncnn_model.write(net, f"{folder}/race.ncnn.param", f"{folder}/race.ncnn.bin")
    if net.is_integer:
        import onnx_integers

        return onnx_integers.write(net, f"{folder}/race.onnx", INTEGER_PEERS[peer])
    import onnx_file

    onnx_file.write(net, f"{folder}/race.onnx")
    if peer == "MNN":
        command([sys.executable, f"{HERE}/mnn_model.py", f"{folder}/race.onnx", f"{folder}/race.mnn"])


def reference_answer(net, folder):
    """What LiteRT's reference kernels answer to the image of a network of integers."""
    import numpy
    from runtimes import TFLiteFile

    peer_model("LiteRT", net, folder)
    file = TFLiteFile(f"{folder}/race.tflite", None)
    answers = file.tensors([numpy.load(f"{folder}/image.npy")[None]])
    return answers[file.outputs[0]].reshape(-1).astype("f8")


# What worker.py calls, with threads that are there from the start if the program is made for several.
ENTRY = """#define _GNU_SOURCE
#include <stddef.h>
#include "race.h"
const size_t race_sizes[2] = {RACE_ARENA_SIZE, RACE_OUTPUT_COUNT};
#ifdef RACE_PARTS
#include "race_threads.h"
static race_threads threads;
int race_start(void) { return race_threads_start(&threads); }
int race_call(const void *input, void *output, void *arena) {
  return race_threads_run(&threads, input, output, arena);
}
#else
int race_start(void) { return 0; }
int race_call(const void *input, void *output, void *arena) { return race_run(input, output, arena); }
#endif
"""


def library(mncc, net, competitor, options, threads, folder):
    """Builds mncc's C as a shared library, for the target and with the compiler of a competitor."""
    model = own_model(net, folder)
    with open(f"{folder}/entry.c", "w") as file:
        file.write(ENTRY)
    if threads > 1:
        options = [*options, "--threads", str(threads), "--threads-out", f"{folder}/race_threads.h"]
    command(
        [mncc, "compile", model, "--target", competitor.target, *options, "-o", f"{folder}/race.c"]
    )
    # Other targets spell out their vectors and bring their instruction set along.
    native = ["-march=native"] if competitor.target == "generic" else []
    command(
        [competitor.compiler, "-O3", *native, "-fPIC", "-shared", "-pthread", f"{folder}/race.c",
         f"{folder}/entry.c", "-o", f"{folder}/race.so"]
    )


def own_model(net, folder):
    """Writes what mncc compiles: the text, or of integers the file that the reference kernels run."""
    if net.is_integer:
        peer_model("LiteRT", net, folder)
        return f"{folder}/race.tflite"
    with open(f"{folder}/race.mnir", "w") as file:
        file.write(net.text)
    return f"{folder}/race.mnir"


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
