"""A loopback server in the place of what is not tested here: a model, or a vendor's rules for flags."""

import gzip
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

# A status and what to say: a value is JSON, a list of them an event stream.
Answer = tuple[int, Any]


class StandIn(ThreadingHTTPServer):
    """Listens on an ephemeral port of 127.0.0.1 while its `with` block runs, and answers by a function."""

    daemon_threads = True

    def __init__(self, answer: Callable[[str, Any], Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.url = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> "StandIn":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps the program's own output readable."""

    def do_GET(self) -> None:
        """Answers a question without a body."""
        self._answer({})

    def do_POST(self) -> None:
        """Answers a question with a body."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self._answer(json.loads(body or b"{}"))

    def _answer(self, question: Any) -> None:
        status, value = cast(StandIn, self.server).answer(self.path.partition("?")[0], question)
        if isinstance(value, list):
            kind = "text/event-stream"
            body = "".join(f"data: {json.dumps(event)}\n\n" for event in value) + "data: [DONE]\n\n"
        else:
            kind, body = "application/json", json.dumps(value)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


def model(path: str, question: Any) -> Answer:
    """Answers as OpenAI's API does; a question that holds the word "fail" fails."""
    if "fail" in json.dumps(question):
        return 500, {"error": {"message": "the model is overloaded", "type": "server_error"}}
    name = question.get("model", "none")
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    if path.endswith("/embeddings"):
        return 200, {
            "object": "list",
            "model": name,
            "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 0.25]}],
            "usage": {"prompt_tokens": 3, "total_tokens": 3},
        }
    whole = {"id": "chatcmpl-1", "created": 1, "model": name}
    if question.get("stream"):
        piece = {**whole, "object": "chat.completion.chunk"}
        return 200, [
            {**piece, "choices": [{"index": 0, "delta": {"content": "Yes"}, "finish_reason": None}]},
            {**piece, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            {**piece, "choices": [], "usage": usage},
        ]
    message = {"role": "assistant", "content": "Yes"}
    return 200, {
        **whole,
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": usage,
    }
