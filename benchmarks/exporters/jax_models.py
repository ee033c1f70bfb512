"""Architectures of grammar.py in Flax, and what jax2onnx makes of them."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax2onnx import to_onnx

FUNCTIONS = {
    "relu": nnx.relu, "leaky_relu": lambda x: nnx.leaky_relu(x, 0.2), "elu": nnx.elu,
    "selu": nnx.selu, "gelu": lambda x: nnx.gelu(x, approximate=False), "gelu_tanh": nnx.gelu,
    "silu": nnx.silu, "tanh": jnp.tanh, "sigmoid": nnx.sigmoid, "softplus": nnx.softplus,
    "softsign": nnx.soft_sign, "mish": lambda x: x * jnp.tanh(nnx.softplus(x)),
    "hard_silu": nnx.hard_swish, "hard_sigmoid": nnx.hard_sigmoid, "relu6": nnx.relu6,
    "none": lambda x: x,
}  # fmt: skip


def same(convolution, act):
    return lambda x: FUNCTIONS[act](convolution(x))


def mean(x):
    return jnp.mean(x, axis=tuple(range(1, x.ndim - 1)))


def squeeze(channels, act, rngs):
    down, up = nnx.Linear(channels, 3, rngs=rngs), nnx.Linear(3, channels, rngs=rngs)
    return lambda x: x * nnx.sigmoid(up(FUNCTIONS[act](down(mean(x)))))[:, None, None, :]


def recurrent(kind, channels, units, rngs):
    """A cell over the places one after another; Flax's LSTM, GRU or plain cell."""
    make = {"lstm": nnx.LSTMCell, "gru": nnx.GRUCell, "rnn": nnx.SimpleCell}[kind]
    layer = nnx.RNN(make(channels, units, rngs=rngs))
    zeros = jnp.zeros((1, units))
    # Given, as a cell that makes its own draws from a stream, which no exporter's trace may.
    carry = (zeros, zeros) if kind == "lstm" else zeros
    return lambda x: layer(x, initial_carry=carry)


def attention(channels, heads, rngs):
    if channels % heads:
        return lambda x: x
    inner = nnx.MultiHeadAttention(heads, channels, decode=False, rngs=rngs)
    return lambda x: x + inner(x)


def layer(what, given, x, rngs):
    """The function that a block is for an input of this shape."""
    channels = x.shape[-1]
    if what == "conv":
        out, kernel, stride, padding, dilation, act = given
        return same(
            nnx.Conv(
                channels, out or channels, (kernel, kernel), stride, padding=padding.upper(),
                kernel_dilation=dilation, rngs=rngs,
            ),
            act,
        )  # fmt: skip
    if what == "depthwise":
        kernel = (given[0], given[0])
        conv = nnx.Conv(
            channels, channels, kernel, feature_group_count=channels, use_bias=False, rngs=rngs
        )
        return same(conv, given[1])
    if what == "pool":
        pool = nnx.max_pool if given[0] == "max" else nnx.avg_pool
        return lambda x: pool(x, (given[1], given[1]), (given[2], given[2]))
    if what == "norm":
        if given[0] == "batch":
            return nnx.BatchNorm(channels, use_running_average=True, rngs=rngs)
        if given[0] == "group":
            return nnx.GroupNorm(channels, 2 if channels % 2 == 0 else 1, rngs=rngs)
        return nnx.LayerNorm(channels, rngs=rngs)
    if what == "residual":
        inner = chain(given[0], x, rngs)
        return lambda x: x + inner(x)
    if what == "branches":
        parts = [chain(branch, x, rngs) for branch in given[0]]
        return lambda x: jnp.concatenate([part(x) for part in parts], -1)
    if what == "squeeze":
        return squeeze(channels, given[0], rngs)
    if what == "up":
        shape = (1, 2 * x.shape[1], 2 * x.shape[2], channels)
        return lambda x: jax.image.resize(x, shape, given[0])
    if what == "transposed":
        out, kernel, stride, act = given
        conv = nnx.ConvTranspose(channels, out, (kernel, kernel), (stride, stride), rngs=rngs)
        return same(conv, act)
    if what == "act":
        return FUNCTIONS[given[0]]
    if what == "dropout":
        return lambda x: x
    if what in ("dense", "each"):
        return same(nnx.Linear(channels, given[0] or channels, rngs=rngs), given[1])
    if what == "gate":
        both = nnx.Linear(channels, 2 * given[0], rngs=rngs)
        return lambda x: nnx.glu(both(x))
    if what == "conv1":
        return same(nnx.Conv(channels, given[0], (given[1],), rngs=rngs), given[2])
    if what == "recurrent":
        return recurrent(given[0], channels, given[1], rngs)
    if what == "attention":
        return attention(channels, given[0], rngs)
    if given[0] == "mean":
        return mean
    if given[0] == "max":
        return lambda x: jnp.max(x, axis=tuple(range(1, x.ndim - 1)))
    if given[0] == "last":
        return lambda x: x[:, -1]
    return lambda x: x.reshape(x.shape[0], -1)


def chain(blocks, x, rngs):
    functions = []
    for what, *given in blocks:
        functions.append(layer(what, given, x, rngs))
        x = functions[-1](x)

    def forward(x):
        for function in functions:
            x = function(x)
        return x

    return forward


def make(shape, blocks, seed, folder):
    model = chain(blocks, jnp.zeros((1, *shape)), nnx.Rngs(seed))
    x = np.random.default_rng(seed).normal(size=(1, *shape)).astype(np.float32)
    y = model(jnp.asarray(x))
    label = seed % y.shape[1]
    slope = jax.grad(lambda given: -jax.nn.log_softmax(model(given))[0, label])(jnp.asarray(x))
    made = to_onnx(model, [jax.ShapeDtypeStruct((1, *shape), jnp.float32)])
    (folder / "model.onnx").write_bytes(made.SerializeToString())
    return x, np.asarray(y), np.asarray(slope), label
