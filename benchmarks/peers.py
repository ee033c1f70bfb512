"""Times other ways to the same gradients on the seed network and test image 2, to stand beside run.

    python benchmarks/peers.py [torch] [gradcheck] [jax] [ort] [keras-loop]

Without names: all. Needs numpy and h5py, and what is named: torch; jax; onnxruntime; tensorflow-cpu
and keras. Prints one JSON line for each figure: {"peer", "work", "seconds"}, the least of several.
"""

import gzip
import io
import json
import os
import pathlib
import sys
import time
import zipfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE / "src/main/resources/seed.keras"
MNIST = HERE.parent / "plumbline-data/src/main/resources/io/plumbline/data/mnist"
IMAGE = 2
STEP = {"float32": 1e-3, "float64": 1e-6}
PEERS = ("torch", "gradcheck", "jax", "ort", "keras-loop")


def weights():
    h5 = h5py.File(io.BytesIO(zipfile.ZipFile(MODEL).read("model.weights.h5")))
    layers = ("conv2d", "conv2d_1", "dense")
    return [np.asarray(h5[f"layers/{layer}/vars/{k}"]) for layer in layers for k in (0, 1)]


def sample():
    pixels = gzip.open(MNIST / "t10k-images-idx3-ubyte.gz").read()
    labels = gzip.open(MNIST / "t10k-labels-idx1-ubyte.gz").read()
    image = np.frombuffer(pixels, np.uint8, 784, 16 + 784 * IMAGE).reshape(28, 28)
    return image.astype("float32") / 255, int(labels[8 + IMAGE])


def say(peer, work, seconds):
    print(json.dumps({"peer": peer, "work": work, "seconds": round(seconds, 6)}), flush=True)


def least(task, runs):
    """The least time of several runs, after one that warms up."""
    task()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def torch_network(dtype):
    import torch
    from torch.nn import functional as F

    k1, b1, k2, b2, d, b3 = (torch.tensor(w, dtype=dtype) for w in weights())
    # Keras flattens channels last, torch channels first.
    d = d.reshape(5, 5, 64, 10).permute(3, 2, 0, 1).reshape(10, 1600)
    parameters = (k1.permute(3, 2, 0, 1), b1, k2.permute(3, 2, 0, 1), b2, d, b3)

    def scores(x, p=parameters):
        h = F.max_pool2d(F.relu(F.conv2d(x, p[0], p[1])), 2)
        h = F.max_pool2d(F.relu(F.conv2d(h, p[2], p[3])), 2)
        return F.linear(h.flatten(1), p[4], p[5])

    return scores, parameters


def time_torch():
    import torch
    from torch.nn import functional as F

    image, label = sample()
    for name, h in STEP.items():
        dtype = getattr(torch, name)
        scores, _ = torch_network(dtype)
        x = torch.tensor(image[None, None], dtype=dtype, requires_grad=True)

        def loss(x):
            labels = torch.full((len(x),), label)
            return F.cross_entropy(scores(x), labels, reduction="none")

        reverse = least(lambda: torch.autograd.grad(loss(x).sum(), x), 50)
        say("torch", f"reverse mode {name}", reverse)
        steps = h * torch.eye(784, dtype=dtype).reshape(784, 1, 28, 28)

        def numeric(batch):
            with torch.no_grad():
                for part in steps.split(batch):
                    (loss(x + part) - loss(x - part)) / (2 * h)

        best = min(least(lambda: numeric(batch), 3) for batch in (16, 64, 256))
        say("torch", f"784 pixels {name}", best)


def time_gradcheck():
    """Once: it takes most of a minute. Off the ties, as it rejects the gradient at them."""
    import torch
    from torch.nn import functional as F

    image, label = sample()
    scores, parameters = torch_network(torch.float64)
    parameters = tuple(p.clone().requires_grad_() for p in parameters)
    jitter = torch.randn(1, 1, 28, 28, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    x = torch.tensor(image[None, None], dtype=torch.float64) + 1e-2 * jitter
    start = time.perf_counter()
    torch.autograd.gradcheck(
        lambda *p: F.cross_entropy(scores(x, p), torch.tensor([label])),
        parameters,
        raise_exception=False,
    )
    say("torch gradcheck", "34,826 parameters float64", time.perf_counter() - start)


def time_jax():
    import jax
    import jax.numpy as jnp
    from jax import lax

    jax.config.update("jax_enable_x64", True)
    image, label = sample()
    for name, h in STEP.items():
        w = [jnp.asarray(each, name) for each in weights()]
        layout = ("NHWC", "HWIO", "NHWC")
        pool = (1, 2, 2, 1)

        def loss(x):
            a = x[None, ..., None]
            for k in (0, 2):
                a = lax.conv_general_dilated(a, w[k], (1, 1), "VALID", dimension_numbers=layout)
                a = lax.reduce_window(jax.nn.relu(a + w[k + 1]), -jnp.inf, lax.max, pool, pool, "VALID")
            return -jax.nn.log_softmax(a.reshape(-1) @ w[4] + w[5])[label]

        x = jnp.asarray(image, name)
        gradient = jax.jit(jax.grad(loss))
        say("jax", f"reverse mode {name}", least(lambda: gradient(x).block_until_ready(), 30))
        steps = h * jnp.eye(784, dtype=name).reshape(784, 28, 28)

        def batched(size):
            quotient = lambda x: lax.map(
                lambda e: (loss(x + e) - loss(x - e)) / (2 * h), steps, batch_size=size
            )
            compiled = jax.jit(quotient)
            return least(lambda: compiled(x).block_until_ready(), 3)

        say("jax", f"784 pixels {name}", min(batched(size) for size in (16, 49, 112)))


def time_ort():
    import onnxruntime

    image, _ = sample()
    session = onnxruntime.InferenceSession(MODEL.with_suffix(".onnx"))
    name = session.get_inputs()[0].name
    steps = np.float32(1e-3) * np.eye(784, dtype="float32").reshape(784, 28, 28, 1)
    x = image.reshape(1, 28, 28, 1)

    def numeric(batch):
        for k in range(0, 784, batch):
            session.run(None, {name: x + steps[k : k + batch]})
            session.run(None, {name: x - steps[k : k + batch]})

    best = min(least(lambda: numeric(batch), 3) for batch in (16, 64))
    say("onnxruntime", "784 pixels float32", best)


def time_keras_loop():
    """The loop of the original question: one call for each evaluation."""
    import keras

    image, label = sample()
    model = keras.models.load_model(MODEL, compile=False)
    cross_entropy = keras.losses.CategoricalCrossentropy()
    target = np.eye(10, dtype="float32")[label]
    loss = lambda x: cross_entropy(target, model(x.reshape(1, 28, 28, 1))[0])
    x = image.ravel()
    loss(x)
    start = time.perf_counter()
    for k in range(784):
        step = np.zeros_like(x)
        step[k] = 1e-3
        (loss(x + step) - loss(x - step)) / 2e-3
    say("keras loop", "784 pixels float32", time.perf_counter() - start)


if __name__ == "__main__":
    wanted = sys.argv[1:] or PEERS
    unknown = [name for name in wanted if name not in PEERS]
    if unknown:
        sys.exit(f"peer ({unknown[0]}) must be one of {', '.join(PEERS)}")
    for peer in wanted:
        globals()["time_" + peer.replace("-", "_")]()
