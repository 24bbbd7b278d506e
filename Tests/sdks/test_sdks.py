#!/usr/bin/env python3
"""Checks `reckon watch` with the real SDKs: what each has sent is kept, once, and none has had to complain.

  python3 Tests/sdks/test_sdks.py BINARY [--only WORD]      for example build/reckon

Every SDK has a small program and a process of its own. Halfway the watch is killed and started anew; two programs and
Prometheus send on meanwhile. What was kept is counted by fresh processes and compared with what each program did.
Nothing leaves this machine. Exit code: 0 all passed, 1 something failed, 4 something could not be fetched.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[1:1] = [str(HERE.parents[1] / "scripts"), str(HERE.parent / "clients")]
import package_cache as cache
import prometheus
from program import Program
from report import Report
from watch import Fault, Watch

PACKAGES = (
    "amplitude-analytics==1.3.0",
    "brotli==1.2.1",
    "langfuse==5.0.4",
    "langsmith==0.15.1",
    "launchdarkly-server-sdk==9.20.0",
    "mixpanel==5.4.1",
    "openai==3.57.0",
    "openfeature-hooks-opentelemetry==0.3.1",
    "openfeature-sdk==0.10.0",
    "openinference-instrumentation-openai==0.1.66",
    "opentelemetry-exporter-otlp-proto-http==1.45.2",
    "opentelemetry-instrumentation-openai-v2==2.4b0",
    "opentelemetry-sdk==1.45.2",
    "opentelemetry-util-genai==1.1b0",  # later ones lack what the instrumentation of openai imports
    "posthog==7.91.1",
    "segment-analytics-python==2.4.0",
    "sentry-sdk==2.75.0",
    "statsig==0.72.1",
    "zstandard==0.25.0",
)

HALF_SECONDS = 180
DOWN_SECONDS = 1.0
STEP = 5
# Why something may be left out: none of it is a signal.
LEFT_OUT = (
    "metric points without a value",
    "calls that say who somebody is",
    "spans sent before they ended",
    "views of surveys, evaluations without a result",
)


def programs() -> list[Program]:
    """The programs; no word is part of another."""
    return [
        Program("probe-otel-plain", "otel"),
        Program("probe-otel-gzip", "otel", ("gzip",)),
        Program("probe-otel-through", "otel", ("through", "gzip")),
        Program("probe-genai-otel", "genai", ("otel",)),
        Program("probe-genai-openinference", "genai", ("openinference",)),
        Program("probe-openfeature", "openfeature"),
        Program("probe-sentry-brotli", "sentry", ("brotli",)),
        Program("probe-sentry-gzip", "sentry"),
        Program("probe-posthog-old", "posthog", ("v0",)),
        Program("probe-posthog-packed", "posthog", ("v0", "gzip")),
        Program("probe-posthog-new", "posthog", ("v1",)),
        Program("probe-posthog-dense", "posthog", ("v1", "gzip", "full")),
        Program("probe-mixpanel", "mixpanel"),
        Program("probe-amplitude", "amplitude"),
        Program("probe-segment-plain", "segment"),
        Program("probe-segment-gzip", "segment", ("gzip",)),
        Program("probe-segment-through", "segment", ("through",)),
        Program("probe-langfuse", "langfuse"),
        Program("probe-langsmith", "langsmith"),
        Program("probe-launchdarkly-plain", "launchdarkly"),
        Program("probe-launchdarkly-gzip", "launchdarkly", ("gzip",)),
        Program("probe-statsig", "statsig"),
    ]


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    word: str
    sdk: str
    sent: str
    kept: str
    verdict: str


class Trial:
    """One run of everything against one watch."""

    def __init__(self, binary: Path, folder: Path, chosen: list[Program], scraper: Path | None) -> None:
        self.folder = folder
        self.programs = chosen
        self.report = Report()
        self.rows: list[Row] = []
        self.total = 0
        self.watch = Watch(binary, folder)
        self.watch.start()
        self.prometheus = prometheus.Prometheus(scraper, folder / "prometheus", self.watch.url) if scraper else None

    def run(self, python: Path) -> dict[str, Any]:
        """Lets all programs send, with a kill halfway; returns the watch's report."""
        if self.prometheus:
            self.prometheus.start()
        deadline = time.monotonic() + HALF_SECONDS
        for program in self.programs:
            program.start(python, self.watch.url, self.folder / program.word)
        for program in self.programs:
            program.wait_for_half(deadline)
        if self.prometheus:
            self.report.check("prometheus: sends", self.prometheus.wait_for_samples())
        self.watch.kill()
        print("-- the watch was killed", flush=True)
        time.sleep(DOWN_SECONDS)
        self.watch.start()
        deadline = time.monotonic() + HALF_SECONDS
        for program in self.programs:
            program.go_on()
        for program in self.programs:
            program.wait_for_end(deadline)
        if self.prometheus:
            self.report.check("prometheus: has sent everything", self.prometheus.drain())
        return self.watch.end()

    def stop(self) -> None:
        """Ends what is left running."""
        for program in self.programs:
            program.stop()
        if self.prometheus:
            self.prometheus.end()
        if self.watch.process.poll() is None:
            self.watch.kill()

    def check(self, report: dict[str, Any]) -> None:
        """Compares what was kept with what was sent."""
        for program in self.programs:
            self._check(program)
        if self.prometheus:
            self._check_prometheus(self.prometheus)
            self._check_fetching(self.prometheus)
        print(f"-- the watch knew {report['duplicate']} signals already, from requests around the kill", flush=True)
        self.report.check("the watch rejected nothing", report["rejected"] == 0, f"{report['rejects'][:3]}")
        odd = [entry for entry in report["skipped"] if not entry["reason"].startswith(LEFT_OUT)]
        self.report.check("the watch left out nothing but what is no signal", not odd, f"{odd}")
        signals = self.watch.ask("status")["signals"]
        self.report.check("the store holds nothing else", signals == self.total, f"{signals} of {self.total}")
        self.report.check("the audit is clean", self._audit(), "")

    def _audit(self) -> bool:
        try:
            self.watch.ask("audit")
        except Fault:
            return False
        return True

    def _check(self, program: Program) -> None:
        if program.fault:
            self.report.check(f"{program.word}: runs to its end", False, program.fault[-280:])
            self.rows.append(Row(program.word, program.script, "?", "?", "did not run"))
            return
        account = program.account
        sent = {kind: count for kind, count in account["sent"].items() if count}
        self._compare(program.word, f"{account['package']} {account['version']}", sent, account["failures"])
        answers = ", ".join(f"{count} × {what}" for what, count in sorted(account["answers"].items()))
        print(f"-- {program.word} was answered: {answers or 'not seen'}", flush=True)
        if "through" in program.options:
            tries = account["tolerated"]
            self.report.check(f"{program.word}: noticed the kill, and sent again", tries > 0, f"{tries} tries failed")

    def _compare(self, word: str, sdk: str, sent: dict[str, int], failures: list[str]) -> None:
        kept = self.watch.kept(word)
        self.total += sum(kept.values())
        self.report.check(f"{word}: kept what was sent", kept == sent, f"{counts(kept)} of {counts(sent)}")
        self.report.check(f"{word}: no failure", not failures, f"{len(failures)}: {failures[:2]}" if failures else "")
        verdict = "passed" if kept == sent and not failures else "FAILED"
        self.rows.append(Row(word, sdk, counts(sent), counts(kept), verdict))

    def _check_prometheus(self, one: prometheus.Prometheus) -> None:
        figures = one.figures()
        failures = [
            f"{name}: {figures[name]:g}"
            for name in ("samples_failed_total", "samples_dropped_total")
            if figures.get(name, 0) > 0
        ]
        retried = figures.get("samples_retried_total", 0)
        print(f"-- prometheus sent {retried:g} samples again, while there was no watch", flush=True)
        samples, ends = one.written()
        self._compare(prometheus.JOB, f"prometheus {one.version()}", {"metric": samples - ends}, failures)

    def _check_fetching(self, one: prometheus.Prometheus) -> None:
        """Has the watch fetch what Prometheus scraped and what it answers, with a kill between."""
        query = 'sum by (till) (orders_total{till!="[0]"})'
        before = one.target.number
        words = ["--every", str(STEP), "--scrape", f"probe-page={one.page}"]
        words += ["--scrape", f"probe-itself={one.url}/metrics", "--query-range", f"probe-query={one.url} {query}"]
        for is_last in (False, True):
            self.watch.start(*words)
            self.report.check("fetching: everything is reached", self._wait_for_fetches(one), f"{self.watch.fetched()}")
            if not is_last:
                self.watch.kill()
        report = self.watch.end()
        self.report.check("fetching: nothing is rejected", report["rejected"] == 0, f"{report['rejects'][:3]}")
        version = f"prometheus {one.version()}"
        self._compare("probe-query", version, {"metric": one.values(query, self._mark(), STEP)}, [])
        self._compare("probe-page", version, {"metric": (one.target.number - before) * prometheus.SAMPLES}, [])
        # How many series it shows of itself only it knows.
        itself = self.watch.kept("probe-itself").get("metric", 0)
        self.report.check("fetching: what Prometheus shows of itself is kept", itself > 0)
        self.total += itself

    def _mark(self) -> int:
        """Up to when a query was asked, in seconds since the Unix epoch; 0 where none was."""
        marks = [state["through"] for state in self.watch.fetched().values() if state["through"]]
        return int(datetime.fromisoformat(marks[0]).timestamp()) if marks else 0

    def _wait_for_fetches(self, one: prometheus.Prometheus) -> bool:
        """Waits until each source has been reached, the page once more, and the query to the present."""
        mark, pages = time.time() - STEP, one.target.number
        deadline = time.monotonic() + prometheus.PATIENCE
        while time.monotonic() < deadline:
            states = self.watch.fetched().values()
            reached = sum(bool(state["last_success"]) for state in states)
            if reached == 3 and self._mark() > mark and one.target.number > pages:
                return True
            time.sleep(0.1)
        return False


