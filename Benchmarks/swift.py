#!/usr/bin/env python3
"""Times generated Swift beside generated C of the same plan: one thread, programs in turn.

    python3 Benchmarks/swift.py                         # the golden networks, targets host and generic
    python3 Benchmarks/swift.py --network v2_1.0_224 --target host --plan "--optimize ram"

Rounds are interleaved, and the order moves on by one each round, so that a slow moment of the machine
hits all alike; a figure is the median of all calls. The ratio is to the faster C; where it is above the
limit, the exit code is 1. `--folder` keeps what was built for the next time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from statistics import median

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT = 1.25

MAIN_C = """
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "net.h"
int main(int argc, char **argv) {
  static float input[NET_INPUT_COUNT], output[NET_OUTPUT_COUNT];
  const int calls = argc > 2 ? atoi(argv[2]) : 1;
  FILE *file = fopen(argv[1], "rb");
  void *weights = NULL, *arena = NULL;
  if (posix_memalign(&weights, 64, NET_WEIGHTS_SIZE) || posix_memalign(&arena, 64, NET_ARENA_SIZE)) return 1;
  if (!file || fread(weights, NET_WEIGHTS_SIZE, 1, file) != 1) return 1;
  for (size_t i = 0; i < NET_INPUT_COUNT; ++i) input[i] = (float)(i % 255) / 127.5f - 1.0f;
  for (int call = -2; call < calls; ++call) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (net_run(input, output, weights, arena)) return 2;
    clock_gettime(CLOCK_MONOTONIC, &end);
    if (call >= 0) printf("%.4f\\n", (double)(end.tv_sec - start.tv_sec) * 1e3
      + (double)(end.tv_nsec - start.tv_nsec) * 1e-6);
  }
  return 0;
}
"""

MAIN_SWIFT = """
let clock = ContinuousClock()
let net = try Net(weights: CommandLine.arguments[1])
let input = (0..<Net.inputCount).map { Float($0 % 255) / 127.5 - 1 }
var output = [Float](repeating: 0, count: Net.outputCount)
let arena = UnsafeMutableRawPointer.allocate(byteCount: Net.arenaSize, alignment: 64)
for call in -2..<Int(CommandLine.arguments[2])! {
  let time = try clock.measure { try net.run(input: input, output: &output, arena: arena) }
  if call >= 0 { print(Double(time.components.attoseconds / 1_000_000_000) / 1_000_000) }
}
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mncc", default=f"{ROOT}/.build/release/mncc", help="the command line")
    parser.add_argument("--network", action="append", help="such as v2_1.0_224; all unless given")
    parser.add_argument("--target", action="append", help="mncc's; host and generic unless given")
    parser.add_argument("--plan", default="", help="more options for mncc, such as '--optimize ram'")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--calls", type=int, default=5, help="timed calls of a round")
    parser.add_argument("--folder", help="where programs are kept; a temporary folder unless given")
    parser.add_argument("--build", action="store_true", help="build, and stop")
    return parser.parse_args()


def networks():
    """The golden networks: what mncc is told, by name."""
    with open(f"{ROOT}/Tests/Golden/seeded/index.json") as file:
        models = json.load(file)["models"]
    return {
        model["output"].removesuffix(".f64"): [
            f"{ROOT}/Graphs/{model['definition']}.json", "--width", str(model["width"]),
            "--resolution", str(model["resolution"]),
        ]
        for model in models
    }


def build(words, target, options, folder):
    """Makes the programs of a network for a target, those that are not there; their names."""
    os.makedirs(folder, exist_ok=True)
    compilers = [name for name in ("gcc", "clang") if shutil.which(name)]
    names = [*compilers, "swift"]
    if all(os.path.exists(f"{folder}/{name}") for name in names):
        return names
    mncc = [options.mncc, "compile", *words, "--target", target, *options.plan.split(), "-o"]
    command([*mncc, f"{folder}/net.c", "--weights-out", f"{folder}/weights"])
    command([*mncc, f"{folder}/Net.swift", "--weights-out", f"{folder}/weights"])
    for name, text in (("main.c", MAIN_C), ("main.swift", MAIN_SWIFT)):
        with open(f"{folder}/{name}", "w") as file:
            file.write(text)
    for compiler in compilers:
        command([compiler, "-O3", "-march=native", f"{folder}/main.c", f"{folder}/net.c",
                 "-o", f"{folder}/{compiler}"])
    command(["swiftc", "-O", "-Xcc", "-march=native", "-D", "MNCC_FMA", f"{folder}/Net.swift",
             f"{folder}/main.swift", "-o", f"{folder}/swift"])
    return names


def command(words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def race(folder, names, options):
    """The median of each program."""
    times = {name: [] for name in names}
    for turn in range(options.rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            printed = command([f"{folder}/{name}", f"{folder}/weights", str(options.calls)])
            times[name] += map(float, printed.split())
    return {name: median(list(found)) for name, found in times.items()}


def main():
    options = arguments()
    known = networks()
    wanted = options.network or list(known)
    if unknown := set(wanted) - set(known):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    with tempfile.TemporaryDirectory() as temporary:
        kept = options.folder or temporary
        worst = 0.0
        for network in wanted:
            for target in options.target or ["host", "generic"]:
                folder = f"{kept}/{network}-{target}"
                names = build(known[network], target, options, folder)
                if options.build:
                    continue
                medians = race(folder, names, options)
                ratio = medians["swift"] / min(time for name, time in medians.items() if name != "swift")
                worst = max(worst, ratio)
                figures = "  ".join(f"{name} {time:8.3f}" for name, time in medians.items())
                mark = "  above the limit" if ratio > LIMIT else ""
                print(f"{network:20} {target:8} {figures}  {ratio:.2f}{mark}", flush=True)
    return 1 if worst > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
