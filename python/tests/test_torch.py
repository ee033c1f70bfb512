import numpy as np
import pytest

import plumbline

torch = pytest.importorskip("torch", reason="PyTorch is not installed: its models are not checked")
F = torch.nn.functional


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3),
        torch.nn.BatchNorm2d(2),
        torch.nn.ReLU(),
        torch.nn.MaxPool2d(2),
        torch.nn.Flatten(),
        torch.nn.Linear(2 * 5 * 5, 4),
    ).eval()


@pytest.fixture(scope="module")
def x():
    x = torch.zeros(3, 1, 12, 12)
    x[:, :, 3:9, 3:9] = torch.rand(3, 1, 6, 6, generator=torch.Generator().manual_seed(1))
    return x


def own(net, x, y):
    leaf = x.clone().requires_grad_(True)
    F.cross_entropy(net(leaf), torch.as_tensor(y), reduction="sum").backward()
    net.zero_grad()
    return leaf.grad


def test_the_frameworks_own_gradient_passes(net, x):
    result = plumbline.check(net, x, [0, 1, 2])
    assert result.passed
    assert len(result.details["samples"]) == 3
    assert result.arrays["2/derivative"].shape == (1, 12, 12)
    np.testing.assert_allclose(
        result.arrays["1/derivative"], own(net, x, [0, 1, 2])[1], rtol=1e-3, atol=1e-6
    )


def test_a_sample_with_and_without_its_batch_axis(net, x):
    assert plumbline.check(net, x[0], 1).passed
    assert plumbline.check(net, x[:1], 1).passed
    assert plumbline.check(net, x[:1], [1]).passed
    assert plumbline.check(net, x[0], 1, gradient=own(net, x[:1], [1])[0]).passed


def test_a_wrong_gradient_is_named_and_explained_and_drawn(net, x, tmp_path):
    result = plumbline.check(net, x[0], 1, gradient=1.05 * own(net, x[:1], [1])[0])
    assert result.verdict == "FAIL"
    assert "scale" in [cause.id for cause in result.causes]
    assert result.worst.index.shape[1] == 3
    assert (result.arrays["agreement"] == 1).sum() > 20
    drawn = result._repr_html_()
    assert drawn.count("<img ") == 4
    assert "<script" not in drawn
    assert "FAIL" in drawn
    explained = result.explain(h=1e-2)
    assert explained.analytic == "FAIL"
    assert explained.text.startswith("FAIL: the analytic gradient is wrong")
    result.save_report(tmp_path / "r.html")
    assert "Gradient check" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_explain_takes_arrays(net, x):
    analytic = own(net, x[:1], [1])
    numeric = torch.zeros(144)
    for k in range(144):
        step = torch.zeros(144)
        step[k] = 1e-3
        step = step.reshape(1, 1, 12, 12)
        up, down = (F.cross_entropy(net(x[:1] + s * step), torch.tensor([1])) for s in (1, -1))
        numeric[k] = (up - down).detach() / 2e-3
    found = plumbline.explain(
        net, x[0], 1, analytic=analytic, numeric=numeric.reshape(1, 1, 12, 12), h=1e-3
    )
    assert found.analytic == "PASS"


def test_by_parameters_and_by_one(net, x):
    result = plumbline.check(net, x, [0, 1, 2], by="parameters")
    assert result.passed
    assert {one["tensor"] for one in result.details["samples"]} >= {"0.weight", "5.bias"}
    assert all(p.grad is None or not p.grad.any() for p in net.parameters())
    assert plumbline.check(net, x, [0, 1, 2], by="5.weight").passed
    wrong = {n: torch.zeros_like(p) for n, p in net.named_parameters()}
    assert plumbline.check(net, x, [0, 1, 2], by="parameters", gradient=wrong).verdict == "FAIL"


def test_a_loss_of_ones_own(net, x):
    assert plumbline.check(net, x, [0, 1, 2], loss=torch.nn.CrossEntropyLoss()).passed
    result = plumbline.check(net, x, [0, 1, 2], loss=lambda o, y: (o[:, 0] ** 2).mean())
    assert result.passed


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "sse"])
def test_losses_of_targets(net, x, loss):
    assert plumbline.check(net, x[:1], torch.ones(1, 4), loss=loss).passed


def test_samples_are_rounded_as_the_model_rounds_them(net, x):
    fine = x[:1].double() + 1e-9
    result = plumbline.check(net, fine, 1)
    assert result.passed
    double = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(144, 4)).double().eval()
    result = plumbline.check(double, fine, 1)
    assert result.passed
    assert "in float64" in result.text


def test_options_of_the_loss(net, x):
    weights = torch.tensor([1.0, 2.0, 3.0, 4.0])
    assert plumbline.check(net, x[:1], 1, label_smoothing=0.1, class_weights=weights).passed


def test_a_function_of_tensors_with_a_wrong_backward():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.tanh()

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * (1 - x.tanh())

    x = torch.linspace(-1, 1, 5, dtype=torch.float64)
    result = plumbline.gradcheck(lambda x: Wrong.apply(x).sum(), x)
    assert result.verdict == "FAIL"
    assert plumbline.gradcheck(lambda x: x.tanh().sum(), x).passed
    assert plumbline.gradcheck(lambda x: x.tanh(), x).passed
    assert plumbline.gradcheck(lambda x: x.detach().tanh().sum(), x).verdict == "FAIL"


