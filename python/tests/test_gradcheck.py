import threading

import numpy as np
import pytest

import plumbline
from plumbline import Verdict


def f(x):
    return np.sin(x[0]) * x[1] + x[2]


def g(x):
    return np.array([np.cos(x[0]) * x[1], np.sin(x[0]), 1.0])


X = np.array([1.0, 2.0, 3.0])


def test_a_right_gradient_passes():
    result = plumbline.gradcheck(f, X, g)
    assert result.passed
    assert result.verdict == "PASS"
    assert result.text.startswith("PASS: the derivative is right at all 3 entries.")
    np.testing.assert_allclose(result.arrays["derivative"], g(X), atol=1e-9)
    assert result.raise_for_verdict() is result


def test_a_wrong_entry_is_named():
    result = plumbline.gradcheck(f, X, lambda x: g(x) * [1, 1.001, 1])
    assert result.verdict is Verdict.FAIL
    assert [cause.id for cause in result.causes] == ["coordinate"]
    assert result.worst.index[0].tolist() == [1]
    assert "worst" not in repr(result)
    with pytest.raises(plumbline.GradientError, match="wrong at 1 of 3") as failure:
        result.raise_for_verdict()
    assert failure.value.result is result
    assert isinstance(failure.value, AssertionError)


def test_an_array_is_a_gradient_too():
    assert plumbline.gradcheck(f, X, g(X)).passed
    assert plumbline.gradcheck(f, X, -g(X)).verdict is Verdict.FAIL


def test_the_same_seed_gives_the_same_text():
    first, second = (plumbline.gradcheck(f, X, g, seed=7) for _ in range(2))
    assert first.text == second.text
    assert first.details["entries"] == second.details["entries"]


def test_inputs_in_a_tuple_and_by_name():
    a, b = np.array([1.0, 2.0]), np.array([[0.5], [1.5]])
    assert plumbline.gradcheck(lambda u, v: (u @ v)[0], (a, b), lambda u, v: (v[:, 0], u[:, None]))
    wrong = plumbline.gradcheck(
        lambda u, v: (u @ v)[0], {"u": a, "v": b}, lambda u, v: {"u": v[:, 0], "v": -u[:, None]}
    )
    assert wrong.verdict is Verdict.FAIL
    assert {
        row["place"] for row in wrong.details["entries"] if row["agreement"] == "DISAGREES"
    } == {
        "v[0, 0]",
        "v[1, 0]",
    }


def test_names_that_numpy_keeps_for_itself():
    given = {"file": np.array([1.0]), "allow_pickle": np.array([2.0])}
    assert plumbline.gradcheck(
        lambda file, allow_pickle: (file * allow_pickle)[0],
        given,
        lambda file, allow_pickle: {"file": allow_pickle, "allow_pickle": file},
    )


def test_a_batch_is_asked_for_at_once():
    sizes = []

    def many(x):
        sizes.append(len(x))
        return (x**2).sum(1)

    assert plumbline.gradcheck(many, X, lambda x: 2 * x, batched=True)
    assert max(sizes) > 10


def test_several_outputs_by_jacobian_vjp_and_jvp():
    a = np.array([[1.0, 2, 3], [4, 5, 6]])

    def h(x):
        return np.tanh(a @ x)

    def j(x):
        return (1 - np.tanh(a @ x) ** 2)[:, None] * a

    x = np.array([0.1, -0.2, 0.05])
    assert plumbline.gradcheck(h, x, jacobian=j)
    assert plumbline.gradcheck(h, x, jacobian=j(x))
    assert plumbline.gradcheck(h, x, vjp=lambda x, u: u @ j(x), jvp=lambda x, v: j(x) @ v)
    assert plumbline.gradcheck(h, x, vjp=lambda x, u: 1.01 * (u @ j(x))).verdict is Verdict.FAIL


def test_a_hessian_is_held_against_the_gradient():
    h = np.diag([2.0, 4.0, 6.0])
    f2 = lambda x: float(x @ h @ x) / 2  # noqa: E731
    assert plumbline.gradcheck(f2, X, lambda x: h @ x, hvp=lambda x, v: h @ v)
    wrong = plumbline.gradcheck(f2, X, lambda x: h @ x, hvp=lambda x, v: 2 * (h @ v))
    assert wrong.verdict is Verdict.FAIL


def test_float32_is_judged_as_float32():
    x = np.linspace(0.1, 1, 7, dtype=np.float32)
    result = plumbline.gradcheck(lambda x: np.exp(x).sum(dtype=np.float32), x, np.exp)
    assert result.passed
    assert result.details["precision"] == "float32"


def test_a_kink_between_the_slopes_is_no_pass():
    result = plumbline.gradcheck(lambda x: np.abs(x).sum(), np.array([0.0, 1.0]), np.sign)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert result.reason == "NOT_SMOOTH"


def test_a_function_that_prints_does_not_disturb(capfd):
    def noisy(x):
        print("hello")
        return (x**2).sum()

    assert plumbline.gradcheck(noisy, X, lambda x: 2 * x)
    assert "hello" in capfd.readouterr().out


def test_threads_wait_for_each_other():
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(plumbline.gradcheck(f, X, g).passed))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def test_the_report_is_written(tmp_path):
    plumbline.gradcheck(f, X, g, report=tmp_path / "r.html")
    assert "<title>" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["r.html"]
