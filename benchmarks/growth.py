"""How the check of a gradient grows with depth, width and image, beside PyTorch in float64.

    python benchmarks/growth.py [--plumbline COMMAND] [depth] [width] [image]

Without names: all three, some ten minutes on two cores. Prints a Markdown row for each network: the
whole command of a right float32 gradient of PyTorch's, Java's start and reading the file included;
PyTorch's central differences of every coordinate in float64, in batches of the best size; and its
gradcheck in fast mode, which differences along one random direction. Differences of PyTorch are
timed on as many coordinates as take some seconds, and scaled to all. Each figure is seconds by the
clock and, in brackets, of the processors. Needs torch, torchvision, onnx and numpy.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import tempfile
import time

import numpy as np
import torch
import torch.nn.functional as F

import depth

STEP = 1e-5
BATCHES = (16, 64, 256)
TIMED_SECONDS = 4
HEAD = (
    "| grows | network | pixels a side | coordinates | Plumbline | verdict | rests on "
    "| PyTorch, every coordinate | as many times Plumbline's | gradcheck, fast mode |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def residual(blocks, width, side):
    torch.manual_seed(0)
    return f"{blocks} residual, {width} channels", depth.residual(blocks, width), side


def transformer(layers, width):
    torch.manual_seed(0)
    return f"{layers} transformer layers, {width} wide", depth.Vit(layers, width), 32


GROWTH = {
    "depth": [lambda n=n: residual(n, 16, 32) for n in (1, 2, 4, 8, 16)]
    + [lambda n=n: transformer(n, 64) for n in (1, 2, 4, 8)],
    "width": [lambda w=w: residual(4, w, 32) for w in (8, 16, 32, 64)]
    + [lambda w=w: transformer(2, w) for w in (32, 64, 128)],
    "image": [lambda s=s: residual(4, 16, s) for s in (16, 32, 64)],
}


class Taken:
    """Seconds by the clock and of the processors, of this process and of those that it waited for."""

    def __enter__(self):
        self.clock, self.processors = -time.perf_counter(), -self.used()
        return self

    def __exit__(self, *_):
        self.clock += time.perf_counter()
        self.processors += self.used()

    @staticmethod
    def used():
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in both)

    def times(self, factor):
        self.clock, self.processors = factor * self.clock, factor * self.processors
        return self

    def __str__(self):
        return f"{self.clock:.3g} ({self.processors:.3g})"


def checked(model, x, label, gradient, plumbline):
    """How long the whole command takes, and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        torch.onnx.export(model, (x,), at / "m.onnx", dynamo=False, opset_version=17)
        for file, values in (("x", x.numpy()), ("y", label.numpy()), ("g", gradient)):
            np.save(at / f"{file}.npy", values)
        command = [*plumbline, "check", at / "m.onnx", "--logits", "--quiet"]
        command += ["--json", at / "o.json"]
        for option, file in (("input", "x"), ("label", "y"), ("gradient", "g")):
            command += [f"--{option}", at / f"{file}.npy"]
        with Taken() as taken:
            done = subprocess.run([*map(str, command)], capture_output=True)
        if not (at / "o.json").exists():
            raise RuntimeError(done.stderr.decode())
        return taken, json.loads((at / "o.json").read_text())["samples"][0]


def quotients(loss, x, label, coordinates, batch):
    """Central differences by some coordinates, both sides of half a batch at once."""
    flat = x.reshape(1, -1)
    for begin in range(0, len(coordinates), batch // 2):
        some = coordinates[begin : begin + batch // 2]
        moved = flat.repeat(2 * len(some), 1)
        rows = torch.arange(len(some))
        moved[rows, some] += STEP
        moved[rows + len(some), some] -= STEP
        with torch.no_grad():
            value = loss(moved.reshape(-1, *x.shape[1:]), label.expand(2 * len(some)))
        (value[: len(some)] - value[len(some) :]) / (2 * STEP)


def differenced(loss, x, label):
    """How long every coordinate takes, in batches of the best size."""
    count = x.numel()
    best = None
    for batch in BATCHES:
        some = torch.arange(min(count, batch // 2))
        quotients(loss, x, label, some, batch)
        with Taken() as taken:
            quotients(loss, x, label, some, batch)
        taken.times(1 / len(some))
        best = min(best or (taken.clock, batch), (taken.clock, batch))
    each, batch = best
    some = torch.arange(min(count, max(batch, int(TIMED_SECONDS / each))))
    with Taken() as taken:
        quotients(loss, x, label, some, batch)
    return taken.times(count / len(some))


def row(grows, named, plumbline):
    name, model, side = named
    generator = torch.Generator().manual_seed(1)
    x = depth.images(1, side, generator)
    model = depth.settled(model, side, generator)
    with torch.no_grad():
        label = model(x).argsort(1)[:, -2]
    gradient = depth.gradient(model, x, label, "float32")
    ours, said = checked(model, x, label, gradient, plumbline)
    double, x64 = model.double(), x.double()

    def loss(x, label):
        return F.cross_entropy(double(x), label, reduction="none")

    theirs = differenced(loss, x64, label)
    point = x64.clone().requires_grad_(True)
    with Taken() as fast:
        torch.autograd.gradcheck(
            lambda x: loss(x, label).sum(), point, fast_mode=True, raise_exception=False
        )
    tier = said.get("tier", "").lower().replace("_", " ")
    print(
        f"| {grows} | {name} | {side} | {x.numel():,} | {ours} | {said['verdict']} | {tier} "
        f"| {theirs} | {theirs.clock / ours.clock:.2g} ({theirs.processors / ours.processors:.2g}) "
        f"| {fast} |",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("grows", nargs="*", default=list(GROWTH), help=", ".join(GROWTH))
    parser.add_argument("--plumbline", default=str(depth.HERE.parent / "plumbline"))
    options = parser.parse_args()
    torch.backends.mha.set_fastpath_enabled(False)
    print(HEAD)
    for grows in options.grows:
        for named in GROWTH[grows]:
            row(grows, named(), options.plumbline.split())


if __name__ == "__main__":
    main()
