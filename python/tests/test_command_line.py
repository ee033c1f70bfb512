import subprocess
import sys

import numpy as np

import plumbline


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "plumbline", *words], capture_output=True, text=True, check=False
    )


def test_it_is_the_command_line():
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"plumbline {plumbline.__version__}"
    assert run("check", "none.onnx", "--input", "x.npy").returncode == 2


def test_a_program_is_checked(tmp_path):
    np.save(tmp_path / "x.npy", np.ones(3))
    np.save(tmp_path / "g.npy", np.full(3, 2.0))
    loop = tmp_path / "f.py"
    loop.write_text(LOOP)
    command = f"{sys.executable} {loop}"
    done = run(
        "check", "--program", command, "--input", str(tmp_path / "x.npy"), "--gradient",
        str(tmp_path / "g.npy"),
    )  # fmt: skip
    assert done.stdout.startswith("PASS"), done.stderr


LOOP = """
import json, struct, sys
for line in sys.stdin.buffer:
    q = json.loads(line)
    data = struct.unpack("<%dd" % (q["bytes"] // 8), sys.stdin.buffer.read(q["bytes"]))
    a, raw = {"id": q["id"], "serves": ["value"]}, b""
    if q["op"] == "value":
        n = len(data) // q["points"]
        y = [sum(v * v for v in data[k * n : k * n + n]) for k in range(q["points"])]
        raw = struct.pack("<%dd" % len(y), *y)
        a = {"id": q["id"], "outputs": [{"name": "y", "shape": [len(y)], "datatype": "FP64",
             "parameters": {"binary_data_size": len(raw)}}]}
    sys.stdout.buffer.write(json.dumps(a).encode() + b"\\n" + raw)
    sys.stdout.buffer.flush()
"""


def test_what_needs_the_engine_says_how_to_get_it(tmp_path):
    done = run("run", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "left out here" in done.stderr
    assert "PLUMBLINE_HOME" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
