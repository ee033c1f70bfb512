"""Tries every layer of keras.layers: a model of it and a dense layer behind, saved as .keras.

    KERAS_BACKEND=jax python benchmarks/exporters/keras_layers.py [--keep DIR] [--classpath CP]

Each is held against Keras as run.py does it. Prints each that is not equal, or not read, with what
was said, and how many classes of keras.layers were read, refused, or are no layer of their own.
"""

import argparse
import collections
import inspect
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import keras
import numpy as np
from keras import layers as L

from keras_models import BACKEND, GRADIENTS
from onnx_backend import classpath

# What others are made of, not called themselves.
NO_LAYER = {"InputLayer", "Layer", "Wrapper", "GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"}
IMAGE, SEQUENCE, VOLUME = (7, 8, 3), (6, 4), (5, 4, 6, 2)


def spatial(rank):
    return {1: (9, 3), 2: IMAGE, 3: VOLUME}[rank]


def windows():
    for rank in (1, 2, 3):
        shape, tag = spatial(rank), f"{rank}D"
        for last in (True, False):
            form = "channels_last" if last else "channels_first"
            turned = shape if last else (shape[-1], *shape[:-1])
            for padding in ("valid", "same"):
                for strides, dilation in ((1, 1), (2, 1), (1, 2)):
                    more = {"padding": padding, "data_format": form}
                    steps = {"strides": strides, "dilation_rate": dilation}
                    yield turned, getattr(L, "Conv" + tag)(4, 2, **steps, **more)
                    if rank < 3 and not (strides == 2 and padding == "same"):
                        for kind in ("DepthwiseConv", "SeparableConv"):
                            size = {"filters": 4} if kind[0] == "S" else {}
                            yield turned, getattr(L, kind + tag)(kernel_size=3, **size, **steps, **more)
                for kind in ("MaxPooling", "AveragePooling"):
                    yield turned, getattr(L, kind + tag)(2, padding=padding, data_format=form)
                for kernel, strides, dilation, output in (
                    (3, 1, 1, None), (2, 2, 1, None), (3, 2, 1, None), (3, 2, 1, 1), (2, 3, 1, 2),
                    (3, 3, 1, 0), (2, 1, 2, None), (1, 3, 1, None), (4, 2, 1, 0), (5, 2, 1, 1),
                ):  # fmt: skip
                    yield turned, getattr(L, f"Conv{tag}Transpose")(
                        2, kernel, strides, padding=padding, data_format=form,
                        dilation_rate=dilation, output_padding=output,
                    )  # fmt: skip
            for kind in ("GlobalMaxPooling", "GlobalAveragePooling"):
                yield turned, getattr(L, kind + tag)(data_format=form)
            for kind in ("AdaptiveMaxPooling", "AdaptiveAveragePooling"):
                for size in (1, 2, 3):
                    yield turned, getattr(L, kind + tag)(size, data_format=form)
            more = {"data_format": form} if rank > 1 else {}
            yield turned, getattr(L, "ZeroPadding" + tag)(2, **more)
            yield turned, getattr(L, "Cropping" + tag)(1, **more)
            yield turned, getattr(L, "UpSampling" + tag)(2, **more)
            yield turned, getattr(L, "SpatialDropout" + tag)(0.2)


def images():
    yield IMAGE, L.UpSampling2D((2, 3), interpolation="bilinear")
    yield IMAGE, L.UpSampling2D(2, interpolation="bicubic")
    for how in ("bilinear", "nearest", "bicubic"):
        for size in ((5, 11), (14, 4)):
            yield IMAGE, L.Resizing(*size, interpolation=how)
    yield IMAGE, L.Resizing(5, 5, crop_to_aspect_ratio=True)
    yield IMAGE, L.CenterCrop(4, 5)
    yield IMAGE, L.CenterCrop(9, 5)
    yield IMAGE, L.RandomCrop(4, 5)
    for name in dir(L):
        if name.startswith("Random") and name != "RandomCrop":
            yield IMAGE, getattr(L, name)(**RANDOM.get(name, {"factor": 0.3}))
    for name in ("AugMix", "CutMix", "MixUp", "RandAugment", "AutoContrast", "Equalization"):
        yield IMAGE, getattr(L, name)()
    yield IMAGE, L.Solarization(0.3)
    yield IMAGE, L.ContrastLimitedAdaptiveHistogramEqualization()
    yield IMAGE, L.Pipeline([L.Rescaling(0.5), L.RandomFlip()])
    yield IMAGE, L.GroupNormalization(3)
    yield IMAGE, L.SpectralNormalization(L.Conv2D(3, 2))


