"""The command line: the same as ``./plumbline``, on this package's Java."""

from __future__ import annotations

import os
import subprocess
import sys

from . import _java
from ._errors import PlumblineError


def main() -> int:
    """Runs it in place of this process where the system can."""
    try:
        line = _java.command(*sys.argv[1:])
    except PlumblineError as e:
        print(f"plumbline: {e}", file=sys.stderr)
        return 2
    streams = {"in": sys.stdin, "out": sys.stdout, "err": sys.stderr}
    attended = [name for name, stream in streams.items() if stream and stream.isatty()]
    try:
        columns = os.get_terminal_size(2).columns
    except OSError:
        columns = 80
    at = line.index("-cp")
    line[at:at] = [f"-Dplumbline.terminal={','.join(attended)}", f"-Dplumbline.columns={columns}"]
    if os.name == "nt":
        return subprocess.run(line, check=False).returncode
    os.execv(line[0], line)


if __name__ == "__main__":
    sys.exit(main())
