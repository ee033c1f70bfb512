"""Checks gradients that JAX and TensorFlow compute of deep networks, and mistakes planted in them.

    python benchmarks/depth_frameworks.py [--framework jax|tensorflow] [--side PIXELS]
        [--plumbline COMMAND] [NETWORK ...]

The networks are those of depth.py that are written there: residual8, residual16, vit6, or with
other numbers. PyTorch draws their weights and exports them; the gradient is that of the same
function written for the other framework, compiled by XLA. Prints what depth.py prints.
"""

import argparse
import os
import pathlib
import tempfile

import numpy as np
import torch

import depth

HERE = pathlib.Path(__file__).resolve().parent


class Jax:
    def __init__(self):
        import jax

        self.jax, self.np = jax, jax.numpy
        self.relu, self.softmax = jax.nn.relu, jax.nn.softmax
        self.gelu = lambda x: jax.nn.gelu(x, approximate=False)

    def convolve(self, x, weight, stride, padding):
        numbers = ("NCHW", "OIHW", "NCHW")
        return self.jax.lax.conv_general_dilated(
            x, weight, (stride, stride), [(padding, padding)] * 2, dimension_numbers=numbers
        )

    def gradient(self, loss, x):
        return np.asarray(self.jax.jit(self.jax.grad(loss))(self.np.asarray(x)))

    def log_softmax(self, z):
        return self.jax.nn.log_softmax(z)


class TensorFlow:
    def __init__(self):
        import tensorflow
        import tensorflow.experimental.numpy as tensors

        tensors.experimental_enable_numpy_behavior(dtype_conversion_mode="legacy")
        self.tf, self.np = tensorflow, tensors
        self.relu, self.softmax = tensorflow.nn.relu, tensorflow.nn.softmax
        self.gelu = lambda x: tensorflow.nn.gelu(x, approximate=False)

    def convolve(self, x, weight, stride, padding):
        last = self.tf.transpose(x, (0, 2, 3, 1))
        around = [[0, 0], [padding] * 2, [padding] * 2, [0, 0]]
        y = self.tf.nn.conv2d(last, weight.transpose(2, 3, 1, 0), stride, around)
        return self.tf.transpose(y, (0, 3, 1, 2))

    def gradient(self, loss, x):
        @self.tf.function(jit_compile=True)
        def of(at):
            with self.tf.GradientTape() as tape:
                tape.watch(at)
                value = loss(at)
            return tape.gradient(value, at)

        return of(self.tf.constant(x)).numpy()

    def log_softmax(self, z):
        return self.tf.nn.log_softmax(z)


def normalized(f, x, w, name):
    def channel(key):
        return w[f"{name}.{key}"].reshape(1, -1, 1, 1)

    scale = channel("weight") / np.sqrt(channel("running_var") + np.float32(1e-5))
    return (x - channel("running_mean")) * scale + channel("bias")


def residual(f, w, blocks, x):
    x = f.relu(normalized(f, f.convolve(x, w["0.weight"], 1, 1), w, "1"))
    for k in range(3, 3 + blocks):
        y = f.relu(normalized(f, f.convolve(x, w[f"{k}.one.weight"], 1, 1), w, f"{k}.a"))
        x = f.relu(x + normalized(f, f.convolve(y, w[f"{k}.two.weight"], 1, 1), w, f"{k}.b"))
    last = 3 + blocks + 2
    return f.np.mean(x, axis=(2, 3)) @ w[f"{last}.weight"].T + w[f"{last}.bias"]


def layer_norm(f, x, w, name):
    centred = x - f.np.mean(x, axis=-1, keepdims=True)
    variance = f.np.mean(centred * centred, axis=-1, keepdims=True)
    return centred / f.np.sqrt(variance + np.float32(1e-5)) * w[f"{name}.weight"] + w[f"{name}.bias"]


def transformer(f, w, layers, x, heads=4):
    width = w["places"].shape[-1]
    x = f.convolve(x, w["patches.weight"], 8, 0) + w["patches.bias"].reshape(1, -1, 1, 1)
    x = f.np.transpose(f.np.reshape(x, (1, width, -1)), (0, 2, 1)) + w["places"]
    for k in range(layers):
        name = f"encoder.layers.{k}"
        y = layer_norm(f, x, w, name + ".norm1")
        y = y @ w[name + ".self_attn.in_proj_weight"].T + w[name + ".self_attn.in_proj_bias"]
        parts = f.np.transpose(f.np.reshape(y, (-1, 3, heads, width // heads)), (1, 2, 0, 3))
        scores = parts[0] @ f.np.transpose(parts[1], (0, 2, 1))
        mixed = f.softmax(scores * np.float32((width // heads) ** -0.5)) @ parts[2]
        mixed = f.np.reshape(f.np.transpose(mixed, (1, 0, 2)), (1, -1, width))
        x = x + mixed @ w[name + ".self_attn.out_proj.weight"].T
        x = x + w[name + ".self_attn.out_proj.bias"]
        y = layer_norm(f, x, w, name + ".norm2")
        y = f.gelu(y @ w[name + ".linear1.weight"].T + w[name + ".linear1.bias"])
        x = x + y @ w[name + ".linear2.weight"].T + w[name + ".linear2.bias"]
    x = f.np.mean(layer_norm(f, x, w, "norm"), axis=1)
    return x @ w["head.weight"].T + w["head.bias"]


def row(f, name, side, plumbline):
    model, x = depth.network(name, 2, side)
    weights = {key: value.numpy() for key, value in model.state_dict().items()}
    forward = residual if name.startswith("residual") else transformer
    count = int("".join(filter(str.isdigit, name)))
    with torch.no_grad():
        labels = [int(model(each[None]).argsort(1)[0, -2]) for each in x]

    def gradient(k):
        def loss(at):
            return -f.log_softmax(forward(f, weights, count, at))[0, labels[k]]

        return f.gradient(loss, x[k : k + 1].numpy())

    right = [gradient(k) for k in range(2)]
    cases, truth = [], []
    for k in range(2):
        wrong = depth.mistakes(right[k], right[1 - k], np.random.default_rng(3), 0.01)
        for kind, g in {"": right[k], **wrong}.items():
            cases.append((x[k], labels[k], g[0].astype("float32")))
            truth.append(kind)
    with tempfile.TemporaryDirectory() as folder:
        result = depth.check(pathlib.Path(folder), model, cases, "float32", plumbline, 0.01)
    depth.told(name, model, truth, result)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("networks", nargs="*", default=("residual8", "residual16", "vit6"))
    parser.add_argument("--framework", choices=("jax", "tensorflow"), default="jax")
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--plumbline", default=str(HERE.parent / "plumbline"))
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    torch.backends.mha.set_fastpath_enabled(False)
    framework = Jax() if options.framework == "jax" else TensorFlow()
    print(depth.HEAD)
    for name in options.networks:
        row(framework, name, options.side, options.plumbline.split())


if __name__ == "__main__":
    main()