RANDOM = {
    "RandomBrightness": {"factor": 0.3},
    "RandomColorJitter": {},
    "RandomElasticTransform": {},
    "RandomErasing": {},
    "RandomFlip": {},
    "RandomGaussianBlur": {},
    "RandomInvert": {},
    "RandomPerspective": {},
    "RandomPosterization": {"factor": 3},
    "RandomShear": {"x_factor": 0.2},
    "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2},
    "RandomZoom": {"height_factor": 0.2},
}


def sequences():
    for kind in ("LSTM", "GRU", "SimpleRNN"):
        for more in ({}, {"return_sequences": True}, {"go_backwards": True}, {"unroll": True}):
            yield SEQUENCE, getattr(L, kind)(3, **more)
        yield SEQUENCE, L.Bidirectional(getattr(L, kind)(3, return_sequences=True))
        yield SEQUENCE, L.RNN(getattr(L, kind + "Cell")(3))
    yield SEQUENCE, L.RNN([L.LSTMCell(3), L.GRUCell(5)], return_sequences=True)
    for rank in (1, 2, 3):
        shape = (4, *spatial(rank))
        yield shape, getattr(L, f"ConvLSTM{rank}D")(2, 3, padding="same")
        yield shape, getattr(L, f"ConvLSTM{rank}D")(2, 2, return_sequences=True, dilation_rate=2)
    yield SEQUENCE, L.TimeDistributed(L.Dense(3))
    yield (3, *IMAGE), L.TimeDistributed(L.Conv2D(3, 2))
    yield SEQUENCE, L.Masking(0.0)
    yield SEQUENCE, L.LSTM(3), lambda layer, x: layer(L.Masking(0.0)(x))
    yield SEQUENCE, L.Add(), lambda layer, x: layer([x, L.LSTM(4, return_sequences=True)(L.Masking()(x))])
    yield SEQUENCE, L.TimeDistributed(L.Dense(3)), lambda layer, x: L.GRU(3)(layer(L.Masking()(x)))
    yield SEQUENCE, L.Permute((2, 1))
    yield SEQUENCE, L.Reshape((3, 8))
    yield SEQUENCE, L.Flatten()
    yield SEQUENCE, L.EinsumDense("abc,cd->abd", (6, 5), bias_axes="d")
    yield SEQUENCE, L.Dense(3)
    yield (64, 1), L.STFTSpectrogram("log", 16, 8, 16)
    yield (64, 1), L.STFTSpectrogram("magnitude", 16, 8, 16)
    yield (64,), L.MelSpectrogram(16, 8, None, 8000, 6)


def elementwise():
    for layer in (
        L.ReLU(), L.ReLU(1, 0.2, 0.1), L.LeakyReLU(), L.PReLU("random_normal"), L.ELU(0.7), L.Softmax(),
        L.Activation("tanh"), L.Dropout(0.2), L.GaussianNoise(0.2), L.GaussianDropout(0.2),
        L.AlphaDropout(0.2), L.ActivityRegularization(0.1), L.Identity(), L.Rescaling(0.5, 0.1),
        L.Normalization(mean=0.3, variance=2.0), L.BatchNormalization(), L.LayerNormalization(),
        L.RMSNormalization(), L.UnitNormalization(), L.Lambda(lambda x: x * 2),
    ):  # fmt: skip
        yield SEQUENCE, layer
    yield (5,), L.RepeatVector(3)
    for layer in (
        L.Hashing(4), L.Discretization([-1.0, 0.0, 1.0]), L.CategoryEncoding(4, output_mode="multi_hot"),
        L.Embedding(4, 3), L.ReversibleEmbedding(4, 3), L.IntegerLookup(vocabulary=[1, 2, 3]),
    ):  # fmt: skip
        yield (5,), layer


