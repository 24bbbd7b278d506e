"""A server as a child process on two pipes, with as little of Python as possible between the clock and the bytes."""

import os
import select
import signal
import time
from collections import deque

from . import messages
from .results import Failure

PATIENCE = 20.0  # seconds without any byte after which a server counts as hung


class Server:
    """Spawns on creation. What `first` holds already waits in the pipe when the process starts."""

    def __init__(self, command: list[str], first: bytes = b"") -> None:
        self.command = command
        child_input, self.input = os.pipe()
        self.output, child_output = os.pipe()
        self.errors = os.memfd_create("stderr")
        if first:
            os.write(self.input, first)
        self._ready = select.poll()
        self._ready.register(self.output, select.POLLIN)
        self._lines: deque[bytes] = deque()
        self._partial = b""
        ends = (child_input, child_output, self.errors)
        redirections = [(os.POSIX_SPAWN_DUP2, ours, theirs) for theirs, ours in enumerate(ends)]
        # The environment SDK clients pass on. SIGPIPE, which Python ignores, gets its default back.
        environment = {key: os.environ[key] for key in ("HOME", "PATH", "USER", "SHELL", "TERM") if key in os.environ}
        self.spawned = time.perf_counter()
        self.pid = os.posix_spawn(
            command[0], command, environment, file_actions=redirections, setsigdef=[signal.SIGPIPE]
        )
        os.close(child_input)
        os.close(child_output)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the process at once; how long a polite end takes is no subject of these benchmarks."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        for descriptor in (self.input, self.output, self.errors):
            os.close(descriptor)

    def send(self, data: bytes) -> None:
        """Writes all of it; blocks as long as the server does not read."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self.input, view) :]
        except BrokenPipeError:
            raise Failure(self._story("closed its input")) from None

    def receive(self, patience: float = PATIENCE) -> bytes:
        """Gives the next line of output, without its newline."""
        while not self._lines:
            if not self._ready.poll(patience * 1000):
                raise Failure(self._story(f"wrote nothing for {patience:g} s"))
            chunk = os.read(self.output, 1 << 16)
            if not chunk:
                raise Failure(self._story("closed its output"))
            *complete, self._partial = (self._partial + chunk).split(b"\n")
            self._lines.extend(complete)
        return self._lines.popleft()

    def silent(self, seconds: float) -> bool:
        """Waits, and tells whether no byte of output came in that time."""
        return not self._lines and not self._ready.poll(seconds * 1000)

    def round_trip(self, line: bytes) -> tuple[float, bytes]:
        """Sends one line and waits for the next one back; the time is in milliseconds."""
        start = time.perf_counter()
        self.send(line)
        answer = self.receive()
        return (time.perf_counter() - start) * 1e3, answer

    def shake_hands(self) -> None:
        """Opens a session of the older era."""
        self.send(messages.initialize(0))
        messages.result(self.receive(), 0)
        self.send(messages.initialized())

    def _story(self, what: str) -> str:
        tail = os.pread(self.errors, 400, max(0, os.fstat(self.errors).st_size - 400)).decode(errors="replace").strip()
        return f"{os.path.basename(self.command[0])} {what}" + (f"; its stderr ends: {tail}" if tail else "")
