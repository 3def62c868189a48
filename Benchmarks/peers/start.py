#!/usr/bin/env python3
"""Times the start of mncc's C and of its peers: from nothing to the first answer, less one warm call.

    python3 Benchmarks/peers/start.py -o .build/start

Every round starts each competitor in a new process, in turn. mncc's time begins before its process
exists, the peers' where Python, NumPy, the input and their library are there; what the import of the
library takes has a row of its own. `a process` is a C program that does nothing. See README.md beside
this file.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from statistics import median, quantiles

import race
from race import HERE, ROOT, say

MAIN = """
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#ifdef NET
#include NET
static float input[RACE_INPUT_COUNT], output[RACE_OUTPUT_COUNT];
static unsigned char arena[RACE_ARENA_SIZE] __attribute__((aligned(RACE_ARENA_ALIGN)));
static int call(void) { return race_run(input, output, arena); }
#else
static int call(void) { return 0; }
#endif
static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}
static int compare(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}
int main(int argc, char **argv) {
  double times[9];
  struct rusage use;
#ifdef NET
  FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
  if (!file || fread(input, sizeof input, 1, file) != 1) return 1;
  fclose(file);
#else
  (void)argc, (void)argv;
#endif
  if (call()) return 2;
  const double first = now();
  getrusage(RUSAGE_SELF, &use);
  for (int i = 0; i < 9; ++i) {
    const double start = now();
    if (call()) return 2;
    times[i] = now() - start;
  }
  qsort(times, 9, sizeof *times, compare);
  printf("%.4f %.4f %ld\\n", first, times[4], use.ru_minflt);
  return 0;
}
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", default=f"{ROOT}/.build/peers", help="the virtual environment")
    parser.add_argument("--mncc", default=f"{ROOT}/.build/release/mncc", help="the command line")
    parser.add_argument("--network", action="append", help="networks by name; all unless given")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("-o", "--output", default="start", help="writes OUTPUT.md")
    return parser.parse_args()


def program(mncc, net, folder):
    """Builds the program of a network and one that does nothing; what starts them."""
    import build

    with open(f"{folder}/race.mnir", "w") as file:
        file.write(net.text)
    with open(f"{folder}/main.c", "w") as file:
        file.write(MAIN)
    net.image().astype("f4").tofile(f"{folder}/image")
    build.command([mncc, "compile", f"{folder}/race.mnir", "--target", "host", "-o", f"{folder}/race.c"])
    main = ["gcc", "-O3", f"-I{folder}", f"{folder}/main.c", "-o"]
    build.command([*main, f"{folder}/program", "-DNET=\"race.h\"", f"{folder}/race.c"])
    build.command([*main, f"{folder}/nothing"])
    return {"a process": [f"{folder}/nothing"], "mncc": [f"{folder}/program", f"{folder}/image"]}


def started(words):
    """What a program in C takes from before its start to its first answer, less a warm call."""
    start = time.clock_gettime_ns(time.CLOCK_MONOTONIC) * 1e-6
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    first, warm, faults = map(float, done.stdout.split())
    return {"": first - start - warm, ", page faults": faults}


def started_peer(peer, folder):
    """The same of a peer, from where its library is imported."""
    done = subprocess.run(
        [sys.executable, f"{HERE}/first.py", peer, folder], capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("first "))
    imported, first, warm = map(float, line.split()[1:])
    return {"": first - warm, ", import": imported}


def measure(name, options, folder):
    """What each competitor takes to start, in each round."""
    import numpy

    import build

    os.makedirs(folder)
    say(f"{name}: building")
    net = build.graph(options.mncc, build.NETWORKS[name], None, folder)
    numpy.save(f"{folder}/image.npy", net.image())
    runs = {}
    own = f"{folder}/mncc"
    os.makedirs(own)
    for key, words in program(options.mncc, net, own).items():
        runs[key] = lambda words=words: started(words)
    for peer in filter(build.is_installed, build.PACKAGES):
        place = f"{folder}/{peer}"
        os.makedirs(place)
        build.peer_model(peer, net, place)
        runs[peer] = lambda peer=peer, place=place: started_peer(peer, place)
    say(f"{name}: starting")
    rows = {}
    for turn in range(options.rounds + 1):
        for key, run in runs.items():
            for part, figure in run().items():
                # The first round brings the files into memory.
                if turn:
                    rows.setdefault(key + part, []).append(figure)
    return rows


def main():
    options = arguments()
    python = f"{options.venv}/bin/python"
    if os.path.exists(python) and os.path.abspath(sys.prefix) != os.path.abspath(options.venv):
        os.execv(python, [python, *sys.argv])
    for name in ("mncc", "output"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    os.chdir(ROOT)
    import build
    from report import digits, row

    names = options.network or [name for name, words in build.NETWORKS.items() if words]
    with tempfile.TemporaryDirectory() as folder:
        tables = {
            name: measure(name, options, f"{folder}/{index}") for index, name in enumerate(names)
        }
    lines = [row(["", *names]), "|" + "---|" * (len(names) + 1)]
    for key in tables[names[0]]:
        cells = []
        for name in names:
            low, _, high = quantiles(tables[name][key], n=4, method="inclusive")
            cells.append(f"{digits(median(tables[name][key]))} ({digits(low)}-{digits(high)})")
        lines.append(row([key, *cells]))
    ratios = [
        median(table["mncc"]) / min(median(table[peer]) for peer in build.PACKAGES if peer in table)
        for table in tables.values()
    ]
    lines.append(row(["mncc / best peer", *(f"{ratio:.3f}" for ratio in ratios)]))
    text = "\n".join(lines) + "\n\n" + (
        "Milliseconds from the start to the first answer less one warm call, medians and quartiles of"
        f" {options.rounds} interleaved rounds of new processes, {race.processor()}.\n"
    )
    with open(f"{options.output}.md", "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
