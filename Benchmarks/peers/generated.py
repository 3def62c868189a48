"""What mncc makes of a model file: a library of its C, and every tensor by name."""

import ctypes
import re
import resource
import subprocess

import numpy

TYPES = {"float": "f4", "int8_t": "i1", "uint8_t": "u1"}


class Refusal(Exception):
    """mncc, or the C compiler, ended with a code that is not 0."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code, self.text = code, text


def processor_time():
    """Seconds that the programs started so far have taken: other work on the machine does not count."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _run(words):
    done = subprocess.run(words, capture_output=True, text=True, errors="replace")
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error:" in line] or [
            *done.stderr.splitlines()[-1:], "no message"]
        # Without the file's own path in front.
        text = re.sub(r"^.*?error: ", "", errors[0])[:300]
        if len(errors) > 1:
            text += f" (and {len(errors) - 1} more)"
        raise Refusal(done.returncode, text)


class Library:
    """The compiled C of a model, with the layout of the file."""

    def __init__(self, options, path, words, folder):
        start = processor_time()
        _run([options.mncc, "compile", path, *words, "--name", "net", "-o", f"{folder}/net.c"])
        self.seconds = processor_time() - start
        _run([options.cc, "-O1", "-fPIC", "-shared", f"{folder}/net.c", "-o", f"{folder}/net.so", "-lm"])
        with open(f"{folder}/net.h") as file:
            header = file.read()
        entry = re.search(r"^int net_run\(([^)]*)\)", header, re.MULTILINE)[1]
        arguments = re.findall(r"(const )?(float|int8_t|uint8_t) \*", entry)
        self.outputs = [TYPES[word] for is_input, word in arguments if not is_input]
        suffixes = [""] if len(self.outputs) == 1 else [str(i) for i in range(len(self.outputs))]
        self.shapes = [
            tuple(int(re.search(rf"NET_OUTPUT{suffix}_{part} \(?(\d+)", header)[1])
                  for part in ("HEIGHT", "WIDTH", "CHANNELS"))
            for suffix in suffixes]
        arena = int(re.search(r"NET_ARENA_SIZE \(?(\d+)", header)[1])
        self.memory = numpy.full(arena + 64, 0xFF, "u1")
        self.entry = ctypes.CDLL(f"{folder}/net.so").net_run

    def run(self, inputs):
        """The outputs, [height, width, channels] each; unsigned integers are less 128."""
        outputs = [numpy.zeros(shape, kind) for shape, kind in zip(self.shapes, self.outputs)]
        start = self.memory.ctypes.data + -self.memory.ctypes.data % 64
        pointers = [array.ctypes.data for array in [*inputs, *outputs]] + [start]
        if self.entry(*map(ctypes.c_void_p, pointers)):
            raise Refusal(-1, "net_run failed")
        return [output.astype("i2") - 128 if output.dtype == "u1" else output for output in outputs]


def trace(options, path, words, ports, samples, folder):
    """Every tensor that mncc makes, by name: [samples, height, width, channels]."""
    arrays = {
        port.name: numpy.stack([sample[index].reshape(image(port.extents)) for sample in samples])
        for index, port in enumerate(ports)}
    numpy.savez(f"{folder}/inputs.npz", **arrays)
    _run([options.mncc, "trace", path, *words, "--npz", f"{folder}/inputs.npz", "-o", f"{folder}/values.npz"])
    with numpy.load(f"{folder}/values.npz") as values:
        return {name: values[name] for name in values.files}


def image(extents):
    """The extents of an input without its batch, with one pixel where it has none."""
    inner = list(extents[1:]) if len(extents) > 1 else list(extents)
    return [1] * (3 - len(inner)) + inner
