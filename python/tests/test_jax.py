import numpy as np
import pytest

import plumbline

jax = pytest.importorskip("jax", reason="JAX is not installed: its functions are not checked")
jnp = jax.numpy


def params():
    key = jax.random.split(jax.random.PRNGKey(0), 2)
    return {
        "w": jax.random.normal(key[0], (6, 5)),
        "v": jax.random.normal(key[1], (5, 3)),
    }


def mlp(params, x):
    return jnp.tanh(x @ params["w"]) @ params["v"]


X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(2, 6)


def test_functions():
    x = jnp.linspace(-1, 1.2, 5)
    assert plumbline.gradcheck(lambda x: jnp.sum(jnp.sin(x) ** 2), x).passed
    assert plumbline.gradcheck(jnp.sin, x).passed

    @jax.custom_vjp
    def wrong(x):
        return jnp.sum(x**3)

    wrong.defvjp(lambda x: (wrong(x), x), lambda x, g: (2.9 * g * x**2,))
    result = plumbline.gradcheck(wrong, x)
    assert result.verdict == "FAIL"
    assert "scale" in [cause.id for cause in result.causes]


def test_by_its_parameters():
    p = params()

    def loss(w, v):
        return jnp.sum(jnp.tanh(X @ w) @ v)

    x64 = jax.enable_x64 if hasattr(jax, "enable_x64") else jax.experimental.enable_x64
    with x64(True):
        double = {name: jnp.asarray(one, jnp.float64) for name, one in p.items()}
        assert plumbline.gradcheck(loss, double).passed


def test_a_network():
    pytest.importorskip("jax2onnx", reason="jax2onnx is not installed: networks are not checked")
    assert plumbline.check(mlp, X, [0, 2], params=params()).passed
    p = params()
    assert plumbline.check(lambda x: mlp(p, x), X[0], 1).passed
    wrong = np.ones((2, 6), np.float32)
    assert plumbline.check(mlp, X, [0, 2], params=p, gradient=wrong).verdict == "FAIL"
    assert plumbline.check(mlp, X, np.zeros((2, 3), np.float32), loss="mse", params=p).passed


def test_what_does_not_fit():
    pytest.importorskip("jax2onnx", reason="jax2onnx is not installed: networks are not checked")
    with pytest.raises(plumbline.BadInputError, match="check its loss by them"):
        plumbline.check(mlp, X, [0, 2], params=params(), by="parameters")
    with pytest.raises(plumbline.BadInputError, match="bfloat16"):
        plumbline.gradcheck(lambda x: jnp.sum(x), jnp.ones(3, jnp.bfloat16))
