"""Checks PyTorch's gradients of deep networks, and mistakes planted in them.

    python benchmarks/depth.py [--samples N] [--side PIXELS] [--precision float32|bfloat16|autocast]
        [--plumbline COMMAND] [NETWORK ...]

Without names: those of NETWORKS. Mistakes of a size are of 1 %, or, in less than float32, of five
times the noise that was measured, flips included, or of the whole norm where that is more; smaller
ones are left out. Needs torch, torchvision, onnx and numpy. Weights are drawn, batch
statistics measured, and the label is the second largest score, so that no sample is saturated.
Prints a Markdown row for each network: what was decided, let through and falsely rejected, and the
seconds that one gradient takes, its cause included where it is wrong (one process for all of them).
"""

import argparse
import copy
import json
import pathlib
import statistics
import subprocess
import tempfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision.models as tv

HERE = pathlib.Path(__file__).resolve().parent
NETWORKS = (
    "residual8",
    "residual16",
    "resnet18",
    "resnet50",
    "mobilenet_v2",
    "efficientnet_b0",
    "densenet121",
    "convnext_tiny",
    "vit6",
)
HEAD = (
    "| network | parameters | gradients | false alarms | let through | decided | rests on | noise "
    "| seconds, median | most |\n|---|---|---|---|---|---|---|---|---|---|"
)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.one, self.two = (nn.Conv2d(channels, channels, 3, 1, 1, bias=False) for _ in "ab")
        self.a, self.b = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)

    def forward(self, x):
        return F.relu(x + self.b(self.two(F.relu(self.a(self.one(x))))))


def residual(blocks, width=16):
    stem = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10)]
    return nn.Sequential(*stem, *[Block(width) for _ in range(blocks)], *head)


