"""The lines a client writes, in both eras of the protocol, and the check of what comes back."""

import json

from .results import Failure

META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
}
HANDSHAKE = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}


def encode(message: dict) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def request(identifier: int, method: str, params: dict | None = None) -> bytes:
    """Builds a request of the older era, which leans on an earlier `initialize`."""
    message = {"jsonrpc": "2.0", "id": identifier, "method": method}
    return encode(message if params is None else {**message, "params": params})


def modern(identifier: int, method: str) -> bytes:
    """Builds a self-contained request of revision 2026-07-28."""
    return request(identifier, method, {"_meta": META})


def initialize(identifier: int) -> bytes:
    return request(identifier, "initialize", HANDSHAKE)


def initialized() -> bytes:
    return encode({"jsonrpc": "2.0", "method": "notifications/initialized"})


def call(identifier: int, tool: str, **arguments: object) -> bytes:
    return request(identifier, "tools/call", {"name": tool, "arguments": arguments})


def cancelled(identifier: int) -> bytes:
    params = {"requestId": identifier, "reason": "benchmark"}
    return encode({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})


def parse(line: bytes) -> dict:
    try:
        message = json.loads(line)
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise Failure(f"not a JSON-RPC message: {line[:120]!r}")
    return message


def result(line: bytes, identifier: int) -> dict:
    """Gives the result a line carries; fails unless it answers that request, and well."""
    message = parse(line)
    body = message.get("result")
    if message.get("id") != identifier or not isinstance(body, dict) or body.get("isError"):
        raise Failure(f"request {identifier} was not answered well: {line[:200]!r}")
    return body
