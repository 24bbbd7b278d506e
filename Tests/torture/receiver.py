#!/usr/bin/env python3
"""Sends spans to `reckon watch`: a steady rate, a burst, and kills under load; nothing may be lost or come twice.

  python3 Tests/torture/receiver.py                    120 s at 1,000 requests/s, 10 s at 5,000, 5 kills
  python3 Tests/torture/receiver.py --quick            3 s, 1 s, 2 kills
  python3 Tests/torture/receiver.py --seconds 30 --kills 20

Each request is OTLP/protobuf with 100 spans of a trace of its own, over connections that are kept alive. A sender sends
what was not answered again, as exporters do. Latencies are those of whole requests, the sender's share included. After
each part the watch is ended with SIGINT and must have kept everything; what is in the store is counted by a fresh process.
"""

import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from rig import run
from rig.program import excerpt, needed, parsed
from rig.project import Project
from speed.results import Bar, Failure, Row
from speed.sampling import percentile

SPANS = 100
STEADY_RATE, BURST_RATE = 1_000, 5_000
P99_MS, DRAIN_SECONDS = 20, 30
MARK = bytes(range(1, 17))  # stands for the trace id in the template
PATIENCE = 30.0


def main() -> int:
    parser = run.parser(__doc__)
    parser.add_argument("--seconds", type=float, metavar="S", help="of the steady rate (120)")
    parser.add_argument("--burst", type=float, metavar="S", help="seconds of the burst (10)")
    parser.add_argument("--kills", type=int, metavar="N", help="kills under load (5)")
    parser.add_argument("--senders", type=int, default=4, metavar="N", help="connections (4)")
    return run.main("receiver", parser.parse_args(), measure)


def measure(bench: run.Run) -> list[Row]:
    rows = steady(bench, "steady", STEADY_RATE, float(bench.choose(bench.options.seconds, 120, 3)), is_burst=False)
    rows += steady(bench, "burst", BURST_RATE, float(bench.choose(bench.options.burst, 10, 1)), is_burst=True)
    return rows + killed(bench, int(bench.choose(bench.options.kills, 5, 2)))


# Requests


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def message(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def attribute(key: str, value: str) -> bytes:
    return message(1, key.encode()) + message(2, message(1, value.encode()))


def template(now: int) -> bytes:
    """A request of 100 spans as SDKs send them, about 16 kB."""
    spans = b""
    for index in range(SPANS):
        start = now + index * 1_000_000
        spans += message(
            2,
            message(1, MARK)
            + message(2, struct.pack(">Q", index + 1))
            + (message(4, struct.pack(">Q", 1)) if index else b"")
            + message(5, b"GET /items/{id}")
            + bytes([6 << 3, 2])
            + bytes([7 << 3 | 1])
            + struct.pack("<Q", start)
            + bytes([8 << 3 | 1])
            + struct.pack("<Q", start + 5_000_000 + index * 10_000)
            + message(9, attribute("http.route", "/items/{id}"))
            + message(9, attribute("user.id", f"user-{index % 50}")),
        )
    resource = message(1, message(1, attribute("service.name", "shop")))
    return message(1, resource + message(2, spans))


# The watch


@dataclass
class Watch:
    """A running `reckon watch`."""

    bench: run.Run
    project: Project
    port: int = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> "Watch":
        words = ("watch", "--listen", str(self.port), "--json")
        self.process = self.bench.program.start(*words, root=self.project.root)
        line = self.process.stdout.readline()
        greeting = parsed(line)
        if greeting is None:
            raise Failure(f"watch did not start: {excerpt(line.decode())}")
        self.port = int(greeting["listening"].rsplit(":", 1)[1])
        # Somebody has to read what it says, or it waits for that.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        output = self.process.stdout.read()
        if self.process.wait(timeout=300) != 0:
            raise Failure(f"watch ended with {self.process.returncode}: {excerpt(output.decode())}")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Sender(threading.Thread):
    """One connection that sends at a rate, and again what was not answered."""

    def __init__(self, watch: Watch, number: int, count: int, interval: float, body: bytes) -> None:
        super().__init__(daemon=True)
        self.watch, self.number, self.count, self.interval, self.body = watch, number, count, interval, body
        self.times: list[float] = []
        self.answered = self.again = 0
        self.fault = ""
        self.connection: socket.socket | None = None

    def run(self) -> None:
        start = time.perf_counter()
        for index in range(self.count):
            wait = start + index * self.interval - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            body = self.body.replace(MARK, struct.pack(">QQ", self.number + 1, index + 1))
            before = time.perf_counter()
            if not self.deliver(body):
                return
            self.times.append((time.perf_counter() - before) * 1_000)
            self.answered += 1

    def deliver(self, body: bytes) -> bool:
        head = (
            f"POST /v1/traces HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-protobuf\r\n"
            f"content-length: {len(body)}\r\n\r\n"
        ).encode()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                status = self.exchange(head + body)
            except OSError:
                status = 0
            if status == 200:
                return True
            self.again += 1
            self.connection = None
            time.sleep(0.05)
        self.fault = f"sender {self.number}: no success within {PATIENCE} s"
        return False

    def exchange(self, request: bytes) -> int:
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.watch.port), timeout=PATIENCE)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            piece = self.connection.recv(4_096)
            if not piece:
                raise OSError("closed")
            answer += piece
        return int(answer.split(b" ", 2)[1])