class Vit(nn.Module):
    """A vision transformer of small patches."""

    def __init__(self, layers, width=64):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 8, 8)
        self.places = nn.Parameter(0.02 * torch.randn(1, 16, width))
        layer = nn.TransformerEncoderLayer(
            width, 4, 4 * width, 0.0, "gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)

    def forward(self, x):
        tokens = self.patches(x).flatten(2).transpose(1, 2) + self.places
        return self.head(self.norm(self.encoder(tokens)).mean(1))


def images(count, side, generator):
    coarse = torch.randn(count, 3, 8, 8, generator=generator)
    x = F.interpolate(coarse, size=(side, side), mode="bicubic")
    x = x + 0.3 * torch.randn(count, 3, side, side, generator=generator)
    return (x.clamp(-1.95, 1.95) * 64).round() / 64


def network(name, samples, side):
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(1)
    if name.startswith("residual"):
        model = residual(int(name[8:]))
    elif name[:3] == "vit" and name[3:].isdigit():
        model = Vit(int(name[3:]))
    elif name.startswith("vit"):
        model = getattr(tv, name)(num_classes=10, image_size=side)
        # Its scores begin at zero, and with them the gradient.
        nn.init.normal_(model.heads.head.weight, 0, 0.02)
    else:
        model = getattr(tv, name)(num_classes=10)
    x = images(samples, side, generator)
    return settled(model, side, generator), x


def settled(model, side, generator):
    """The model as it is evaluated, with scales that were drawn and statistics of some images."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    if norms:
        for norm in norms:
            norm.momentum = None
            nn.init.uniform_(norm.weight, 0.5, 1.5)
            nn.init.normal_(norm.bias, 0, 0.2)
        model.train()
        with torch.no_grad():
            for _ in range(4):
                model(images(max(4, 1024 // side), side, generator))
    return model.eval().requires_grad_(False)


def gradient(model, x, label, precision):
    """In float32, with matrix products in bfloat16, or in bfloat16 throughout."""
    x = x.clone().requires_grad_(True)
    if precision == "autocast":
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = F.cross_entropy(model(x), label)
    elif precision == "bfloat16":
        loss = F.cross_entropy(copy.deepcopy(model).bfloat16()(x.bfloat16()), label)
    else:
        loss = F.cross_entropy(model(x), label)
    return torch.autograd.grad(loss, x)[0].float().numpy()


def mistakes(g, other, random, size):
    """By kind, what is wrong with one gradient of shape (1, C, H, W)."""
    half = g.shape[-1] // 2
    block = g.copy()
    block[..., half - 4 : half + 4, half - 4 : half + 4] = 0
    noise = random.standard_normal(g.shape) * np.sqrt(np.mean(g**2)) * size
    return {
        "scale": g * (1 + size),
        "sign": -g,
        "zero": 0 * g,
        "transposed": g.swapaxes(-1, -2),
        "one block zero": block,
        "another sample": other,
        "noise": g + noise,
    }


def check(at, model, cases, precision, plumbline, size):
    """The samples of the result, of cases of (input, label, gradient); mistakes are of a size."""
    torch.onnx.export(model, (cases[0][0][None],), at / "m.onnx", dynamo=False, opset_version=17)
    for file, values in zip("xyg", zip(*cases)):
        np.save(at / f"{file}.npy", np.stack([np.asarray(each) for each in values]))
    command = [*plumbline, "check", at / "m.onnx", "--logits", "--quiet", "--precision", precision]
    command += ["--must-see", str(size)]
    for option, file in (("input", "x"), ("label", "y"), ("gradient", "g")):
        command += [f"--{option}", at / f"{file}.npy"]
    (at / "o.json").unlink(missing_ok=True)
    done = subprocess.run([*map(str, command), "--json", str(at / "o.json")], capture_output=True)
    if not (at / "o.json").exists():
        raise RuntimeError(done.stderr.decode())
    return json.loads((at / "o.json").read_text())["samples"]


def row(name, samples, side, precision, plumbline):
    model, x = network(name, samples, side)
    with torch.no_grad():
        labels = torch.cat([model(each[None]).argsort(1)[:, -2] for each in x])
    right = [gradient(model, x[k : k + 1], labels[k : k + 1], precision) for k in range(samples)]
    random = np.random.default_rng(3)
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        size = 0.01
        if precision != "float32":
            given = [(x[0], int(labels[0]), right[0][0])]
            noise = check(at, model, given, precision, plumbline, size)[0]["rounding"]["noise"]
            size = min(1, 5 * noise)
        cases, truth = [], []
        for k in range(samples):
            wrong = mistakes(right[k], right[(k + 1) % samples], random, size)
            least = 0.99 * size * np.linalg.norm(right[k])
            for kind, g in {"": right[k], **wrong}.items():
                if kind and np.linalg.norm(g - right[k]) < least:
                    continue  # Smaller than what is to be seen.
                cases.append((x[k], int(labels[k]), g[0].astype("float32")))
                truth.append(kind)
        result = check(at, model, cases, precision, plumbline, size)
    told(name, model, truth, result)


def told(name, model, truth, result):
    """Prints what was said of gradients with these mistakes; "" is none."""
    said = [(kind, each["verdict"]) for kind, each in zip(truth, result)]
    alarms = sum(verdict == "FAIL" for kind, verdict in said if not kind)
    through = sum(verdict == "PASS" for kind, verdict in said if kind)
    decided = sum(verdict != "INCONCLUSIVE" for _, verdict in said)
    tiers = "/".join(sorted({each["tier"] for each in result})).lower().replace("_", " ")
    seconds = [each["elapsedMs"] / 1e3 for each in result]
    noise = statistics.median(each.get("rounding", {}).get("noise", 0) for each in result)
    print(
        f"| {name} | {sum(p.numel() for p in model.parameters()) / 1e6:.2g} M | {len(said)} "
        f"| {alarms} | {through} | {decided} | {tiers} | {noise:.1e} "
        f"| {statistics.median(seconds):.1f} | {max(seconds):.1f} |",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    parser.add_argument("--samples", type=int, default=2)
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--precision", default="float32")
    parser.add_argument("--plumbline", default=str(HERE.parent / "plumbline"))
    options = parser.parse_args()
    torch.backends.mha.set_fastpath_enabled(False)
    print(HEAD)
    for name in options.networks:
        row(name, options.samples, options.side, options.precision, options.plumbline.split())


if __name__ == "__main__":
    main()
