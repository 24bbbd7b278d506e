"""The real Prometheus, as Debian packages it: it scrapes a target of ours, writes to the watch, and is asked by it."""

import contextlib
import http.server
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from pathlib import Path

import package_cache as cache

JOB = "probe-prometheus"
PATIENCE = 60.0
FETCH_SECONDS = 300
SCRAPED = """\
# TYPE orders_total counter
orders_total{{till="1"}} {number}
orders_total{{till="2"}} {number}
# TYPE queue_length gauge
queue_length {number}
# TYPE wait_seconds histogram
wait_seconds_bucket{{le="0.1"}} {number}
wait_seconds_bucket{{le="+Inf"}} {number}
wait_seconds_sum 0.5
wait_seconds_count {number}
"""
SAMPLES = sum(not line.startswith("#") for line in SCRAPED.splitlines())
SETTINGS = """\
global:
  scrape_interval: 250ms
  scrape_timeout: 250ms
remote_write:
  - url: {url}/api/v1/write
    queue_config:
      batch_send_deadline: 500ms
scrape_configs: {targets}
"""


def binary() -> Path:
    """Finds Prometheus on this machine, or fetches Debian's package into the cache."""
    if found := shutil.which("prometheus"):
        return Path(found)
    root = cache.directory() / "debian-prometheus"
    program = root / "usr" / "bin" / "prometheus"
    if program.exists():
        return program
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise cache.Unavailable("prometheus", "it is not installed, and this is no Debian to fetch its package from")
    fresh = root.with_name(f"{root.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    print(f"fetching Debian's prometheus into {root}", file=sys.stderr, flush=True)
    try:
        _run(["apt-get", "download", "prometheus"], fresh)
        package = next(fresh.glob("*.deb"))
        _run(["dpkg", "-x", package.name, "."], fresh)
        package.unlink()
        shutil.rmtree(root, ignore_errors=True)
        fresh.rename(root)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return program


def _run(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise cache.Unavailable("prometheus", str(error)) from error
    if done.returncode != 0:
        raise cache.Unavailable("prometheus", done.stderr.strip())


class Prometheus:
    """A running Prometheus with one target."""

    def __init__(self, program: Path, folder: Path, url: str) -> None:
        self.program, self.folder, self.watch = program, folder, url
        folder.mkdir()
        self.target = _Target()
        self.port = _free_port()
        self._configure([{"job_name": JOB, "static_configs": [{"targets": [f"127.0.0.1:{self.target.server_port}"]}]}])

    def start(self) -> None:
        """Starts it; it scrapes and sends from now on."""
        threading.Thread(target=self.target.serve_forever, daemon=True).start()
        self.log = open(self.folder / "log", "w+", errors="replace")
        self.process = subprocess.Popen(
            [
                str(self.program),
                f"--config.file={self.folder / 'settings.yml'}",
                f"--storage.tsdb.path={self.folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            stdout=self.log,
            stderr=self.log,
            cwd=self.folder,
            env={"HOME": str(self.folder), "PATH": "/usr/bin:/bin"},
        )

    def version(self) -> str:
        """What it calls itself."""
        done = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False)
        words = (done.stdout + done.stderr).split()
        return words[2] if len(words) > 2 else "unknown"

    def wait_for_samples(self) -> bool:
        """Waits until it has sent something."""
        return self._wait(lambda: self.figures().get("samples_total", 0) > 0)

    def drain(self) -> bool:
        """Takes its target away and waits until everything scraped was sent."""
        self._configure([])
        self.process.send_signal(signal.SIGHUP)
        if not self._wait(lambda: not json.loads(self._get("/api/v1/targets"))["data"]["activeTargets"]):
            return False
        seen: list[tuple[float, float]] = []

        def is_quiet() -> bool:
            figures = self.figures()
            seen.append((figures.get("samples_total", 0), figures.get("samples_pending", 1)))
            # Quiet for two seconds: the ends of the series come later than the target goes.
            return len(seen) > 20 and len(set(seen[-20:])) == 1 and seen[-1][1] == 0

        return self._wait(is_quiet)

    def figures(self) -> dict[str, float]:
        """Its own counts of remote writing, by what their names end in."""
        figures: dict[str, float] = {}
        with contextlib.suppress(OSError):
            for line in self._get("/metrics").splitlines():
                if line.startswith("prometheus_remote_storage_") and not line.endswith("NaN"):
                    name = line.partition("{")[0].partition(" ")[0].removeprefix("prometheus_remote_storage_")
                    figures[name] = figures.get(name, 0) + float(line.rsplit(" ", 1)[1])
        return figures

    def written(self) -> tuple[int, int]:
        """Counts the samples that stand in its own storage, and those of them that end a series."""
        dump = subprocess.run(
            [self.program.with_name("promtool"), "tsdb", "dump", str(self.folder / "data")],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        values = [line.rsplit(" ", 2)[1] for line in dump if line.startswith("{")]
        return len(values), sum(value == "NaN" for value in values)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        """What it scrapes."""
        return f"http://127.0.0.1:{self.target.server_port}/metrics"

    def values(self, query: str, end: int, step: int) -> int:
        """Counts the values of a query in the hours before a moment."""
        words = urllib.parse.urlencode({"query": query, "start": end - 8 * 3_600, "end": end, "step": step})
        answer = json.loads(self._get(f"/api/v1/query_range?{words}"))
        return sum(len(series["values"]) for series in answer["data"]["result"])

    def complaints(self) -> list[str]:
        """The lines of its log that warn."""
        self.log.flush()
        self.log.seek(0)
        return [line.strip() for line in self.log if "level=warn" in line or "level=error" in line]

    def end(self) -> None:
        """Ends it and its target."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.target.shutdown()
        self.target.server_close()

    def _configure(self, targets: list[object]) -> None:
        (self.folder / "settings.yml").write_text(SETTINGS.format(url=self.watch, targets=json.dumps(targets)))

    def _get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.read().decode()

    def _wait(self, holds: object) -> bool:
        assert callable(holds)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if holds():
                    return True
            time.sleep(0.1)
        return False


class _Target(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.number = 0


class _Page(http.server.BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's own output readable."""

    def do_GET(self) -> None:
        """Shows some series, each higher than before."""
        assert isinstance(self.server, _Target)
        self.server.number += 1
        body = SCRAPED.format(number=self.server.number).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
