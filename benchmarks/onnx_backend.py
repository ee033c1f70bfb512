"""Reads ONNX's own backend tests, made models of one input, and counts how many are read and equal.

    python benchmarks/onnx_backend.py [--keep DIR] [--classpath CP] [--list]

In each test with a floating-point input, all inputs but the first such one become constants; what is
read must equal every output that the test expects. Needs onnx (the tests come with it) and numpy.
Prints the reasons of refusals and a table by operator family; --list adds one line for each test.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import tempfile
import warnings

import numpy as np
import onnx
from onnx import numpy_helper

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).resolve().parent
FLOATING = {
    onnx.TensorProto.FLOAT,
    onnx.TensorProto.DOUBLE,
    onnx.TensorProto.FLOAT16,
    onnx.TensorProto.BFLOAT16,
}
KINDS = ("node", "simple", "pytorch-operator", "pytorch-converted")


def tests():
    from onnx.backend.test.loader import load_model_tests

    for kind in KINDS:
        for case in load_model_tests(kind=kind):
            if case.model is not None:
                yield kind, case.name, case.model, case.data_sets[0]
                continue
            folder = pathlib.Path(case.model_dir)
            if not (folder / "model.onnx").exists():
                continue
            model = onnx.load(folder / "model.onnx")
            data = folder / "test_data_set_0"
            yield kind, case.name, model, tuple(read_all(data, of) for of in ("input", "output"))


def read_all(data, of):
    files = sorted(data.glob(f"{of}_*.pb"), key=lambda p: int(p.stem.split("_")[1]))
    return [onnx.load_tensor(f) for f in files]


def array(value):
    if isinstance(value, onnx.TensorProto):
        return numpy_helper.to_array(value)
    return None if isinstance(value, (list, tuple, dict)) else np.asarray(value)


def elem_type(info):
    return info.type.tensor_type.elem_type if info.type.HasField("tensor_type") else 0


def rewrite(model, inputs):
    """The model with one input; None where no input is floating-point."""
    known = {t.name for t in model.graph.initializer}
    infos = [i for i in model.graph.input if i.name not in known]
    first = next((k for k, i in enumerate(infos) if elem_type(i) in FLOATING), None)
    if first is None or first >= len(inputs):
        return None
    made = onnx.ModelProto()
    made.CopyFrom(model)
    del made.graph.input[:]
    made.graph.input.append(infos[first])
    for k, (info, value) in enumerate(zip(infos, inputs)):
        if k != first:
            if not info.type.HasField("tensor_type") or array(value) is None:
                return None
            tensor = onnx.TensorProto()
            if isinstance(value, onnx.TensorProto):
                tensor.CopyFrom(value)
            else:
                tensor = numpy_helper.from_array(np.asarray(value))
            tensor.name = info.name
            made.graph.initializer.append(tensor)
    return made, array(inputs[first])


def write(folder, model, x, outputs):
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    np.save(folder / "x.npy", np.asarray(x, np.float64))
    lines = []
    for k, (info, value) in enumerate(zip(model.graph.output, outputs)):
        expected = array(value)
        if expected is None or expected.dtype == object:
            lines.append(f"{info.name}\t-")
            continue
        np.save(folder / f"y{k}.npy", expected.astype(np.float64))
        lines.append(f"{info.name}\t{tolerance(elem_type(info))}")
    (folder / "outputs.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def tolerance(kind):
    return {onnx.TensorProto.FLOAT16: 5e-3, onnx.TensorProto.BFLOAT16: 4e-2}.get(kind, 1e-4)


def classpath():
    root = HERE.parent
    subprocess.run(
        ["mvn", "-q", "-B", "-f", root / "pom.xml", "-Prun", "-pl", "benchmarks", "-am"]
        + ["-DskipTests", "-Dmaven.javadoc.skip=true", "package"],
        check=True,
    )
    return f"{HERE}/target/classes:" + (HERE / "target/classpath.txt").read_text().strip()


FAMILIES = {
    "windows": "Conv Pool Col2Im Deform Unpool",
    "products": "Gemm MatMul Einsum Det",
    "normalization": "Normalization LRN Dropout Softmax Hardmax",
    "attention, recurrence, loops": "Attention RotaryEmbedding RNN LSTM GRU Scan Loop If Causal",
    "losses": "Loss",
    "reductions": "Reduce CumSum CumProd ArgM TopK",
    "indices": "Gather Scatter OneHot NonZero Compress Unique Where Trilu EyeLike ReverseSequence",
    "images": "Resize Upsample GridSample AffineGrid Roi DepthToSpace SpaceToDepth CenterCrop",
    "signals": "DFT STFT Window MelWeight",
    "moves": "Reshape Flatten Squeeze Transpose Concat Slice Split Pad Expand Tile Identity Shape",
    "casts and quantization": "Cast Quantize QLinear",
    "comparisons": "Equal Greater Less Is And Or Not Xor",
    "random, sequences, training": "Random Bernoulli Sequence Optional Ada Momentum preview.training",
    "detection, text, trees": "NonMax TfIdf Tree Binarizer Feature Image String Regex",
}


def family(operator):
    for name, parts in FAMILIES.items():
        if any(part in operator for part in parts.split()):
            return name
    return "element by element"


def operator(folder):
    """What a test is of: the first node, of the model before its functions are written out."""
    plain = folder.parent / re.sub(r"_expanded.*$", "", folder.name)
    model = onnx.load((plain if plain.exists() else folder) / "model.onnx")
    return model.graph.node[0].op_type if model.graph.node else ""


def table(folder, rows):
    counts = collections.defaultdict(collections.Counter)
    for name, what, _ in rows:
        counts[family(operator(folder / name))][what] += 1
    print("| operators | tests | equal | wrong | refused |\n|---|---|---|---|---|")
    for name in sorted(counts, key=lambda n: -sum(counts[n].values())):
        c = counts[name]
        print(f"| {name} | {sum(c.values())} | {c['equal']} | {c['wrong']} | {c['refused']} |")


def reason(detail):
    """A refusal without what is particular to one test."""
    line = re.sub(r"^model\.onnx: (node \S+ )?", "", detail)
    return re.sub(r"\([^)]*\)|\[[^\]]*\]|-?\d+(\.\d+)?", "…", line)[:90]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--classpath")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or pathlib.Path(scratch)
        if not any(folder.glob("*/model.onnx")):
            for kind, name, model, (inputs, outputs) in tests():
                made = rewrite(model, inputs)
                if made is not None:
                    write(folder / f"{kind}.{name}", *made, outputs)
        said = subprocess.run(
            [os.environ.get("JAVA", "java"), "-Xmx2g", "-cp", given.classpath or classpath()]
            + ["io.plumbline.benchmarks.BackendTests", folder],
            capture_output=True,
            text=True,
        )
        rows = [line.split("\t", 2) for line in said.stdout.splitlines()]
        print(said.stderr, end="")
        if given.list:
            for row in rows:
                print("\t".join(row))
        report(rows)
        table(folder, rows)


def report(rows):
    said = collections.Counter(row[1] for row in rows)
    total = len(rows)
    refused = collections.Counter(reason(row[2]) for row in rows if row[1] == "refused")
    for why, count in refused.most_common():
        print(f"{count:5d}  {why}")
    print(f"onnx {onnx.__version__}: {total} tests with a floating-point input")
    for what in ("equal", "wrong", "refused", "failed"):
        print(f"{what:8s} {said[what]:5d}  {100 * said[what] / max(1, total):5.1f} %")


if __name__ == "__main__":
    main()
