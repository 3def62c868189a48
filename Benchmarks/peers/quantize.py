#!/usr/bin/env python3
"""Quantises the same networks with mncc and with onnxruntime, and compares both with the floats.

    python3 Benchmarks/peers/quantize.py --shared ../shared -o .build/quantize

MobileNetV2 with torchvision's weights and V3-Small with seeded ones. Both tools calibrate with the same
crops of two photos; the answers of all are then compared with those of the floats for other crops.
See README.md beside this file.
"""

import argparse
import collections
import ctypes
import json
import os
import pickle
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WEIGHTS = "models/mobilenet_v2-b0353104.pth"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", default=f"{ROOT}/.build/peers", help="the virtual environment")
    parser.add_argument("--mncc", default=f"{ROOT}/.build/release/mncc", help="the command line")
    parser.add_argument("--shared", default=f"{ROOT}/../shared", help="has models and images")
    parser.add_argument("--calibration", type=int, default=64, help="crops to calibrate with")
    parser.add_argument("--crops", type=int, default=240, help="crops to compare on")
    parser.add_argument("-o", "--output", default="quantize", help="writes OUTPUT.md")
    return parser.parse_args()


def mncc(given, *words):
    done = subprocess.run([given.mncc, *words], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"mncc {' '.join(words)}: {done.stderr}")
    return done.stdout


def photos(given, model, folder):
    """The photos as the network sees them, at three sizes: height x width x 3."""
    found = []
    for name in ("coffee", "chelsea"):
        for height, width in ((232, 344), (280, 416), (336, 496)):
            out = f"{folder}/{name}.{height}"
            mncc(given, "preprocess", model, f"{given.shared}/images/{name}.png",
                 "--resolution", f"{height}x{width}", "-o", out)
            found.append(numpy.fromfile(out, "f4").reshape(height, width, 3))
    return found


def crops(images, count, seed):
    """Crops in turn of all images, half of them mirrored."""
    random = numpy.random.RandomState(seed)
    made = []
    for index in range(count):
        image = images[index % len(images)]
        y = random.randint(image.shape[0] - 224 + 1)
        x = random.randint(image.shape[1] - 224 + 1)
        crop = image[y : y + 224, x : x + 224]
        made.append(crop[:, ::-1] if random.randint(2) else crop)
    return numpy.ascontiguousarray(made, "f4")


class Tensors(pickle.Unpickler):
    """Reads the pickles of a file of PyTorch's older form, without PyTorch."""

    def __init__(self, file):
        super().__init__(file)
        self.storages = {}

    def find_class(self, module, name):
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, shape, *rest: (storage, offset, shape)
        if name == "OrderedDict":
            return collections.OrderedDict
        if name in ("FloatStorage", "LongStorage"):
            return {"FloatStorage": "<f4", "LongStorage": "<i8"}[name]
        raise pickle.UnpicklingError(f"{module}.{name}")

    def persistent_load(self, words):
        _, kind, key, *_ = words
        self.storages[key] = kind
        return key


def state(path):
    """The tensors of a state dictionary by name."""
    with open(path, "rb") as file:
        for _ in range(3):  # a magic number, a version, facts of the machine
            pickle.load(file)
        reader = Tensors(file)
        tensors = reader.load()
        values = {}
        for key in pickle.load(file):
            count = int.from_bytes(file.read(8), "little")
            kind = numpy.dtype(reader.storages[key])
            values[key] = numpy.frombuffer(file.read(count * kind.itemsize), kind)
    return {
        name: values[key][offset : offset + int(numpy.prod(shape))].reshape(shape)
        for name, (key, offset, shape) in tensors.items()}


def real_weights(path):
    """The weights of torchvision's MobileNetV2 under the names that mncc gives folded ones."""
    tensors = state(path)
    weights = {}
    for name, values in tensors.items():
        if not name.endswith(".weight") or values.ndim < 2:
            continue
        stem = name[: -len(".weight")]
        if values.ndim == 2:
            weights[name], weights[f"{stem}.bias"] = values, tensors[f"{stem}.bias"]
            continue
        start, number = stem.rsplit(".", 1)
        norm = f"{start}.{int(number) + 1}"
        gamma, beta, mean, variance = (
            tensors[f"{norm}.{part}"].astype("f8")
            for part in ("weight", "bias", "running_mean", "running_var"))
        factor = gamma / numpy.sqrt(variance + 1e-5)
        folded = values * factor[:, None, None, None]
        is_depthwise = values.shape[1] == 1
        folded = folded[:, 0].transpose(1, 2, 0) if is_depthwise else folded.transpose(0, 2, 3, 1)
        weights[f"{name}.folded"] = folded.astype("f4")
        weights[f"{name}.folded_bias"] = (beta - mean * factor).astype("f4")
    return weights


