"""Rows: one measured figure each, with its bar and its verdict, as a text table or as JSON."""

import json
import os
import textwrap
from dataclasses import dataclass
from typing import NamedTuple

WIDTH = 100
NAME, FIGURE, BAR, VERDICT = 39, 11, 10, 12
PASS, MISS, NOT_MEASURED, NO_BAR = "PASS", "MISS", "not measured", "-"


class Failure(Exception):
    """Something under test does not work at all: it died, hung, or gave a wrong answer."""


class Unavailable(Exception):
    """Something the measurement needs is not on this machine."""


class Bar(NamedTuple):
    """What a figure has to be: `relation` is one of <=, >=, <, ==."""

    relation: str
    limit: float

    def holds(self, value: float) -> bool:
        return {
            "<=": value <= self.limit,
            ">=": value >= self.limit,
            "<": value < self.limit,
            "==": value == self.limit,
        }[self.relation]


@dataclass
class Row:
    """One figure. `exact` marks counts and sizes, which do not depend on how busy the machine is."""

    name: str
    value: float | None = None
    unit: str = ""
    bar: Bar | None = None
    reference: str = ""
    note: str = ""
    exact: bool = False
    verdict: str = ""

    def judge(self, timed: bool) -> None:
        """Sets the verdict, once; without `timed`, only exact rows are held to their bars."""
        if self.verdict:
            return
        if self.value is None:
            self.verdict = NOT_MEASURED
        elif self.bar is None or not (timed or self.exact):
            self.verdict = NO_BAR
        else:
            self.verdict = PASS if self.bar.holds(self.value) else MISS


def figure(value: float | None, unit: str) -> str:
    """Writes a value with about three significant digits and its unit."""
    if value is None:
        return "-"
    size = abs(value)
    digits = 0 if value == int(value) or size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{value:,.{digits}f} {unit}".rstrip()


def against(name: str, theirs: float | None, ours: float, unit: str) -> str:
    """Names the reference, its own figure, and how many times ours that is."""
    if theirs is None:
        return f"{name} {NOT_MEASURED}"
    return f"{name} {figure(theirs, unit)}, {figure(theirs / ours, 'x')}"


def cells(row: Row) -> list[str]:
    bar = f"{row.bar.relation} {row.bar.limit:,g} {row.unit}".rstrip() if row.bar else "-"
    return [row.name, figure(row.value, row.unit), bar, row.verdict, row.reference]


def line(columns: list[str]) -> str:
    name, measured, bar, verdict, reference = columns
    return f"{name:<{NAME}}{measured:>{FIGURE}}  {bar:<{BAR}} {verdict:<{VERDICT}} {reference}".rstrip()


def table(subject: str, rows: list[Row]) -> str:
    """Lays the rows of one subject out in aligned columns, notes indented below their row."""
    out = [line([subject.upper(), "measured", "bar", "verdict", "reference, ratio"])]
    for row in rows:
        out.append(line(cells(row)))
        if row.note:
            out += textwrap.wrap(row.note, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(out)


def machine() -> str:
    load = " ".join(f"{part:.2f}" for part in os.getloadavg())
    return f"{os.cpu_count()} cores, {os.uname().sysname} {os.uname().release}, load {load}"


def document(subjects: dict[str, list[Row]]) -> str:
    """Gives all rows as one JSON document."""
    rows = [{"subject": subject, **as_object(row)} for subject, rows in subjects.items() for row in rows]
    return json.dumps({"machine": machine(), "rows": rows}, indent=1)


def as_object(row: Row) -> dict:
    bar = {"relation": row.bar.relation, "limit": row.bar.limit} if row.bar else None
    return {
        "name": row.name,
        "value": row.value,
        "unit": row.unit,
        "bar": bar,
        "verdict": row.verdict,
        "reference": row.reference or None,
        "note": row.note or None,
    }
