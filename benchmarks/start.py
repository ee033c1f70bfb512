"""Times whole commands, from the command line to the exit: what a start of Plumbline costs.

    python benchmarks/start.py [--rounds 15]

Starts ./plumbline, which has to be built; one command after the other, round after round. Needs numpy.
Prints a table: processor seconds and seconds by the clock, the median and the least of all rounds.
"""

import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "plumbline-testing" / "fixtures"


def commands(folder):
    cases = FIXTURES / "cases" / "seed-keras"
    for name in ("inputs", "gradients"):
        np.save(folder / f"{name}.npy", np.load(cases / f"{name}.npy")[0])
    label = str(int(np.load(cases / "labels.npy")[0]))
    given = ["--input", str(folder / "inputs.npy"), "--label", label]
    given += ["--gradient", str(folder / "gradients.npy")]
    return {
        "--version": ["--version"],
        "check seed.keras": ["check", str(FIXTURES / "models" / "seed.keras"), *given],
        "check seed.onnx": ["check", str(FIXTURES / "models" / "seed.onnx"), *given],
    }


def timed(words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([ROOT / "plumbline", *words], stdout=subprocess.DEVNULL, check=False)
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, clock


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        times = {}
        all_commands = commands(Path(folder))
        for words in all_commands.values():
            timed(words)
        for _ in range(rounds):
            for name, words in all_commands.items():
                times.setdefault(name, []).append(timed(words))
    print(f"load {os.getloadavg()[0]:.0f}, {os.cpu_count()} cores")
    print("| command | processor seconds, median | least | clock, median | least |")
    print("|---|---|---|---|---|")
    for name, pairs in times.items():
        spent, clock = zip(*pairs)
        cells = [statistics.median(spent), min(spent), statistics.median(clock), min(clock)]
        print(f"| `{name}` | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")


main()