def pairs():
    for layer in (
        L.Attention(), L.Attention(use_scale=True), L.Attention(score_mode="concat"),
        L.Attention(use_scale=True, score_mode="concat"), L.AdditiveAttention(),
        L.AdditiveAttention(use_scale=False), L.Dot(-1), L.Dot(2, normalize=True), L.Dot((2, 2)), L.Dot((1, 1)),
        L.Add(), L.Subtract(), L.Multiply(), L.Average(), L.Maximum(), L.Minimum(), L.Concatenate(1),
    ):  # fmt: skip
        yield SEQUENCE, layer, lambda layer, x: layer([x, L.Dense(4)(x)])
    for layer in (
        L.MultiHeadAttention(2, 3), L.GroupQueryAttention(3, 4, 2), L.GroupQueryAttention(3, 4, 4),
        L.MultiHeadAttention(2, 3, use_gate=True), L.MultiHeadAttention(2, 3, sliding_window=2),
    ):  # fmt: skip
        yield SEQUENCE, layer, lambda layer, x: layer(x, L.Dense(4)(x))
        yield SEQUENCE, type(layer).from_config(layer.get_config()), lambda layer, x: layer(
            x, x, use_causal_mask=True
        )
    yield SEQUENCE, L.Attention(), lambda layer, x: layer([x, x, L.Dense(4)(x)], use_causal_mask=True)
    yield IMAGE, L.Dot((1, 2)), lambda layer, x: layer([L.Reshape((8, 21))(x), L.Reshape((21, 8))(x)])


CASES = (windows, images, sequences, elementwise, pairs)


def cases():
    for make in CASES:
        for shape, layer, *how in make():
            yield shape, layer, how[0] if how else lambda layer, x: layer(x)


def generate(folder):
    """What each folder tries; a class whose model Keras cannot make or save is said and left."""
    tried = {}
    for number, (shape, layer, how) in enumerate(cases()):
        name = type(layer).__name__
        place = folder / f"{number:03d}-{name}"
        place.mkdir(parents=True, exist_ok=True)
        tried[place.name] = name
        keras.utils.set_random_seed(number)
        random = np.random.default_rng(number)
        try:
            given = keras.Input(shape)
            behind = how(layer, given)
            model = keras.Model(given, L.Dense(5)(L.Flatten()(behind)))
            if layer not in model.layers:
                raise ValueError("the model does not contain the layer")
            for weight in model.weights:
                if weight.dtype == "float32" and "variance" not in weight.path:
                    wide = 0.5 / max(1, np.prod(weight.shape[:-1], dtype=int)) ** 0.5
                    weight.assign(random.normal(0, wide, weight.shape))
            x = random.normal(size=(1, *shape)).astype(np.float32)
            y, g = GRADIENTS[BACKEND](model, x, 1)
            model.save(place / "model.keras")
        except Exception as e:
            print(f"{place.name}: Keras: {' '.join(repr(e).split())[:160]}")
            tried.pop(place.name)
            continue
        for key, array in (("x", x), ("y", y), ("g", g)):
            np.save(place / f"{key}.npy", array)
        (place / "options.tsv").write_text("label\t1\n", encoding="utf-8")
    return tried


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--classpath")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or pathlib.Path(scratch)
        tried = generate(folder)
        command = [os.environ.get("JAVA", "java"), "-Xmx2g", "-cp", given.classpath or classpath()]
        said = subprocess.run(
            [*command, "io.plumbline.benchmarks.ModelTrials", folder], capture_output=True, text=True
        )
        print(said.stderr, end="", file=sys.stderr)
    rows = [line.split("\t") for line in said.stdout.splitlines()]
    outcome = collections.defaultdict(set)
    for row in rows:
        far = row[1] == "read" and not (float(row[2]) <= 2e-4 and float(row[3]) <= 2e-4)
        outcome[tried[row[0]]].add("far" if far else row[1])
        if far or row[1] != "read" or row[4] != "PASS" or row[5] != "FAIL":
            print("\t".join(row))
    whole = {c.__name__ for n in dir(L) if inspect.isclass(c := getattr(L, n)) and issubclass(c, L.Layer)}
    read = {name for name in outcome if "read" in outcome[name]}
    print(f"classes: {len(whole)}, read {len(read & whole)}, models {len(rows)}")
    print("no model read:", *sorted(set(outcome) - read))
    print("not tried:", *sorted(whole - set(outcome) - NO_LAYER))


if __name__ == "__main__":
    main()
