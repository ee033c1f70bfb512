import os
import subprocess
import sys

TESTS = """
    import unittest
    import numpy as np
    import plumbline

    def square(x):
        return (x ** 2).sum()

    def test_right():
        plumbline.assert_gradient(square, np.ones(3), lambda x: 2 * x)

    def test_wrong():
        plumbline.assert_gradient(square, np.arange(1.0, 4), lambda x: 2.1 * x)

    def test_wrong_twice():
        try:
            plumbline.assert_gradient(square, np.arange(1.0, 4), lambda x: 2.1 * x)
        except AssertionError:
            pass
        plumbline.assert_gradient(square, np.ones(3), lambda x: 3 * x)

    class Case(unittest.TestCase):
        def test_wrong(self):
            plumbline.assert_gradient(square, np.ones(2), np.ones(2))
"""


def run(folder, *options):
    lines = [line[4:] for line in TESTS.splitlines()]
    (folder / "test_it.py").write_text("\n".join(lines))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=plugin(),
        capture_output=True,
        text=True,
        check=False,
    )


def plugin():
    """Where the package is not installed nobody has named its plugin."""
    from importlib.metadata import entry_points

    named = any(e.name == "plumbline" for e in entry_points(group="pytest11"))
    return os.environ if named else {**os.environ, "PYTEST_PLUGINS": "plumbline._pytest"}


def test_failures_say_what_the_command_line_says(tmp_path):
    done = run(tmp_path)
    assert done.returncode == 1
    assert "3 failed, 1 passed" in done.stdout
    assert "FAIL: the derivative is wrong at 3 of 3 entries: scale." in done.stdout
    assert "src/plumbline/_result.py" not in done.stdout
    assert not list(tmp_path.glob("reports"))


def test_reports_of_failures_are_kept(tmp_path):
    done = run(tmp_path, "--plumbline-report", "reports", "-n", "2")
    assert done.returncode == 1
    kept = sorted(str(f.relative_to(tmp_path / "reports")) for f in tmp_path.rglob("*.html"))
    assert kept == [
        "test_it.py__Case__test_wrong/1.html",
        "test_it.py__test_wrong/1.html",
        "test_it.py__test_wrong_twice/1.html",
        "test_it.py__test_wrong_twice/2.html",
    ]


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    done = run(tmp_path, "--plumbline-report", "file")
    assert "--plumbline-report" in done.stdout
    assert "must be writable" in done.stdout
