#!/usr/bin/env python3
"""Holds mncc against onnxruntime and LiteRT on a folder of model files, tensor by tensor.

    python3 Benchmarks/peers/race.py --install                # once: the runtimes, into .build/peers
    python3 Benchmarks/peers/oracle.py models -o .build/oracle  # every .onnx and .tflite below models

Each file runs through onnxruntime with all optimisation off or through LiteRT's reference kernels, through
`mncc trace`, whose tensors are compared one by one, and through `mncc compile` and cc, whose outputs are
compared too. The table has a row for each file; the exit code is 1 if one is not as it should be. What is
known and why stands in oracle-exceptions.txt. See README.md beside this file.
"""

import argparse
import fnmatch
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

from race import HERE, ROOT, processor, say
from report import row

# How far a float may be off, by the largest magnitude of its tensor; where rounding adds up over a deep network,
# as many times what the runtime is off: both from what 64 bits make of their own operands, or where there are none
# (TFLite, integers) from the runtime, and the runtime from itself with other kernels.
TOLERANCE, TIMES_THE_RUNTIME = 1e-5, 4
# What no rounding explains: one of the two understands the file otherwise.
FAR = 1e-2


@dataclass
class Known:
    """What a file may do, and why; its rule is `refused`, `within F` or `within N steps`."""

    pattern: str
    rule: str
    reason: str

    @property
    def tolerance(self):
        words = self.rule.split()
        return float(words[1]) if words[0] == "within" and len(words) == 2 else None

    @property
    def steps(self):
        words = self.rule.split()
        return int(words[1]) if words[0] == "within" and len(words) == 3 else None


@dataclass
class Verdict:
    """What came of a file."""

    kind: str = ""
    tensors: int = 0
    elements: int = 0
    differing: int = 0
    worst_steps: int = 0
    worst_float: float = 0.0
    own_float: float = 0.0
    # Whether both of these are from numbers of 64 bits.
    is_exact: bool = False
    at_end: float = 0.0
    seconds: float = 0.0
    faults: list = field(default_factory=list)

    def cells(self, exception):
        integers = f"{self.differing:,} of {self.elements:,}" if self.elements else ""
        if self.elements and self.worst_steps > 1:
            integers += f", by up to {self.worst_steps}"
        said = "; ".join(self.faults) or "equal"
        if exception:
            said += f" (known: {exception.reason})"
        return [
            self.kind, str(self.tensors), integers,
            f"{self.worst_float:.0e} ({self.own_float:.0e})" + " of 64 bits" * self.is_exact
            if self.worst_float else "",
            f"{self.at_end:.0e}" if self.at_end else "", f"{self.seconds:.1f}", said]


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example: oracle.py models --match '*v3*int8*' --plan '--optimize ram'")
    parser.add_argument("folder", help="has .onnx and .tflite files, at any depth")
    parser.add_argument("--venv", default=f"{ROOT}/.build/peers", help="the virtual environment")
    parser.add_argument("--mncc", default=f"{ROOT}/.build/release/mncc", help="the command line")
    parser.add_argument("--cc", default="cc", help="the C compiler")
    parser.add_argument("--plan", default="", help="more options for mncc, such as '--optimize ram'")
    parser.add_argument("--match", default="*", help="only files whose path fits this pattern")
    parser.add_argument("--inputs", type=int, default=4, help="how many, of all kinds in turn")
    parser.add_argument("--size", type=int, default=96, help="of images whose file leaves it open")
    parser.add_argument(
        "--slowest", type=float, default=30, help="seconds of processor time for mncc compile")
    parser.add_argument(
        "--exceptions", default=f"{HERE}/oracle-exceptions.txt", help="what is known, and why")
    parser.add_argument("-o", "--output", default="oracle", help="writes OUTPUT.md")
    return parser.parse_args()


def exceptions(path):
    """Lines of `pattern: rule: reason`, and comments."""
    found = []
    with open(path) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                found.append(Known(*(part.strip() for part in line.split(":", 2))))
    return found


def files(folder, pattern):
    from runtimes import FILES

    paths = [
        os.path.relpath(os.path.join(place, name), folder)
        for place, _, names in os.walk(folder) for name in names
        if os.path.splitext(name)[1] in FILES
    ]
    return sorted(path for path in paths if fnmatch.fnmatch(path, pattern))


