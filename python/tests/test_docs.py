import contextlib
import io
import re
from pathlib import Path

import pytest

import plumbline

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_page_says_what_happens():
    pytest.importorskip("torch", reason="PyTorch is not installed: the page is not tried")
    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(python|)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    space = {}
    printed = ""
    compared = 0
    for kind, text in blocks:
        if kind == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(text, space)
            printed = out.getvalue()
        elif printed:
            assert printed == text
            compared += 1
            printed = ""
    assert compared == 3
    space["test_my_layer"]()


def test_the_versions_are_one():
    jars = Path(plumbline.__file__).parent / "java"
    names = [jar.name for jar in jars.glob("plumbline-cli-*.jar")]
    if not names:
        pytest.skip("no jars here: a source tree")
    assert names == [f"plumbline-cli-{plumbline.__version__}.jar"]
