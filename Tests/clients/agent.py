"""What a coding agent is to these tests: how it is configured, what its model does, what its model got to see."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from model_stand_in import Dialect, Request, Turn

SERVER_KEY = "reckon"
TOOL = "get_status"
PROMPT = "How are things?"


@dataclass(frozen=True)
class Sandbox:
    """A private home, a project and a link to the server whose path no other process on the machine has."""

    home: Path
    project: Path
    server: Path
    temporary: Path

    @staticmethod
    def create(root: Path, binary: Path) -> "Sandbox":
        sandbox = Sandbox(root / "home", root / "project", root / "bin" / "reckon", root / "tmp")
        for directory in (sandbox.home, sandbox.project, sandbox.server.parent, sandbox.temporary):
            directory.mkdir()
        sandbox.server.symlink_to(binary)
        return sandbox

    def variables(self, model_url: str) -> dict[str, str]:
        """The whole environment of a client: nothing of the caller's, and the stand-in as the only way out."""
        proxies = {name: model_url for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")}
        direct = {name: "127.0.0.1,localhost" for name in ("NO_PROXY", "no_proxy")}
        own = {"HOME": str(self.home), "TMPDIR": str(self.temporary)}
        return own | {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"} | proxies | direct


@dataclass
class Sighting:
    """What the captured model requests show; an empty string or list means it was not seen."""

    connected: str = ""
    listed: str = ""
    called: str = ""
    result: list[str] = field(default_factory=list)
    is_error: bool = False


class Agent(Protocol):
    """One real client in one configuration."""

    @property
    def name(self) -> str: ...

    @property
    def binary(self) -> Path: ...

    @property
    def dialect(self) -> Dialect: ...

    def configure(self, sandbox: Sandbox, model_url: str) -> None:
        """Writes the client's configuration files for `server serve`."""

    def arguments(self) -> list[str]:
        """The command line after the program, for one prompt without a terminal."""

    def variables(self, sandbox: Sandbox, model_url: str) -> dict[str, str]:
        """What this client needs on top of the sandbox's environment."""

    def server_variables(self, sandbox: Sandbox) -> dict[str, str]:
        """What this client itself adds to the environment of the servers it starts."""

    def turn(self, request: Request) -> Turn:
        """Plays the model."""

    def sighting(self, requests: list[Request], output: str) -> Sighting:
        """Reads the captured requests, and the client's own event stream."""


def json_lines(output: str) -> list[dict[str, Any]]:
    """Reads an event stream, leaving out lines that are not JSON objects."""
    events = []
    for line in output.splitlines():
        if line.startswith("{"):
            events.append(json.loads(line))
    return events
