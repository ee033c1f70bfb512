"""Has each exporter write architectures drawn at random, and holds what is read of the files against
the framework they come from.

    python benchmarks/exporters/run.py torchscript dynamo … [--count 50] [--keep DIR] [--classpath CP]

For each: the scores, the gradient of cross-entropy by the framework's own differentiation, the
verdict on that gradient, and on 1.05 times it. Keras takes its backend from KERAS_BACKEND; the names
are those of EXPORTERS below, and each needs its framework. Prints rows of the table in
docs/models.md.
"""

import argparse
import importlib
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import grammar
from onnx_backend import classpath

EXPORTERS = {
    "torchscript": ("torch_models", {"dynamo": False}),
    "dynamo": ("torch_models", {"dynamo": True}),
    "keras": ("keras_models", {"how": "keras"}),
    "keras-onnx": ("keras_models", {"how": "onnx"}),
    "tf2onnx": ("keras_models", {"how": "tf2onnx"}),
    "jax2onnx": ("jax_models", {}),
    "skl2onnx": ("sklearn_models", {}),
}
CLOSE = 2e-4


def generate(exporter, count, folder):
    """How many the framework or its exporter could not make."""
    module, more = EXPORTERS[exporter]
    make = importlib.import_module(module).make
    refused = 0
    for seed in range(count):
        place = folder / f"{exporter}-{seed:03d}"
        if (place / "options.tsv").exists():
            continue
        place.mkdir(parents=True, exist_ok=True)
        shape, blocks = grammar.architecture(seed)
        (place / "architecture.txt").write_text(f"{shape} {blocks}\n", encoding="utf-8")
        try:
            x, y, g, label, *options = make(shape, blocks, seed, place, **more)
        except Exception as e:
            refused += 1
            where = traceback.extract_tb(e.__traceback__)[-1].filename.split("/")[-1]
            print(f"{exporter}-{seed}: not made: {where}: {e!r}"[:300], file=sys.stderr)
            continue
        for name, array in (("x", x), ("y", y), ("g", g)):
            np.save(place / f"{name}.npy", array)
        lines = [("label", str(label)), *(options[0] if options else [])]
        text = "".join("\t".join(line) + "\n" for line in lines)
        (place / "options.tsv").write_text(text, encoding="utf-8")
    return refused


def report(exporter, rows, refused):
    read = [r for r in rows if r[1] == "read"]
    close = sum(float(r[2]) <= CLOSE for r in read)
    slope = sum(float(r[3]) <= CLOSE for r in read)
    right = sum(r[4] == "PASS" for r in read)
    wrong = sum(r[5] == "FAIL" for r in read)
    print(f"| {exporter} | {len(rows)} | {len(read)} | {close} | {slope} | {right} | {wrong} |")
    for row in rows:
        if row[1] != "read" or float(row[2]) > CLOSE or row[4] != "PASS" or row[5] != "FAIL":
            print("\t".join(row), file=sys.stderr)
    if refused:
        print(f"{exporter}: {refused} were not made", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("exporters", nargs="+", choices=EXPORTERS)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--classpath")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for exporter in given.exporters:
            folder = (given.keep or pathlib.Path(scratch)) / exporter
            refused = generate(exporter, given.count, folder)
            said = subprocess.run(
                [os.environ.get("JAVA", "java"), "-Xmx2g", "-cp", given.classpath or classpath()]
                + ["io.plumbline.benchmarks.ModelTrials", folder],
                capture_output=True,
                text=True,
            )
            print(said.stderr, end="", file=sys.stderr)
            report(exporter, [line.split("\t") for line in said.stdout.splitlines()], refused)


if __name__ == "__main__":
    main()
