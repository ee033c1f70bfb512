"""Architectures at random, said without a framework: a kind of input, and blocks one after another.

A block is a tuple, its first word what it is. Blocks inside a residual keep the shape; branches are
joined along the channels.
"""

import random

ACTIVATIONS = (
    "relu", "leaky_relu", "elu", "selu", "gelu", "gelu_tanh", "silu", "tanh", "sigmoid", "softplus",
    "softsign", "hard_silu", "hard_sigmoid", "mish", "relu6", "none",
)  # fmt: skip
CLASSES = 5


def architecture(seed):
    """(shape without the batch, channels last; blocks), for 5 scores."""
    draw = random.Random(seed)
    kind = draw.choice(("image", "image", "image", "sequence", "sequence", "vector"))
    if kind == "image":
        shape = (draw.randint(8, 14), draw.randint(8, 14), draw.choice((1, 2, 3)))
        blocks = image(draw, draw.randint(2, 5), depth=0)
        head = draw.choice(("mean", "max", "flatten"))
    elif kind == "sequence":
        shape = (draw.randint(5, 11), draw.choice((4, 6, 8)))
        blocks = sequence(draw, draw.randint(2, 4))
        head = draw.choice(("mean", "max", "flatten", "last"))
    else:
        shape = (draw.randint(3, 20),)
        blocks = vector(draw, draw.randint(1, 4))
        head = "none"
    blocks.append(("head", head))
    if draw.random() < 0.5:
        blocks.append(("dense", draw.choice((7, 12)), act(draw)))
    if draw.random() < 0.3:
        blocks.append(("dropout",))
    return shape, [*blocks, ("dense", CLASSES, "none")]


def act(draw):
    return draw.choice(ACTIVATIONS)


def image(draw, count, depth):
    blocks = []
    for _ in range(count):
        pick = draw.choice(("conv", "conv", "depthwise", "pool", "norm", "residual", "branches"
                            , "squeeze", "up", "transposed", "act", "dropout"))  # fmt: skip
        if depth and pick in ("residual", "branches"):
            pick = "conv"
        if pick == "conv":
            kernel, stride = draw.choice((1, 2, 3)), draw.choice((1, 1, 2))
            dilation = draw.choice((1, 2)) if stride == 1 else 1
            padding = draw.choice(("same", "valid")) if stride * dilation == 1 else "valid"
            blocks.append(("conv", draw.choice((4, 6)), kernel, stride, padding, dilation, act(draw)))
        elif pick == "depthwise":
            blocks.append(("depthwise", draw.choice((2, 3)), act(draw)))
        elif pick == "pool":
            blocks.append(("pool", draw.choice(("max", "mean")), 2, draw.choice((1, 2))))
        elif pick == "norm":
            blocks.append(("norm", draw.choice(("batch", "group", "layer"))))
        elif pick == "residual":
            blocks.append(("residual", kept(draw)))
        elif pick == "branches":
            blocks.append(("branches", [kept(draw), kept(draw)]))
        elif pick == "squeeze":
            blocks.append(("squeeze", act(draw)))
        elif pick == "up":
            blocks.append(("up", draw.choice(("nearest", "bilinear"))))
        elif pick == "transposed":
            blocks.append(("transposed", 4, draw.choice((2, 3)), draw.choice((1, 2)), act(draw)))
        elif pick == "act":
            blocks.append(("act", act(draw)))
        else:
            blocks.append(("dropout",))
    return blocks


def kept(draw):
    """Blocks that keep the shape; 0 channels are as many as there are."""
    blocks = [("conv", 0, 3, 1, "same", 1, act(draw))]
    if draw.random() < 0.6:
        blocks.insert(0, ("norm", draw.choice(("batch", "group", "layer"))))
    if draw.random() < 0.5:
        blocks.append(("depthwise", 3, act(draw)))
    return blocks


def sequence(draw, count):
    blocks = []
    for _ in range(count):
        pick = draw.choice(("conv1", "recurrent", "recurrent", "attention", "norm", "each", "act"))
        if pick == "conv1":
            blocks.append(("conv1", draw.choice((4, 6)), draw.choice((1, 2, 3)), act(draw)))
        elif pick == "recurrent":
            kind = draw.choice(("lstm", "gru", "rnn"))
            blocks.append(("recurrent", kind, draw.choice((4, 6)), draw.random() < 0.4))
        elif pick == "attention":
            blocks.append(("attention", 2))
        elif pick == "norm":
            blocks.append(("norm", "layer"))
        elif pick == "each":
            blocks.append(("each", draw.choice((6, 9)), act(draw)))
        else:
            blocks.append(("act", act(draw)))
    return blocks


def vector(draw, count):
    blocks = []
    for _ in range(count):
        pick = draw.choice(("dense", "dense", "norm", "gate", "residual"))
        if pick == "dense":
            blocks.append(("dense", draw.randint(3, 16), act(draw)))
        elif pick == "norm":
            blocks.append(("norm", draw.choice(("batch", "layer"))))
        elif pick == "gate":
            blocks.append(("gate", draw.randint(3, 9)))
        else:
            blocks.append(("residual", [("dense", 0, act(draw))]))
    return blocks