def drawn(port, kind, random):
    """An input: noise, only extremes, all high, all low, a picture with soft edges, nothing."""
    import numpy

    shape = port.extents
    if port.dtype.kind in "iu":
        low, high = numpy.iinfo(port.dtype).min, numpy.iinfo(port.dtype).max
    else:
        low, high = -1.0, 1.0
    if kind == 0:
        values = random.uniform(low, high, shape)
    elif kind == 1:
        values = numpy.where(random.uniform(size=shape) < 0.5, low, high)
    elif kind in (2, 3):
        values = numpy.full(shape, high if kind == 2 else low)
    elif kind == 4:
        waves = numpy.sin(numpy.linspace(0, 9, int(numpy.prod(shape)))).reshape(shape)
        values = (low + high) / 2 + (high - low) / 2 * waves
    else:
        values = numpy.zeros(shape)
    if port.dtype.kind in "iu":
        values = numpy.clip(numpy.rint(values), low, high)
    return values.astype(port.dtype)


def short(name):
    """The first of the names that a converter has joined, and of a long one the end."""
    first = name.split(";")[0].replace("|", "/")
    return first if len(first) < 60 else "..." + first[-57:]


def centred(array):
    """Integers as mncc has them inside: unsigned ones are less 128."""
    return array.astype("i2") - 128 if array.dtype.name == "uint8" else array


def laid_out(ours, shape):
    """Our [height, width, channels] in the ways in which a tensor of that shape may lie."""
    import numpy

    for order in (ours, numpy.moveaxis(ours, -1, 0)):
        if order.size == numpy.prod(shape):
            squeezed = [extent for extent in shape if extent != 1]
            same = [extent for extent in order.shape if extent != 1]
            if squeezed == same or len(squeezed) < 2:
                yield order.reshape(shape)


def as_in_file(ours, theirs):
    """Our map in the layout of a tensor of the file, None if it has none: that which is nearest."""
    import numpy

    candidates = list(laid_out(ours, theirs.shape))
    middle = centred(theirs)
    return min(
        candidates, key=lambda array: float(numpy.abs(array.astype("f8") - middle).sum()), default=None)


def as_stored(ours, theirs):
    """Our integers as the file has them."""
    return (ours.astype("i2") + (128 if theirs.dtype.name == "uint8" else 0)).astype(theirs.dtype)


def compare(name, ours, theirs, others, verdict, limits, word=""):
    """Adds a tensor in the file's layout to a verdict; `word` stands before its name.

    `others` are the runtime's tensors by other kernels, then those of 64 bits, made of our operands and of the
    runtime's."""
    import numpy

    fast, exact, exact_of_theirs = (tensors.get(name) for tensors in others)
    tolerance, steps = limits
    right = theirs if exact is None else exact
    apart = numpy.abs(ours.astype("f8") - centred(right))
    apart = numpy.where(numpy.isnan(apart), numpy.inf, apart)
    verdict.tensors += 1
    if theirs.dtype.kind == "f":
        largest = max(float(numpy.abs(theirs).max()), 1e-30)
        worst = float(apart.max()) / largest
        other = fast if exact is None else exact_of_theirs
        if other is not None and other.shape == theirs.shape:
            own = float(numpy.abs(other - theirs).max()) / largest
            verdict.own_float = max(verdict.own_float, own)
            if exact is not None and own > FAR:
                verdict.faults.append(f"{word}{short(name)}: the runtime is off from 64 bits by {own:.1e}")
            # What rounding has left so far: an op may by chance be computed alike.
            tolerance = max(tolerance, TIMES_THE_RUNTIME * verdict.own_float)
        verdict.worst_float = max(verdict.worst_float, worst)
        if not worst <= tolerance:
            verdict.faults.append(f"{word}{short(name)}: off by {worst:.1e}")
        return
    worst = int(min(apart.max(), 255))
    verdict.elements += apart.size
    verdict.differing += int((apart > 0).sum())
    verdict.worst_steps = max(verdict.worst_steps, worst)
    if worst > steps:
        count = int((apart > 0).sum())
        verdict.faults.append(f"{word}{short(name)}: {count} of {apart.size} off by up to {worst}")


def judge(path, options, exception, folder):
    """Runs a file through all; a verdict without faults if it is as it should be."""
    import numpy

    import generated
    from runtimes import FILES

    verdict = Verdict()
    try:
        model = FILES[os.path.splitext(path)[1]](path, options.size)
    except Exception as error:  # noqa: BLE001 - whatever a runtime has against a file
        verdict.faults.append(f"the runtime refuses it: {str(error).splitlines()[0][:200]}")
        return verdict
    words = options.plan.split()
    if any(port.open_size for port in model.inputs):
        words += ["--resolution", str(options.size)]
    random = numpy.random.RandomState(1)
    samples = [
        [drawn(port, index % 6, random) for port in model.inputs] for index in range(options.inputs)
    ]
    start = generated.processor_time()
    try:
        library = generated.Library(options, path, words, folder)
        verdict.seconds = library.seconds
        traced = generated.trace(options, path, words, model.inputs, samples, folder)
        verdict.faults += judge_values(model, samples, traced, library, verdict, exception)
    except generated.Refusal as refusal:
        verdict.seconds = generated.processor_time() - start
        verdict.kind = "refused" if refusal.code == 3 else f"exit {refusal.code}"
        verdict.faults.append(refusal.text)
    if verdict.seconds > options.slowest:
        verdict.faults.append(f"mncc compile takes {verdict.seconds:.0f} s")
    return verdict


