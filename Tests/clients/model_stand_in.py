"""A loopback HTTP server in the place of a model vendor: it records what a client sends and answers from a script."""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol, cast

Request = dict[str, Any]
Event = dict[str, Any]


@dataclass(frozen=True)
class Say:
    """A model turn that ends the conversation with words."""

    text: str


@dataclass(frozen=True)
class Call:
    """A model turn that calls one tool; `namespace` is for APIs that group tools."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)
    namespace: str | None = None


Turn = Say | Call
Script = Callable[[Request], Turn]


class Dialect(Protocol):
    """One vendor's streaming API: where a model request goes and how a turn looks as server-sent events."""

    @property
    def path(self) -> str: ...

    def events(self, turn: Turn, request: Request, number: int) -> list[Event]: ...


class AnthropicMessages:
    """The Messages API: https://docs.claude.com/en/api/messages-streaming"""

    path = "/v1/messages"

    def events(self, turn: Turn, request: Request, number: int) -> list[Event]:
        if isinstance(turn, Call):
            block: dict[str, Any] = {"type": "tool_use", "id": f"toolu_{number}", "name": turn.tool, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(turn.arguments)}
        else:
            block = {"type": "text", "text": ""}
            delta = {"type": "text_delta", "text": turn.text}
        message: dict[str, Any] = {
            "id": f"msg_{number}",
            "type": "message",
            "role": "assistant",
            "model": request.get("model"),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 1, "output_tokens": 1},
        }
        stop = {"stop_reason": "tool_use" if isinstance(turn, Call) else "end_turn", "stop_sequence": None}
        return [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": block},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": stop, "usage": {"output_tokens": 1}},
            {"type": "message_stop"},
        ]


class OpenAIResponses:
    """The Responses API: https://platform.openai.com/docs/api-reference/responses-streaming"""

    path = "/v1/responses"

    def events(self, turn: Turn, request: Request, number: int) -> list[Event]:
        item: dict[str, Any]
        if isinstance(turn, Call):
            item = {"type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}", "name": turn.tool}
            item["arguments"] = json.dumps(turn.arguments)
            if turn.namespace:
                item["namespace"] = turn.namespace
        else:
            item = {"type": "message", "id": f"msg_{number}", "role": "assistant"}
            item["content"] = [{"type": "output_text", "text": turn.text}]
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        return [
            {"type": "response.created", "response": {"id": f"resp_{number}"}},
            {"type": "response.output_item.done", "item": item},
            {"type": "response.completed", "response": {"id": f"resp_{number}", "usage": usage}},
        ]


class ModelStandIn(ThreadingHTTPServer):
    """Listens on an ephemeral port of 127.0.0.1 while its `with` block runs.

    It is also offered to the client as its proxy, so that a wish to leave this machine is refused and recorded
    in `strangers` instead of being tried.
    """

    daemon_threads = True

    def __init__(self, dialect: Dialect, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.dialect = dialect
        self.script = script
        self.requests: list[Request] = []
        self.strangers: set[str] = set()
        self.errors: list[str] = []
        self.lock = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> "ModelStandIn":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Records what went wrong here; a client that hangs up is not an error."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            self.errors.append(repr(error))

    def answer(self, request: Request) -> list[Event]:
        """Records a model request and plays the next turn."""
        with self.lock:
            self.requests.append(request)
            return self.dialect.events(self.script(request), request, len(self.requests))

    def save(self, directory: Path) -> None:
        """Writes every recorded request to a file of its own, and a list of what was refused or went wrong."""
        for number, request in enumerate(self.requests, start=1):
            (directory / f"model-request-{number}.json").write_text(json.dumps(request, indent=1))
        notes = [f"refused {host}\n" for host in sorted(self.strangers)] + [f"error {text}\n" for text in self.errors]
        (directory / "model-notes.txt").write_text("".join(notes))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def stand_in(self) -> ModelStandIn:
        return cast(ModelStandIn, self.server)

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps the test's own output readable."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not self._refuses():
            self._send_json({"data": [], "models": []})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self._refuses():
            return
        path = self.path.partition("?")[0]
        if path == self.stand_in.dialect.path:
            self._stream(self.stand_in.answer(json.loads(body)))
        else:
            self._send_json({"input_tokens": 1} if path.endswith("/count_tokens") else {})

    def do_CONNECT(self) -> None:
        self._refuses()

    def _refuses(self) -> bool:
        """Turns away what is meant for another host: a tunnel, or a request line with a whole address."""
        if self.path.startswith("/"):
            return False
        self.stand_in.strangers.add(self.path)
        self.close_connection = True
        self.send_error(403)
        return True

    def _send_json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self, events: list[Event]) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in events:
            self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()