def with_weights(net, printed, weights):
    """Puts weights into the nodes of a network that was read from a printed graph."""
    for node in net.nodes:
        line = next(line for line in printed.splitlines() if line.strip().startswith(f"%{node.name} ="))
        for part in ("weight", "bias"):
            if match := re.search(rf"{part} = @([\w./]+)", line):
                setattr(node, part, weights[match[1]])


def generated(given, model, folder, inputs):
    """The answers of mncc's C on integers."""
    mncc(given, "compile", model, "--name", "net", "-o", f"{folder}/net.c")
    library = f"{folder}/net.{len(os.listdir(folder))}.so"
    subprocess.run(
        ["gcc", "-O2", "-march=native", "-shared", "-fPIC", f"{folder}/net.c", "-o", library, "-lm"],
        check=True)
    with open(model) as file:
        text = file.read()
    scale, zero = map(float, re.search(r"\n  input %\S+ : i8\[[\dx]+\]\((\S+), (\S+)\)", text).groups())
    types = re.findall(r" : i8\[1x1x(\d+)\]\((\S+), (\S+)\)\n  output ", text)
    classes, out_scale, out_zero = int(types[0][0]), float(types[0][1]), float(types[0][2])
    with open(f"{folder}/net.h") as file:
        arena = int(re.search(r"NET_ARENA_SIZE \(?(\d+)", file.read())[1])
    memory = numpy.zeros(arena + 64, "u1")
    start = memory.ctypes.data + -memory.ctypes.data % 64
    run = ctypes.CDLL(library).net_run
    answers = []
    for image in inputs:
        integers = numpy.clip(numpy.rint(image / numpy.float32(scale)) + zero, -128, 127).astype("i1")
        answer = numpy.zeros(classes, "i1")
        if run(*(ctypes.c_void_p(p) for p in (integers.ctypes.data, answer.ctypes.data, start))):
            sys.exit("the generated code failed")
        answers.append(out_scale * (answer.astype("f8") - out_zero))
    return numpy.array(answers)


def session_answers(path, inputs):
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return numpy.array([session.run(None, {name: nchw(image)})[0].ravel() for image in inputs])


def nchw(image):
    return numpy.ascontiguousarray(image.transpose(2, 0, 1)[None])


def onnxruntime_quantized(path, folder, name, inputs, method):
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization import CalibrationDataReader
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Reader(CalibrationDataReader):
        def __init__(self):
            self.left = iter(inputs)

        def get_next(self):
            image = next(self.left, None)
            return None if image is None else {name: nchw(image)}

    quant_pre_process(path, f"{folder}/prepared.onnx", skip_symbolic_shape=True)
    quantize_static(
        f"{folder}/prepared.onnx", f"{folder}/integers.onnx", Reader(), quant_format=QuantFormat.QDQ,
        per_channel=True, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
        calibrate_method=getattr(CalibrationMethod, method))
    return f"{folder}/integers.onnx"


def all_tensors(path, wanted, inputs):
    """For each input the tensors that `wanted` names by layer, as they are without any optimisation."""
    import onnx
    import onnxruntime

    model = onnx.load(path)
    known = {output.name for output in model.graph.output}
    for name in set(wanted.values()) - known:
        model.graph.output.append(onnx.ValueInfoProto(name=name))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = session.get_inputs()[0].name
    for image in inputs:
        values = session.run(list(wanted.values()), {feed: nchw(image)})
        yield dict(zip(wanted, values))


def layer_noise(floats, integers, net, inputs):
    """The ratio of signal and noise of each layer in dB, of a file on floats and one in QDQ form."""
    import onnx

    nodes = onnx.load(integers).graph.node
    quantized = {node.output[0]: node.input[0] for node in nodes if node.op_type == "QuantizeLinear"}
    real = {
        quantized[node.input[0]]: node.output[0] for node in nodes
        if node.op_type == "DequantizeLinear" and node.input[0] in quantized}
    # An activation that the integers' range makes idle is left out: its sum has its name then.
    exact = {node.name: node.name for node in net.nodes}
    found = {name: real.get(name) or real.get(f"{name}.linear") for name in exact}
    found = {name: tensor for name, tensor in found.items() if tensor}
    signal, noise = collections.Counter(), collections.Counter()
    for expected, actual in zip(all_tensors(floats, exact, inputs), all_tensors(integers, found, inputs)):
        for name, values in actual.items():
            signal[name] += float((expected[name].astype("f8") ** 2).sum())
            noise[name] += float(((values - expected[name].astype("f8")) ** 2).sum())
    return {name: 10 * numpy.log10(signal[name] / noise[name]) for name in found}