def counts(kinds: dict[str, int]) -> str:
    """Writes counts by kind in a line."""
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "nothing"


def table(rows: list[Row]) -> None:
    """Prints the rows in columns."""
    lines = [("program", "SDK", "sent", "kept", "verdict")]
    for row in rows:
        lines.append((row.word, row.sdk, row.sent, "the same" if row.kept == row.sent else row.kept, row.verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    print()
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    print(flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="WORD", help="run the programs with this in their names alone")
    parser.add_argument("binary", type=Path, help="reckon, as it was built")
    options = parser.parse_args()
    binary = options.binary.resolve()
    if not os.access(binary, os.X_OK):
        parser.error(f"no such program: {binary}")
    chosen = [program for program in programs() if (options.only or "") in program.word]
    try:
        python = cache.python_in(cache.environment(*PACKAGES, name="sdks"))
    except cache.Unavailable as missing:
        return cache.explain(missing)
    scraper, missing_part = None, None
    if (options.only or "") in prometheus.JOB:
        try:
            scraper = prometheus.binary()
        except cache.Unavailable as missing:
            missing_part = missing
    with tempfile.TemporaryDirectory(prefix="reckon-sdks-", ignore_cleanup_errors=True) as folder:
        trial = Trial(binary, Path(folder), chosen, scraper)
        try:
            trial.check(trial.run(python))
        except Fault as fault:
            trial.report.check("reckon answers", False, str(fault))
        finally:
            trial.stop()
    table(trial.rows)
    code = trial.report.finish()
    if missing_part is not None:
        return code or cache.explain(missing_part, "This part was not checked")
    return code


if __name__ == "__main__":
    sys.exit(main())
