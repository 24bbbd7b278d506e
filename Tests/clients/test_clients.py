#!/usr/bin/env python3
"""Checks the server with the real Python MCP client, in each of its ways to connect.

  python3 Tests/clients/test_clients.py SERVER [ARGS...]      for example .build/release/reckon

`serve` is added to the command. Exit code: 0 all passed, 1 something failed, 4 the client could not be installed.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import package_cache as cache

CLIENT = "mcp==2.3.0"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what the server wrote to stderr here")
    parser.add_argument("server", nargs=argparse.REMAINDER, help="the command, without `serve`")
    options = parser.parse_args()
    if not options.server or (program := shutil.which(options.server[0])) is None:
        parser.error(f"no such program: {' '.join(options.server) or '(none given)'}")
    try:
        python = cache.python_in(cache.environment(CLIENT))
    except cache.Unavailable as missing:
        return cache.explain(missing)
    checks = Path(__file__).with_name("python_client_checks.py")
    keep = [str(options.keep.resolve())] if options.keep else [""]
    sys.stdout.flush()
    os.execv(python, [str(python), str(checks), *keep, os.path.abspath(program), *options.server[1:], "serve"])


if __name__ == "__main__":
    sys.exit(main())