def send(bench: run.Run, watch: Watch, rate: float, seconds: float) -> list[Sender]:
    count = bench.options.senders
    body = template(int(time.time() - 3_600) * 1_000_000_000)
    each = max(1, round(rate * seconds / count))
    senders = [Sender(watch, number, each, count / rate, body) for number in range(count)]
    for sender in senders:
        sender.start()
    return senders


def kept(bench: run.Run, project: Project) -> int:
    return int(needed(bench.program.run("status", "--json", root=project.root)).json["signals"])


# The parts


def steady(bench: run.Run, name: str, rate: float, seconds: float, is_burst: bool) -> list[Row]:
    project = Project.empty(bench.folder / name)
    watch = Watch(bench, project).start()
    run.say(f"{name}: {rate:,.0f} requests/s for {seconds:g} s …")
    begin = time.perf_counter()
    senders = send(bench, watch, rate, seconds)
    for sender in senders:
        sender.join()
    sent = time.perf_counter() - begin
    begin = time.perf_counter()
    watch.end()
    drained = time.perf_counter() - begin
    answered = sum(sender.answered for sender in senders)
    times = sorted(time for sender in senders for time in sender.times)
    faults = [sender.fault for sender in senders if sender.fault]
    rows = [
        Row(f"{name}: requests/s", answered / sent, "/s", None if is_burst else Bar(">=", rate * 0.99)),
        Row(f"{name}: p50", percentile(times, 0.5), "ms"),
        Row(f"{name}: p99", percentile(times, 0.99), "ms", None if is_burst else Bar("<=", P99_MS)),
        Row(f"{name}: drained in", drained, "s", None if is_burst else Bar("<=", DRAIN_SECONDS)),
        run.all_of(f"{name}: spans kept", kept(bench, project), answered * SPANS),
        run.none_of(f"{name}: faults", faults),
    ]
    return rows


def killed(bench: run.Run, kills: int) -> list[Row]:
    """Kills the watch again and again while senders go on."""
    project = Project.empty(bench.folder / "killed")
    watch = Watch(bench, project).start()
    run.say(f"kills: {kills} …")
    chance = bench.random("receiver")
    senders = send(bench, watch, 500, 1.5 * kills)
    for _ in range(kills):
        time.sleep(chance.uniform(0.3, 1.5))
        watch.kill()
        watch.start()
    for sender in senders:
        sender.join()
    watch.end()
    answered = sum(sender.answered for sender in senders)
    faults = [sender.fault for sender in senders if sender.fault]
    audit = bench.program.run("audit", root=project.root)
    if audit.code != 0:
        faults.append(str(audit))
    again = sum(sender.again for sender in senders)
    return [
        run.all_of("kills: spans kept", kept(bench, project), answered * SPANS, f"{again} sent again"),
        run.none_of("kills: faults", faults),
    ]


if __name__ == "__main__":
    sys.exit(main())
