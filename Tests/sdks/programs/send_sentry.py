"""Sentry's SDK: errors, a message, a transaction, logs, check-ins and a session; packed with gzip or `brotli`."""

import sys

from sender import Sender

sender = Sender("sentry-sdk")
if "brotli" not in sender.options:
    sys.modules["brotli"] = None  # type: ignore[assignment]  # as where it is not installed

import sentry_sdk
from sentry_sdk.crons import capture_checkin
from sentry_sdk.crons.consts import MonitorStatus

ERRORS, LOGS, STEPS = 8, 5, 3

sentry_sdk.init(
    dsn=f"http://0123456789abcdef0123456789abcdef@{sender.address}/4507",
    environment="test",
    release=f"{sender.word}@1.4.0",
    traces_sample_rate=1.0,
    enable_logs=True,
    auto_session_tracking=False,
    debug=True,  # or its log keeps failures to itself
)
transport = sentry_sdk.get_client().transport
if transport._compression_algo != ("br" if "brotli" in sender.options else "gzip"):
    sender.fail(f"it packs with {transport._compression_algo}")
lose = transport.record_lost_event


def lost(reason: str, *arguments: object, **named: object) -> None:
    """Hears of what the SDK gives up."""
    sender.fail(f"lost: {reason} {arguments} {named}")
    lose(reason, *arguments, **named)


transport.record_lost_event = lost


def run(half: int) -> None:
    """Uses one of each."""
    for index in range(ERRORS):
        try:
            raise LookupError(f"no shelf {index} in half {half}")
        except LookupError as error:
            sentry_sdk.capture_exception(error)
    sentry_sdk.capture_message(f"the till opened in half {half}", level="error")
    with sentry_sdk.start_transaction(op="http.server", name="/pay"):
        for _ in range(STEPS):
            with sentry_sdk.start_span(op="db", name="look up"):
                pass
    for index in range(LOGS):
        sentry_sdk.logger.info("the till said {words}", attributes={"words": f"go on {index}"})
    check_in = capture_checkin(monitor_slug=f"{sender.word}-count", status=MonitorStatus.IN_PROGRESS)
    capture_checkin(
        monitor_slug=f"{sender.word}-count", check_in_id=check_in, status=MonitorStatus.OK, duration=1.5
    )
    with sentry_sdk.isolation_scope() as scope:
        scope.start_session(session_mode="application")
        scope.end_session()


for half in sender.halves():
    run(half)
    sentry_sdk.flush(timeout=30)
    sender.count(error=ERRORS + 1, span=1 + STEPS, log=LOGS, check_in=2, session=1)
sentry_sdk.get_client().close(timeout=30)
sender.finish()
