"""The reference server: the Python SDK's own server class with one trivial tool, and nothing else.

`bench.py` starts it beside Reckon's servers, so that both are timed by the same driver in the same minutes.
"""

from mcp.server import MCPServer

server = MCPServer("minimal")


@server.tool()
def test_simple_text() -> str:
    """Return one line of text."""
    return "This is a simple text response for testing."


if __name__ == "__main__":
    server.run()
