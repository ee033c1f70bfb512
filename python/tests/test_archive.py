import os
import subprocess
import sys
import time

CHECK = """
import numpy as np, plumbline
print(plumbline.gradcheck(lambda x: float(x @ x), np.ones(2), lambda x: 2 * x).verdict)
"""


def check(cache):
    done = subprocess.run(
        [sys.executable, "-c", CHECK],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "PASS\n", done.stderr


def test_the_third_start_uses_the_archive_that_the_second_had_made(tmp_path):
    check(tmp_path)
    assert [file.suffix for file in (tmp_path / "plumbline").iterdir()] == [".classes"]
    check(tmp_path)
    for _ in range(1200):
        if any(file.suffix == ".jsa" for file in (tmp_path / "plumbline").iterdir()):
            break
        time.sleep(0.05)
    (archive,) = (file for file in (tmp_path / "plumbline").iterdir() if file.suffix == ".jsa")
    made = archive.stat().st_mtime_ns
    check(tmp_path)
    assert archive.stat().st_mtime_ns == made


def test_where_there_is_no_place_for_it_all_works(tmp_path):
    (tmp_path / "file").write_text("")
    check(tmp_path / "file")