def test_a_model_of_tokens_is_a_function_of_its_weights():
    class Tokens(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(5, 2)
            self.cell = torch.nn.LSTM(2, 2, batch_first=True)

        def forward(self, tokens):
            return self.cell(self.embedding(tokens))[0][:, -1]

    torch.manual_seed(0)
    model, tokens = Tokens().double().eval(), torch.tensor([[1, 2, 4]])
    with pytest.raises(plumbline.BadInputError, match="functional_call"):
        plumbline.check(model, tokens, 1)
    result = plumbline.gradcheck(
        lambda **p: F.cross_entropy(
            torch.func.functional_call(model, p, (tokens,)), torch.tensor([1])
        ),
        dict(model.named_parameters()),
    )
    assert result.passed, result.text


def test_the_tensor_given_is_left_alone():
    x = torch.ones(3, requires_grad=True)
    assert plumbline.gradcheck(lambda x: (x**3).sum(), x).passed
    assert x.grad is None
    assert not torch.ones(3).requires_grad
    assert plumbline.gradcheck(lambda x: (x**3).sum(), torch.arange(1.0, 7)[::2]).passed


def test_gradcheck_as_torch_has_it():
    from plumbline.torch import gradcheck

    x = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    w = torch.randn(4, 2, dtype=torch.float64, requires_grad=True)
    held = torch.randn(3, 2, dtype=torch.float64)
    assert gradcheck(lambda x, w, b: torch.sigmoid(x @ w + b), (x, w, held), eps=1e-6, atol=1e-4)
    assert gradcheck(lambda x, w: (x @ w, x.sum()), (x, w))

    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.exp()

        @staticmethod
        def backward(ctx, g):
            return g

    assert gradcheck(Wrong.apply, (x,), raise_exception=False) is False
    with pytest.raises(plumbline.GradientError, match="FAIL"):
        gradcheck(Wrong.apply, (x,))
    with pytest.raises(plumbline.BadInputError, match="requires_grad"):
        gradcheck(torch.exp, held)


def test_bad_input_of_models(net, x):
    def refused(words, *args, **options):
        with pytest.raises(plumbline.PlumblineError, match=words) as failure:
            plumbline.check(*args, **options)
        assert "\n" not in str(failure.value)

    net.train()
    refused(r"model \(in training mode\) must be in evaluation mode: model.eval\(\)", net, x, 1)
    net.eval()
    refused(r"y \(str\) must be numbers", net, x[:1], "seven")
    refused(r"y \(none\) must be given: the loss is cross-entropy", net, x[:1])
    refused(r"y \(list of <U5\) must be numbers: the place of each class", net, x[:1], ["seven"])
    refused(r"y \(generator\) must be numbers", net, x, (k for k in range(3)))
    refused(r"y \(of shape \(2,\)\) must have a label for each of the 3", net, x, [1, 2])
    refused(r"x \(of shape \(3, 7\)\) must be what the model takes", net, torch.rand(3, 7), 1)
    refused(r"x \(float16\) must be of float32", net, x.half(), 1)
    refused(r"x \(int64\) must be of floating-point", net, x.long(), 1)
    refused(r"x \(uint8\) must be of floating-point", net, (255 * x).byte(), 1)
    refused(r"model \(in float16\) must be in float32", torch.nn.Linear(2, 2).half().eval(), x, 1)
    refused(
        r"gradient \(of shape \(12, 12\)\) must have x's shape, \(1, 1, 12, 12\)",
        net,
        x[0],
        1,
        gradient=torch.zeros(12, 12),
    )
    refused(r"by \(6.weight\) must be input, parameters or one of", net, x, 1, by="6.weight")
    refused(r"loss \(triplet\) must be one of", net, x, [1, 2, 3], loss="triplet")
    refused(r"unknown option '--no-such'", net, x[:1], 1, no_such=3)
    refused(r"Target 11 is out of bounds", net, x[:1], 11)


def test_a_model_that_cannot_be_exported_says_what_to_do(x):
    class Odd(torch.nn.Module):
        def forward(self, x):
            return torch.special.bessel_j0(x).flatten(1)

    with pytest.raises(plumbline.ExportError, match=r"could not be exported.*plumbline.gradcheck"):
        plumbline.check(Odd().eval(), x[:1], 1)


def test_a_model_that_is_another_function_when_exported(x):
    class Changed(torch.nn.Module):
        def forward(self, x):
            return x.flatten(1)[:, 60:64] * (2.0 if torch.onnx.is_in_onnx_export() else 1.0)

    class Weighed(Changed):
        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(4))

        def forward(self, x):
            return super().forward(x) * self.weight

    with pytest.raises(plumbline.ExportError, match="computes another function"):
        plumbline.check(Changed().eval(), x[:1], 1)
    with pytest.raises(plumbline.ExportError, match="computes another function"):
        plumbline.check(Weighed().eval(), x, [1, 2, 3], by="weight")


def test_assertions(net, x, tmp_path):
    plumbline.assert_gradient(net, x[0], 1)
    plumbline.assert_gradient(lambda x: (x**2).sum(), torch.ones(3))
    with pytest.raises(AssertionError, match="FAIL: the gradient is wrong"):
        plumbline.assert_gradient(net, x[0], 1, gradient=torch.ones(1, 12, 12))
