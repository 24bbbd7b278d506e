"""Which bytes are flipped: chosen by a seed among the live rows of a store."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rig.btree import Cell, Database, Table
from rig.project import Project
from speed.results import Failure

# What rows are flipped, with even odds, and the words a fault may call them by.
KINDS = {
    "ledger": ("ledger",),
    "evidence": ("evidence", "text"),
    "records": ("record",),
    "cited snapshots": ("evidence", "text", "snapshot"),
}
SIGNALS = "signals"
DIGEST = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True)
class Flip:
    """One byte to change, and what a fault must name."""

    kind: str
    file: Path  # within the store's folder
    table: str
    row: str
    names: tuple[str, ...]  # any of which tells the row from others
    new_names: tuple[str, ...]  # what it is called with the byte changed
    page: int
    offset: int
    role: str
    mask: int

    def __str__(self) -> str:
        place = f"page {self.page}, " if self.page else ""
        return f"{self.table} {self.row}: {self.file}, {place}offset {self.offset}, {self.role}, xor {self.mask:02x}"


def row_flips(project: Project, chance: random.Random, count: int) -> tuple[list[Flip], list[str]]:
    """Chooses bytes inside live rows; also names the kinds of which the store has no row."""
    database = Database(project.database)
    tables = database.tables()
    cells = {name: list(database.cells(table.root)) for name, table in tables.items()}
    sets = {"ledger": cells.get("ledger", []), "records": cells.get("records", [])}
    if "evidence" in tables:
        sets["cited snapshots"] = list(cited_snapshots(tables["evidence"], cells["evidence"], cells.get("records", [])))
        taken = {id(cell) for cell in sets["cited snapshots"]}
        sets["evidence"] = [cell for cell in cells["evidence"] if id(cell) not in taken]
    kinds = [kind for kind in KINDS if sets.get(kind)]
    flips = []
    for number in range(count if kinds else 0):
        kind = chance.choice(kinds)
        table = tables["evidence" if kind == "cited snapshots" else kind]
        flips.append(row_flip(kind, database, table, chance, number, sets[kind]))
    return flips, [kind for kind in KINDS if kind not in kinds]


def row_flip(
    kind: str, database: Database, table: Table, chance: random.Random, number: int, cells: list[Cell]
) -> Flip:
    """Chooses a row and a byte of it; every fourth time a part of the row first, for the sake of short parts."""
    cell = chance.choice(cells)
    if number % 4 == 0:
        role = chance.choice(sorted({piece.role for piece in cell.pieces}))
        piece = chance.choice([piece for piece in cell.pieces if piece.role == role])
        offset = piece.start + chance.randrange(piece.count)
    else:
        piece, offset = cell.byte(chance.randrange(cell.size))
    mask = chance.randrange(1, 256)
    names, new_names = identities(table, cell), identities(table, database.flipped(cell, offset, mask))
    file = Path(database.path.name)
    return Flip(kind, file, table.name, names[-1], names, new_names, piece.page, offset, piece.role, mask)


def identities(table: Table, cell: Cell) -> tuple[str, ...]:
    """Everything that tells a row from the others of its table, in the forms in which it may be written."""
    names = [] if cell.rowid is None else [str(cell.rowid)]
    try:
        values = cell.values()
    except (Failure, IndexError):
        values = []
    for column, value in zip(table.columns, values, strict=False):
        if column in table.keys and value is not None:
            names.append(value.hex() if isinstance(value, bytes) else str(value))
    return tuple(names)


def cited_snapshots(table: Table, texts: list[Cell], records: list[Cell]) -> Iterator[Cell]:
    """Gives the rows of kind `snapshot` whose id stands in some record: a claim, and so a decision, rests on them."""
    cited = {digest.decode() for cell in records for digest in DIGEST.findall(cell.record)}
    for cell in texts:
        row: dict[str, Any] = dict(zip(table.columns, cell.values(), strict=False))
        if row.get("kind") == "snapshot" and cited & set(identities(table, cell)):
            yield cell


def signal_flips(project: Project, chance: random.Random, count: int) -> list[Flip]:
    """Chooses bytes anywhere in the files of signals and keys."""
    files = sorted(file for file in project.files() if project.signals in file.parents and file.stat().st_size)
    flips = []
    for _ in range(count if files else 0):
        file = chance.choice(files)
        offset = chance.randrange(file.stat().st_size)
        name, mask = file.relative_to(project.state), chance.randrange(1, 256)
        flips.append(Flip(SIGNALS, name, SIGNALS, file.name, (file.name,), (), 0, offset, "byte", mask))
    return flips