def softmax(answers):
    powers = numpy.exp(answers - answers.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def row(name, answers, expected):
    same = int((answers.argmax(1) == expected.argmax(1)).sum())
    cosine = (answers * expected).sum(1) / numpy.linalg.norm(answers, axis=1) / numpy.linalg.norm(
        expected, axis=1)
    apart = abs(softmax(answers) - softmax(expected))
    noise = 10 * numpy.log10((expected**2).sum() / ((answers - expected) ** 2).sum())
    return (
        f"| {name} | {same} of {len(answers)} | {noise:.1f} | {cosine.mean():.5f} |"
        f" {apart.sum(1).mean() * 50:.2f} % | {apart.max() * 100:.1f} % |")


def layer_table(net, columns):
    """How near each layer is, a column for each way to quantise."""
    lines = ["| layer, dB | " + " | ".join(columns) + " |", "|---" * (1 + len(columns)) + "|"]
    for node in net.nodes:
        cells = [f"{noise[node.name]:.1f}" if node.name in noise else "" for noise in columns.values()]
        if any(cells):
            lines.append(f"| `{node.name}` | " + " | ".join(cells) + " |")
    return lines + [""]


def table(given, title, net, model, images, folder):
    import onnx_file

    calibration, inputs = crops(images, given.calibration, 1), crops(images, given.crops, 2)
    numpy.savez(f"{folder}/calibration.npz", images=calibration)
    onnx_file.write(net, f"{folder}/floats.onnx")
    expected = session_answers(f"{folder}/floats.onnx", inputs).astype("f8")
    lines = [
        f"{title}:", "",
        "| | same top class | dB | cosine | probability elsewhere | most of one class |",
        "|---|---|---|---|---|---|"]
    ours = [
        ("mncc", []), ("mncc, `--calibrate minmax`", ["--calibrate", "minmax"]),
        ("mncc, `--equalise off`", ["--equalise", "off"]),
        ("mncc, `--correct-bias off`", ["--correct-bias", "off"]),
        ("mncc, `--equalise off --correct-bias off`", ["--equalise", "off", "--correct-bias", "off"])]
    layers = {}
    for name, options in ours:
        report = json.loads(mncc(
            given, "quantize", *model, "--npz", f"{folder}/calibration.npz", *options,
            "--count", str(given.calibration), "--json", "-o", f"{folder}/net.mnir"))
        layers[name] = {
            layer["name"]: layer["signalToNoise"] for layer in report["layers"]
            if layer.get("signalToNoise") is not None}
        lines.append(row(name, generated(given, f"{folder}/net.mnir", folder, inputs), expected))
        print(lines[-1], flush=True)
    for method in ("MinMax", "Percentile", "Entropy"):
        path = onnxruntime_quantized(f"{folder}/floats.onnx", folder, net.input, calibration, method)
        name = f"onnxruntime, {method}"
        layers[name] = layer_noise(f"{folder}/floats.onnx", path, net, calibration)
        lines.append(row(name, session_answers(path, inputs), expected))
        print(lines[-1], flush=True)
    return lines + [""] + layer_table(net, layers)


def main():
    given = arguments()
    import network

    lines = []
    with tempfile.TemporaryDirectory() as folder:
        weights = f"{given.shared}/{WEIGHTS}"
        images = photos(given, "Graphs/v2.json", folder)
        for title, model, real in (
            ("V2 1.0 at 224, torchvision's weights", "Graphs/v2.json", True),
            ("V3-Small 1.0 at 224, seeded weights", "Graphs/v3-small.json", False)):
            printed = mncc(given, "compile", model, "--print-after", "fuse-activation", "-o",
                           f"{folder}/floats.c")
            printed = printed[printed.index("graph ") :]
            printed = printed[: printed.index("\n}") + 2]
            net = network.read(printed)
            request = [model, "--weights", weights]
            if real:
                with_weights(net, printed, real_weights(weights))
            else:
                request = [f"{folder}/seeded.mnir"]
                with open(request[0], "w") as file:
                    file.write(net.text)
            lines += table(given, title, net, request, images, folder)
    with open(f"{given.output}.md", "w") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    given = arguments()
    python = f"{given.venv}/bin/python3"
    if os.path.realpath(sys.prefix) != os.path.realpath(given.venv):
        os.execv(python, [python, *sys.argv])
    import numpy

    main()