def judge_values(model, samples, traced, library, verdict, exception):
    import numpy

    limits = (exception and exception.tolerance or TOLERANCE, exception and exception.steps or model.steps)
    kinds = set()
    for index, inputs in enumerate(samples):
        theirs, fast = model.tensors(inputs), model.tensors(inputs, fast=True)
        # Floats of the file that are integers of ours have no scale here: what they become is compared.
        ours = {
            name: as_in_file(array[index], theirs[name]) for name, array in traced.items()
            if name in theirs and (array.dtype.kind == "f" or theirs[name].dtype.kind != "f")}
        lost = [name for name, array in ours.items() if array is None]
        if lost:
            return [f"{short(lost[0])}: {traced[lost[0]].shape[1:]}, expected {theirs[lost[0]].shape}"]
        integers = {
            name: as_stored(array, theirs[name]) for name, array in ours.items()
            if theirs[name].dtype.kind in "iu"}
        kinds |= {theirs[name].dtype.kind for name in ours}
        # Untrained gates make much of little: each op is judged by itself.
        exact = model.exact(inputs, ours)
        exact_of_theirs = model.exact(inputs, {name: theirs[name] for name in ours})
        verdict.is_exact = model.has_doubles
        others = (fast, exact, exact_of_theirs)
        expected = theirs
        if integers and model.steps:
            # A step in one op may become several in the next: each op is judged by itself.
            expected, others = model.given(inputs, integers), ({}, exact, exact_of_theirs)
        for name, array in ours.items():
            compare(name, array, expected[name], others, verdict, limits)
        answers = library.run(inputs)
        if len(answers) != len(model.outputs):
            return [f"{len(answers)} outputs, expected {len(model.outputs)}"]
        for name, answer in zip(model.outputs, answers):
            answer = as_in_file(answer, theirs[name])
            if answer is None:
                return [f"output {short(name)} is none of {theirs[name].shape}"]
            compare(name, answer, expected[name], others, verdict, limits, "output ")
            if theirs[name].dtype.kind == "f":
                largest = max(float(numpy.abs(theirs[name]).max()), 1e-30)
                verdict.at_end = max(verdict.at_end, float(numpy.abs(answer - theirs[name]).max()) / largest)
    verdict.tensors //= len(samples)
    verdict.kind = "integers" if kinds <= set("iu") else "mixed" if kinds & set("iu") else "floats"
    if model.is_hybrid:
        verdict.kind = "weights as floats"
    return []


def main():
    options = arguments()
    python = f"{options.venv}/bin/python"
    if os.path.exists(python) and os.path.abspath(sys.prefix) != os.path.abspath(options.venv):
        os.execv(python, [python, *sys.argv])
    from runtimes import versions

    known = exceptions(options.exceptions)
    header = ["file", "elements", "tensors", "integers differing", "floats off by (runtime)",
        "outputs end to end", "compile, s", "verdict"]
    lines = [row(header), "|" + "---|" * len(header)]
    failed = 0
    paths = files(options.folder, options.match)
    if not paths:
        sys.exit(f"no .onnx or .tflite in {options.folder} fits {options.match}")
    for path in paths:
        exception = next((e for e in known if fnmatch.fnmatch(os.path.basename(path), e.pattern)), None)
        with tempfile.TemporaryDirectory() as folder:
            verdict = judge(os.path.join(options.folder, path), options, exception, folder)
        if len(verdict.faults) > 3:
            verdict.faults[2:] = [f"and {len(verdict.faults) - 2} more"]
        is_known = exception and exception.rule == "refused" and verdict.kind == "refused"
        failed += bool(verdict.faults) and not is_known
        lines.append(row([path, *verdict.cells(exception)]))
        say(lines[-1])
        with open(f"{options.output}.md", "w") as file:
            file.write("\n".join(lines) + "\n")
    summary = f"{len(paths)} files, {failed} not as they should be; {versions()}, {processor()}."
    with open(f"{options.output}.md", "a") as file:
        file.write(f"\n{summary}\n")
    print(summary)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
