"""One tool call without any client, to know what the server says."""

import json
import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_SECONDS = 10
PROTOCOL = "2025-06-18"
CALL_ID = 2


@dataclass(frozen=True)
class Answer:
    """A tool result as the server wrote it."""

    texts: list[str]
    structured: Any

    def came_back_in(self, parts: list[str]) -> bool:
        """Tells whether a model was given this answer, numbers aside (times and process ids differ from run to run).

        Clients that know structured content give the model that and drop the text.
        """
        received = [_without_numbers(part) for part in parts]
        if self.texts and all(any(_without_numbers(text) in part for part in received) for text in self.texts):
            return True
        return self.structured is not None and any(
            _without_numbers(json.dumps(self.structured)) == _without_numbers(json.dumps(value))
            for value in map(_parsed, parts)
        )


def call(command: list[str], tool: str, directory: Path, environment: dict[str, str]) -> Answer:
    """Starts the server, calls the tool, closes its stdin; raises ValueError when no result comes."""
    reply: dict[str, Any] = {}
    with subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdin and server.stdout
        watchdog = threading.Timer(LIMIT_SECONDS, server.kill)
        watchdog.start()
        try:
            server.stdin.writelines(f"{json.dumps(message)}\n" for message in _conversation(tool))
            server.stdin.flush()
            reply = next((reply for reply in map(json.loads, server.stdout) if reply.get("id") == CALL_ID), {})
            server.stdin.close()
            server.wait()
        finally:
            watchdog.cancel()
            server.kill()
    if "result" not in reply:
        raise ValueError(f"no result: {reply}")
    result = reply["result"]
    texts = [block["text"] for block in result["content"] if block["type"] == "text"]
    return Answer(texts, result.get("structuredContent"))


def _conversation(tool: str) -> list[dict[str, Any]]:
    hello = {"protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": {"name": "plain-call", "version": "1"}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": CALL_ID, "method": "tools/call", "params": {"name": tool, "arguments": {}}},
    ]
    return [{"jsonrpc": "2.0", **message} for message in messages]


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+(\.\d+)?", "#", text)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
