"""The minute that imported signals are about: shortly before now, so that nothing takes them for old."""

from datetime import UTC, datetime, timedelta

from rig.lines import whole_minute

MINUTE = whole_minute(datetime.now(UTC) - timedelta(hours=3))
