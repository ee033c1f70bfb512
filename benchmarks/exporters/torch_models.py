"""Architectures of grammar.py in PyTorch, and what its two exporters make of them."""

import warnings

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

warnings.filterwarnings("ignore")
FUNCTIONS = {
    "relu": nn.ReLU, "leaky_relu": lambda: nn.LeakyReLU(0.2), "elu": nn.ELU, "selu": nn.SELU,
    "gelu": nn.GELU, "gelu_tanh": lambda: nn.GELU("tanh"), "silu": nn.SiLU, "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid, "softplus": nn.Softplus, "softsign": nn.Softsign, "mish": nn.Mish,
    "hard_silu": nn.Hardswish, "hard_sigmoid": nn.Hardsigmoid, "relu6": nn.ReLU6,
    "none": nn.Identity,
}  # fmt: skip


class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Branches(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = nn.ModuleList(inner)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.inner], 1)


class Squeeze(nn.Module):
    def __init__(self, channels, function):
        super().__init__()
        self.down, self.act = nn.Linear(channels, 3), function()
        self.up = nn.Linear(3, channels)

    def forward(self, x):
        scale = torch.sigmoid(self.up(self.act(self.down(x.mean((2, 3))))))
        return x * scale[:, :, None, None]


class Gate(nn.Module):
    def __init__(self, size, width):
        super().__init__()
        self.both = nn.Linear(size, 2 * width)

    def forward(self, x):
        return F.glu(self.both(x), -1)


class Recurrent(nn.Module):
    def __init__(self, kind, size, units, both):
        super().__init__()
        make = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[kind]
        self.inner = make(size, units, batch_first=True, bidirectional=both)

    def forward(self, x):
        return self.inner(x)[0]


class Attention(nn.Module):
    def __init__(self, size, heads):
        super().__init__()
        self.inner = nn.MultiheadAttention(size, heads, batch_first=True)

    def forward(self, x):
        return x + self.inner(x, x, x, need_weights=False)[0]


class Along(nn.Module):
    """A layer on sequences whose features are channels."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x.transpose(1, 2)).transpose(1, 2)


class LayerNorm(nn.Module):
    """Over the channels, wherever they are."""

    def __init__(self, channels, axis):
        super().__init__()
        self.inner, self.axis = nn.LayerNorm(channels), axis

    def forward(self, x):
        if self.axis == -1:
            return self.inner(x)
        return self.inner(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Head(nn.Module):
    def __init__(self, how, rank):
        super().__init__()
        self.how, self.axes = how, (2, 3) if rank == 4 else 1

    def forward(self, x):
        if self.how == "mean":
            return x.mean(self.axes)
        if self.how == "max":
            return x.amax(self.axes)
        if self.how == "last":
            return x[:, -1]
        return x.flatten(1)


def layer(block, shape):
    """What a block is for an input of this shape."""
    what, *given = block
    channels = shape[1] if len(shape) == 4 else shape[-1]
    if what == "conv":
        out, kernel, stride, padding, dilation, act = given
        padding = "same" if padding == "same" else 0
        conv = nn.Conv2d(channels, out or channels, kernel, stride, padding, dilation)
        return nn.Sequential(conv, FUNCTIONS[act]())
    if what == "depthwise":
        conv = nn.Conv2d(channels, channels, given[0], padding="same", groups=channels, bias=False)
        return nn.Sequential(conv, FUNCTIONS[given[1]]())
    if what == "pool":
        return (nn.MaxPool2d if given[0] == "max" else nn.AvgPool2d)(given[1], given[2])
    if what == "norm":
        if given[0] == "batch":
            return (nn.BatchNorm2d if len(shape) == 4 else nn.BatchNorm1d)(channels)
        if given[0] == "group":
            return nn.GroupNorm(2 if channels % 2 == 0 else 1, channels)
        return LayerNorm(channels, 1 if len(shape) == 4 else -1)
    if what == "residual":
        return Residual(chain(given[0], shape))
    if what == "branches":
        return Branches([chain(branch, shape) for branch in given[0]])
    if what == "squeeze":
        return Squeeze(channels, FUNCTIONS[given[0]])
    if what == "up":
        return nn.Upsample(scale_factor=2, mode=given[0])
    if what == "transposed":
        out, kernel, stride, act = given
        return nn.Sequential(nn.ConvTranspose2d(channels, out, kernel, stride), FUNCTIONS[act]())
    if what == "act":
        return FUNCTIONS[given[0]]()
    if what == "dropout":
        return nn.Dropout(0.4)
    if what in ("dense", "each"):
        return nn.Sequential(nn.Linear(channels, given[0] or channels), FUNCTIONS[given[1]]())
    if what == "gate":
        return Gate(channels, given[0])
    if what == "conv1":
        conv = nn.Conv1d(channels, given[0], given[1], padding="same")
        return nn.Sequential(Along(conv), FUNCTIONS[given[2]]())
    if what == "recurrent":
        return Recurrent(given[0], channels, given[1], given[2])
    if what == "attention":
        return Attention(channels, given[0]) if channels % given[0] == 0 else nn.Identity()
    if what == "head":
        return Head(given[0], len(shape)) if given[0] != "none" else nn.Identity()
    raise ValueError(what)


def chain(blocks, shape):
    layers = []
    x = torch.zeros(shape)
    for block in blocks:
        layers.append(layer(block, tuple(x.shape)).eval())
        x = layers[-1](x)
    return nn.Sequential(*layers)


def build(shape, blocks, seed):
    """(model, sample shape with the batch)."""
    torch.manual_seed(seed)
    shape = (1, shape[-1], *shape[:-1]) if len(shape) == 3 else (1, *shape)
    model = chain(blocks, shape).eval()
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.5)
            module.running_var.uniform_(0.5, 2)
            module.weight.data.uniform_(0.5, 1.5)
    return model, shape


def make(shape, blocks, seed, folder, dynamo):
    model, shape = build(shape, blocks, seed)
    x = torch.randn(shape, requires_grad=True)
    y = model(x)
    label = int(seed % y.shape[1])
    F.cross_entropy(y, torch.tensor([label])).backward()
    example = (x.detach(),)
    if dynamo:
        torch.onnx.export(model, example, folder / "model.onnx", dynamo=True, verbose=False)
    else:
        torch.onnx.export(model, example, str(folder / "model.onnx"), dynamo=False, opset_version=17)
    return x.detach().numpy(), y.detach().numpy(), x.grad.numpy().astype(np.float32), label
