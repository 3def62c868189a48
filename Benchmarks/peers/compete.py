"""Times competitors in turn: each waits in a process of its own until it is asked."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclass
class Competitor:
    name: str  # the row of the table
    kind: str  # the function of worker.py
    target: str = None  # of mncc
    compiler: str = None  # of mncc's C
    version: str = ""

    @property
    def is_ours(self):
        return self.target is not None


class Worker:
    """A competitor that has loaded its model; raises RuntimeError if it cannot."""

    def __init__(self, competitor, folder, threads):
        self.log = f"{folder}/log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, f"{HERE}/worker.py", competitor.kind, folder, str(threads)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, bufsize=1,
            )
        words = self.line().split()
        if len(words) > 1:
            competitor.version = words[1]

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            with open(self.log) as log:
                raise RuntimeError(f"ended with {self.process.wait()}:\n{log.read()[-2000:]}")
        return line

    def times(self, count):
        self.process.stdin.write(f"{count}\n")
        return [float(word) for word in self.line().split()]

    def seconds(self):
        """The processor time it has taken."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def is_at_rest(self):
        """Whether all its threads sleep: some runtimes' look out for the next call for a while."""
        tasks = f"/proc/{self.process.pid}/task"
        for task in os.listdir(tasks):
            try:
                with open(f"{tasks}/{task}/stat") as file:
                    if file.read().rsplit(")", 1)[1].split()[0] == "R":
                        return False
            except FileNotFoundError:
                pass  # it has ended since
        return True

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def race(workers, rounds, calls, warm_up):
    """The times of each worker: every round each gets some calls that do not count and some that do.

    The order moves on by one each round, so that nobody always follows the same one. A turn begins when
    the threads of the one before are at rest: else they take a core from those of the next.
    """
    times = {name: [] for name in workers}
    names = list(workers)
    for turn in range(rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            times[name] += workers[name].times(warm_up + calls)[warm_up:]
            wait_for(workers[name])
    return times


def wait_for(worker):
    """Until a worker is at rest, but no longer than a second."""
    start = time.monotonic()
    while not worker.is_at_rest() and time.monotonic() - start < 1:
        time.sleep(0.001)


class Watch:
    """How much of the machine others took while it ran."""

    def __init__(self, workers):
        self.workers = workers
        self.start = (time.monotonic(), self.busy(), self.own())

    def busy(self):
        with open("/proc/stat") as file:
            user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
        return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")

    def own(self):
        return sum(os.times()[:2]) + sum(worker.seconds() for worker in self.workers)

    def cores_of_others(self):
        seconds, busy, own = self.start
        others = (self.busy() - busy) - (self.own() - own)
        return max(0.0, others) / (time.monotonic() - seconds)
