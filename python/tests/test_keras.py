import importlib.util
import os

import numpy as np
import pytest

import plumbline

BACKENDS = [name for name in ("torch", "jax", "tensorflow") if importlib.util.find_spec(name)]
if not BACKENDS:
    pytest.skip("no backend of Keras is installed", allow_module_level=True)
os.environ.setdefault("KERAS_BACKEND", BACKENDS[0])
keras = pytest.importorskip("keras", reason="Keras is not installed: its models are not checked")

CLASSES = 4


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(3, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def x():
    x = np.zeros((2, 8, 8, 1), np.float32)
    x[:, 2:6, 2:6] = np.random.default_rng(1).random((2, 4, 4, 1))
    return x


def test_by_input(model, x):
    assert plumbline.check(model, x, [1, 2]).passed
    assert plumbline.check(model, x[0], 1).passed
    assert plumbline.check(model, x, np.eye(CLASSES, dtype=np.float32)[[1, 2]]).passed


def test_by_parameters(model, x):
    result = plumbline.check(model, x, [1, 2], by="parameters")
    assert result.passed
    assert len(result.details["samples"]) == 6


def test_the_loss_it_was_compiled_with(x):
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    model.compile(loss="mse")
    result = plumbline.check(model, x[0], np.ones((1, 2), np.float32))
    assert result.passed
    assert result.details["loss"].lower() == "mse"
    assert plumbline.check(model, x[0], 1, loss="cross-entropy").passed


def test_a_wrong_gradient(model, x):
    assert plumbline.check(model, x[:1], 1, gradient=np.ones((1, 8, 8, 1))).verdict == "FAIL"


def test_what_does_not_fit(model, x):
    with pytest.raises(plumbline.BadInputError, match="loss"):
        plumbline.check(model, x, [1, 2], loss="triplet")
    with pytest.raises(plumbline.BadInputError, match=r"x \(of shape \(3,\)\) must be"):
        plumbline.check(model, np.ones(3, np.float32), 1)
