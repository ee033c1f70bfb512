"""Puts Plumbline's jars into the wheel, from where the Maven build left them."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: What has native libraries of its own: 250 MB for commands that a Python user has Python for.
LEFT_OUT = ("api-", "onnxruntime-", "pytorch-")


class Jars(BuildHookInterface[Any]):
    """Adds files to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Names them."""
        repository = Path(self.root).parent
        app = repository / "plumbline-cli" / "target" / "app"
        jars = [jar for jar in sorted(app.glob("*.jar")) if not jar.name.startswith(LEFT_OUT)]
        if not jars:
            raise FileNotFoundError(f"{app} (without jars) must be built: mvn -Ppython package")
        included = {str(jar): f"plumbline/java/{jar.name}" for jar in jars}
        included |= {str(repository / n): f"plumbline/java/{n}" for n in ("LICENSE", "NOTICE")}
        build_data["force_include"] |= included
