"""Perceptrons of scikit-learn, drawn at random, and what skl2onnx makes of them.

scikit-learn differentiates nothing: the gradient is computed here, from the fitted weights.
"""

import random

import numpy as np
from skl2onnx import to_onnx
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ACTIVATIONS = {
    "identity": (lambda z: z, lambda z: np.ones_like(z)),
    "logistic": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0),
}
CLASSES = 4


def make(shape, blocks, seed, folder):
    draw = random.Random(seed)
    numbers = np.random.default_rng(seed)
    columns = draw.randint(2, 12)
    data = numbers.normal(size=(80, columns)).astype(np.float32)
    name = draw.choice(list(ACTIVATIONS))
    hidden = tuple(draw.randint(2, 14) for _ in range(draw.randint(1, 4)))
    mlp = MLPClassifier(hidden, activation=name, max_iter=4, random_state=seed)
    scaler = StandardScaler()
    model = make_pipeline(scaler, mlp) if draw.random() < 0.5 else mlp
    model.fit(data, np.arange(80) % CLASSES)
    x = numbers.normal(size=(1, columns)).astype(np.float32)
    scaled = model is not mlp
    label = seed % CLASSES
    slope = gradient(mlp, scaler.transform(x) if scaled else x.astype(np.float64), label)
    slope = slope / scaler.scale_ if scaled else slope
    onnx = to_onnx(model, data[:1], options={id(model): {"zipmap": draw.random() < 0.5}})
    (folder / "model.onnx").write_bytes(onnx.SerializeToString())
    more = [("output", onnx.graph.output[1].name)]
    return x, model.predict_proba(x), slope.astype(np.float32), label, more


def gradient(mlp, x, label):
    """Of cross-entropy, by the chain rule."""
    function, derivative = ACTIVATIONS[mlp.activation]
    sums = []
    value = x
    for weights, bias in zip(mlp.coefs_, mlp.intercepts_):
        sums.append(value @ weights + bias)
        value = function(sums[-1])
    shifted = np.exp(sums[-1] - sums[-1].max())
    back = shifted / shifted.sum()
    back[0, label] -= 1
    for k in range(len(sums) - 1, -1, -1):
        back = back @ mlp.coefs_[k].T
        if k:
            back = back * derivative(sums[k - 1])
    return back
