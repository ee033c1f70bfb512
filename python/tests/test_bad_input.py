import numpy as np
import pytest

import plumbline

X = np.array([1.0, 2.0, 3.0])


def square(x):
    return (x**2).sum()


def double(x):
    return 2 * x


def raises(x):
    raise RuntimeError("no such\nplace")


def changes(x):
    x += 1
    return x.sum()


def draws(x):
    return (x**2).sum() + np.random.rand()


def remembers():
    count = [0]

    def f(x):
        count[0] += 1
        return (x**2).sum() * (1 + (count[0] > 4))

    return f


def fails_beside(x):
    if x[1] != 2:
        raise ValueError("not beside 2")
    return (x**2).sum()


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (raises, r"function \(raises\) must have a value at x: RuntimeError: no such place"),
        (lambda x: np.nan * x.sum(), r"must have a value at x: it gives nan"),
        (changes, r"x \(the argument\) must be left as it is"),
        (draws, r"function \(draws\): .*"),
        (remembers(), r"function \(f\): .*"),
    ],
)
def test_a_callable_that_is_no_function(f, words):
    with pytest.raises(plumbline.PlumblineError, match=words) as failure:
        plumbline.gradcheck(f, X, double)
    assert "\n" not in str(failure.value)


def test_one_that_raises_beside_x_is_named_with_its_place():
    with pytest.raises(plumbline.FunctionError, match="not beside 2") as failure:
        plumbline.gradcheck(fails_beside, X, double)
    assert failure.value.result.verdict == "INCONCLUSIVE"
    assert isinstance(failure.value.__cause__, ValueError)


@pytest.mark.parametrize(
    ("x", "gradient", "words"),
    [
        (np.array([1, 2]), double, r"x \(int64\) must be of floating-point numbers"),
        (np.array([1.0, np.nan]), double, r"x \(with NaN or infinities\) must be finite"),
        (np.float16([1, 2]), double, r"x \(float16\) must be of float32 or float64"),
        (np.array([1 + 2j]), double, r"x \(complex\) must be real"),
        (np.array([]), double, r"x \(no numbers\) must have one at least"),
        (X, None, r"gradient \(none\) must be given"),
        (X, np.ones(2), r"gradient by x \(of shape \(2,\)\) must have the input's, \(3,\)"),
        (X, "wrong", r"gradient by x .* must"),
    ],
)
def test_arrays_that_do_not_fit(x, gradient, words):
    with pytest.raises(plumbline.BadInputError, match=words) as failure:
        plumbline.gradcheck(square, x, gradient)
    assert "\n" not in str(failure.value)


def test_a_gradient_of_the_wrong_length_at_run_time():
    with pytest.raises(plumbline.FunctionError, match="gradient by x"):
        plumbline.gradcheck(square, X, lambda x: np.ones(2))


def test_no_function():
    with pytest.raises(plumbline.BadInputError, match=r"function \(int\) must be callable"):
        plumbline.gradcheck(3, X, double)


def test_precision_that_there_is_not():
    with pytest.raises(plumbline.BadInputError, match=r"--precision \(float31\) must be one of"):
        plumbline.gradcheck(square, X, double, precision="float31")


def test_the_array_given_is_never_written_to():
    x = X.copy()
    with pytest.raises(plumbline.PlumblineError):
        plumbline.gradcheck(changes, x, double)
    np.testing.assert_array_equal(x, X)


def test_a_check_within_a_check():
    def nested(x):
        plumbline.gradcheck(square, X, double)
        return square(x)

    # Its first call is by this process, before Java asks.
    with pytest.raises(plumbline.PlumblineError, match="must wait for that one"):
        plumbline.gradcheck(nested, X, double)
    assert plumbline.gradcheck(square, X, double)


def test_no_model():
    with pytest.raises(plumbline.BadInputError, match=r"model \(int\) must be a torch.nn.Module"):
        plumbline.check(3, X, 1)
    with pytest.raises(plumbline.BadInputError, match=r"model \(.*none.onnx\) must exist"):
        plumbline.check("none.onnx", X, 1)


def test_a_path_needs_a_gradient(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"")
    with pytest.raises(plumbline.BadInputError, match=r"gradient \(none\) must be given"):
        plumbline.check(tmp_path / "m.onnx", X, 1)


def test_a_damaged_model_is_one_line(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"\x08\x99")
    with pytest.raises(plumbline.BadInputError, match=r"m.onnx") as failure:
        plumbline.check(tmp_path / "m.onnx", X, 1, gradient=X)
    assert "\n" not in str(failure.value)
