#!/usr/bin/env python3
"""Times mncc's C beside the runtimes a user would pick instead, in turn, on the same networks.

    python3 Benchmarks/peers/race.py --install              # once: the runtimes, into .build/peers
    python3 Benchmarks/peers/race.py -o docs/pictures/race  # race.md and race.svg; an idle machine
    python3 Benchmarks/peers/race.py --int8 --threads 2 -o docs/pictures/race-int8-2

Every competitor runs the same graph with the same seeded weights, in 32-bit floats or 8-bit integers,
and its answer is held against those of the others. What is not installed is left out. See README.md
beside this file.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from statistics import median

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# How far an answer may be from the middle of all answers, by the largest element.
TOLERANCE = 1e-4

# How many steps an answer of integers may be from that of LiteRT's reference kernels: mncc's must be the
# same, other kernels round differently, which a deep network enlarges.
MOST_STEPS = 24

# Above this share of a core, taken by others, the times are not worth keeping.
MOST_OF_OTHERS = 0.1


@dataclass
class Race:
    times: dict
    errors: dict

    @property
    def medians(self):
        return {name: median(times) for name, times in self.times.items()}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--install", action="store_true", help="install the runtimes, and stop")
    parser.add_argument("--venv", default=f"{ROOT}/.build/peers", help="the virtual environment")
    parser.add_argument("--mncc", default=f"{ROOT}/.build/release/mncc", help="the command line")
    parser.add_argument("--target", action="append", help="mncc's targets; host unless given")
    parser.add_argument("--cc", action="append", help="C compilers; gcc and clang if there")
    parser.add_argument("--plan", default="", help="more options for mncc, such as '--optimize ram'")
    parser.add_argument("--dialect", help="whose padding; the definition's own unless given")
    parser.add_argument("--network", action="append", help="networks by name; all unless given")
    parser.add_argument("--peer", action="append", help="peers by name; all installed unless given")
    parser.add_argument("--int8", action="store_true", help="the networks on 8-bit integers")
    parser.add_argument("--threads", type=int, default=1, help="of each competitor")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--calls", type=int, default=3, help="timed calls of a round")
    parser.add_argument("--warm-up", type=int, default=2, help="calls before those")
    parser.add_argument("-o", "--output", default="race", help="writes OUTPUT.md and OUTPUT.svg")
    return parser.parse_args()


def install(folder):
    venv.create(folder, with_pip=True)
    subprocess.run(
        [f"{folder}/bin/pip", "install", "--quiet", "-r", f"{HERE}/requirements.txt"], check=True
    )


def main():
    options = arguments()
    python = f"{options.venv}/bin/python"
    if options.install:
        return install(options.venv)
    if os.path.exists(python) and os.path.abspath(sys.prefix) != os.path.abspath(options.venv):
        os.execv(python, [python, *sys.argv])
    try:
        import numpy  # noqa: F401
    except ImportError:
        sys.exit("race.py needs numpy and the runtimes: python3 Benchmarks/peers/race.py --install")
    for name in ("mncc", "output"):
        setattr(options, name, os.path.abspath(getattr(options, name)))
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(options, folder))


def run(options, folder):
    import build
    import report
    from compete import Competitor

    known = build.INTEGER_PEERS if options.int8 else build.PACKAGES

    unknown = set(options.network or []) - set(build.NETWORKS) | set(options.peer or []) - set(known)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are"
                 f" {', '.join([*build.NETWORKS, *known])}")
    if options.int8 and not build.is_installed("LiteRT"):
        sys.exit("--int8 needs LiteRT, whose reference kernels say what the answers are")
    peers = build.peers(options.int8, options.peer)
    for name in build.PACKAGES:
        if name not in peers:
            say(f"{name}: left out")
    competitors = [Competitor(name, build.kind(name)) for name in peers] + ours(options, folder)
    races, busiest = {}, 0.0
    for name in options.network or build.NETWORKS:
        races[name], others = one(name, competitors, options, f"{folder}/{len(races)}")
        busiest = max(busiest, others)
    rounds = options.rounds
    conditions = report.Conditions(
        options.threads, options.int8,
        f"medians of {rounds * options.calls} calls in {rounds} interleaved rounds, {processor()}.",
    )
    table = report.markdown(races, competitors, conditions)
    table += f"\nOther processes took at most {busiest:.2f} of a core.\n"
    for ending, text in (("md", table), ("svg", report.svg(races, competitors, conditions))):
        with open(f"{options.output}.{ending}", "w") as file:
            file.write(text)
    print(table)
    if busiest > MOST_OF_OTHERS:
        say("the machine was not idle: these times are worth nothing")
    faults = [
        f"{network}, {competitor.name}: another answer, by {conditions.error(race.errors[competitor.name])}"
        for network, race in races.items()
        for competitor in competitors
        if competitor.name in race.errors
        and not race.errors[competitor.name] <= tolerance(competitor, options.int8)
    ] + [
        f"{network}, {competitor.name}: did not run"
        for network, race in races.items()
        for competitor in competitors
        if competitor.name not in race.times
    ]
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def tolerance(competitor, is_integer):
    if is_integer:
        return 0 if competitor.is_ours else MOST_STEPS
    return TOLERANCE


def ours(options, folder):
    """mncc's competitors: every target with every compiler."""
    import build
    from compete import Competitor

    targets = [
        build.target_named(options.mncc, name, folder) for name in options.target or ["host"]
    ]
    compilers = options.cc or [name for name in ("gcc", "clang") if shutil.which(name)]
    return [
        Competitor(f"mncc {target}, {os.path.basename(compiler)}", "mncc", target, compiler,
                   version=build.command([compiler, "-dumpversion"]).strip())
        for target in targets
        for compiler in compilers
    ]


def one(name, competitors, options, folder):
    """Races on one network; also how much of a core others took."""
    import numpy

    import build
    from compete import Watch, Worker, race

    os.makedirs(folder)
    say(f"{name}: building")
    make = build.integer_graph if options.int8 else build.graph
    net = make(options.mncc, build.NETWORKS[name], options.dialect, folder)
    numpy.save(f"{folder}/image.npy", net.image())
    workers, answers = {}, {}
    try:
        for index, competitor in enumerate(competitors):
            own = f"{folder}/{index}"
            os.makedirs(own)
            try:
                if competitor.is_ours:
                    build.library(
                        options.mncc, net, competitor, options.plan.split(), options.threads, own)
                else:
                    build.peer_model(competitor.name, net, own)
                workers[competitor.name] = Worker(competitor, own, options.threads)
                answers[competitor.name] = numpy.load(f"{own}/answer.npy").astype("f8")
            except (RuntimeError, ValueError) as error:
                say(f"{name}, {competitor.name}: {error}")
        say(f"{name}: racing")
        watch = Watch(workers.values())
        times = race(workers, options.rounds, options.calls, options.warm_up)
        others = watch.cores_of_others()
    finally:
        for worker in workers.values():
            worker.end()
    if options.int8:
        expected, unit = build.reference_answer(net, folder), 1
    else:
        expected = numpy.median(numpy.stack(list(answers.values())), axis=0)
        unit = numpy.abs(expected).max()
    errors = {
        key: float(numpy.abs(answer - expected).max() / unit) for key, answer in answers.items()
    }
    return Race(times, errors), others


def processor():
    with open("/proc/cpuinfo") as file:
        line = next((line for line in file if line.startswith("model name")), ":")
    return line.split(":", 1)[1].strip() or platform.machine()


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
