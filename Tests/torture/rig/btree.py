"""Where the rows of an SQLite database lie in its file: the b-trees walked from their roots, cell by cell.

The format is that of https://sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1 to 2.4. Only what a row is made
of is found: page headers, cell pointers, child pointers, free blocks and secondary indexes are none of it.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speed.results import Failure

INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF = 0x02, 0x05, 0x0A, 0x0D
INTERIOR = {INDEX_INTERIOR, TABLE_INTERIOR}
FILE_HEADER = 100  # bytes at the start of page 1


@dataclass(frozen=True)
class Piece:
    """Bytes of a row that lie together, and what they are."""

    role: str  # length, rowid, header, payload, overflow pointer, overflow payload
    page: int
    start: int  # in the file
    count: int


@dataclass
class Cell:
    """One row: its pieces in the file, and the record they make."""

    kind: int  # the type byte of its page
    page: int
    place: int  # where it begins in the file, after the child pointer of an interior page
    rowid: int | None
    pieces: list[Piece] = field(default_factory=list)
    record: bytes = b""

    @property
    def size(self) -> int:
        return sum(piece.count for piece in self.pieces)

    def byte(self, index: int) -> tuple[Piece, int]:
        """Gives the piece and the file offset of a byte, counted through all pieces."""
        for piece in self.pieces:
            if index < piece.count:
                return piece, piece.start + index
            index -= piece.count
        raise IndexError(index)

    def values(self) -> list[Any]:
        """Decodes the record, in stored order."""
        size, place = varint(self.record, 0)
        body, found = size, []
        while place < size:
            code, place = varint(self.record, place)
            value, body = column(self.record, code, body)
            found.append(value)
        return found


@dataclass(frozen=True)
class Table:
    """A table of the database: where its tree begins, and what its rows hold in stored order."""

    name: str
    root: int
    has_rowid: bool
    columns: list[str]
    keys: set[str]  # columns of the primary key and of unique indexes


class Database:
    """The bytes of a database file without a log."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data = bytearray(path.read_bytes())
        if self.data[:16] != b"SQLite format 3\0":
            raise Failure(f"{path} is no SQLite database")
        size = int.from_bytes(self.data[16:18], "big")
        self.page_size = 65536 if size == 1 else size
        self.usable = self.page_size - self.data[20]

    def tables(self) -> dict[str, Table]:
        """Reads the schema: every table that has a tree of its own."""
        connection = sqlite3.connect(f"file:{self.path}?immutable=1", uri=True)
        try:
            roots = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
            return {name: self._table(connection, name, root) for name, root in roots.fetchall()}
        finally:
            connection.close()

    def _table(self, connection: sqlite3.Connection, name: str, root: int) -> Table:
        has_rowid = self._type(root) in (TABLE_LEAF, TABLE_INTERIOR)
        info = connection.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (name,)).fetchall()
        columns = [column for column, _ in info]
        key = [column for column, place in sorted(info, key=lambda row: row[1]) if place]
        if not has_rowid:  # the key comes first: section 2.4
            columns = key + [column for column in columns if column not in key]
        unique = connection.execute(
            'SELECT i.name FROM pragma_index_list(?) l, pragma_index_info(l.name) i WHERE l."unique"', (name,)
        )
        return Table(name, root, has_rowid, columns, {*key, *(row[0] for row in unique if row[0])})

    def cells(self, root: int) -> Iterator[Cell]:
        """Walks a tree and gives every row in it, in order."""
        yield from self._cells(root, set())

    def _cells(self, page: int, seen: set[int]) -> Iterator[Cell]:
        if page in seen:
            raise Failure(f"{self.path}: page {page} is there twice")
        seen.add(page)
        start = (page - 1) * self.page_size
        head = start + (FILE_HEADER if page == 1 else 0)
        kind = self.data[head]
        if kind not in (INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF):
            raise Failure(f"{self.path}: page {page} has type {kind}")
        pointers = head + (12 if kind in INTERIOR else 8)
        for index in range(self._number(head + 3, 2)):
            place = start + self._number(pointers + 2 * index, 2)
            if kind in INTERIOR:
                yield from self._cells(self._number(place, 4), seen)
            if kind != TABLE_INTERIOR:  # those hold keys only, and the keys are in the leaves again
                yield self._cell(kind, page, place + (4 if kind == INDEX_INTERIOR else 0))
        if kind in INTERIOR:
            yield from self._cells(self._number(head + 8, 4), seen)

    def flipped(self, cell: Cell, offset: int, mask: int) -> Cell:
        """Gives a row as it reads with one byte changed; without a record where that cannot be read any more."""
        self.data[offset] ^= mask
        try:
            return self._cell(cell.kind, cell.page, cell.place)
        except (Failure, IndexError):
            _, body = varint(self.data, cell.place)
            rowid = varint(self.data, body)[0] if cell.kind == TABLE_LEAF else None
            return Cell(cell.kind, cell.page, cell.place, rowid)
        finally:
            self.data[offset] ^= mask

    def _cell(self, kind: int, page: int, place: int) -> Cell:
        begin = place
        size, body = varint(self.data, place)
        if not 0 <= size <= len(self.data):
            raise Failure(f"{self.path}: a row on page {page} is {size} bytes long")
        pieces = [Piece("length", page, place, body - place)]
        rowid = None
        if kind == TABLE_LEAF:
            place = body
            rowid, body = varint(self.data, place)
            pieces.append(Piece("rowid", page, place, body - place))
        local = self._local(kind, size)
        found = [Piece("payload", page, body, local)]
        if local < size:
            found += self._overflow(page, body + local, size - local)
        cell = Cell(kind, page, begin, rowid)
        cell.record = b"".join(self.data[p.start : p.start + p.count] for p in found if p.role.endswith("payload"))
        cell.pieces = pieces + split_header(found, varint(cell.record, 0)[0])
        return cell

    def _local(self, kind: int, size: int) -> int:
        """How much of a record lies in the cell itself: section 1.6."""
        most = self.usable - 35 if kind == TABLE_LEAF else (self.usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (self.usable - 12) * 32 // 255 - 23
        kept = least + (size - least) % (self.usable - 4)
        return kept if kept <= most else least

    def _overflow(self, page: int, place: int, left: int) -> list[Piece]:
        """Follows the chain of overflow pages; `place` is where the number of the first stands.

        The empty pointer with which the chain ends is left out: nobody who reads the row reads it.
        """
        pieces = []
        while left > 0:
            following = self._number(place, 4)
            if not 1 <= following <= len(self.data) // self.page_size:
                raise Failure(f"{self.path}: a row on page {page} goes on at page {following}")
            pieces.append(Piece("overflow pointer", page, place, 4))
            page, place = following, (following - 1) * self.page_size
            count = min(left, self.usable - 4)
            pieces.append(Piece("overflow payload", page, place + 4, count))
            left -= count
        return pieces

    def _type(self, page: int) -> int:
        return self.data[(page - 1) * self.page_size + (FILE_HEADER if page == 1 else 0)]

    def _number(self, place: int, width: int) -> int:
        return int.from_bytes(self.data[place : place + width], "big")


def split_header(pieces: list[Piece], size: int) -> list[Piece]:
    """Tells the first bytes of a record, which say what its columns are, from those that hold their values."""
    split = []
    for piece in pieces:
        count = min(size, piece.count) if piece.role.endswith("payload") else 0
        if count:
            split.append(Piece("header", piece.page, piece.start, count))
            size -= count
        if piece.count > count:
            split.append(Piece(piece.role, piece.page, piece.start + count, piece.count - count))
    return split


def varint(data: bytes | bytearray, place: int) -> tuple[int, int]:
    """Reads a variable-length integer; gives it and where it ends."""
    value = 0
    for index in range(8):
        byte = data[place + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + index + 1
    value = value << 8 | data[place + 8]
    return value - (1 << 64) if value >> 63 else value, place + 9


WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def column(record: bytes, code: int, place: int) -> tuple[Any, int]:
    """Reads a value by its serial type; gives it and where it ends. Text stays bytes where it is no UTF-8."""
    if code == 0:
        return None, place
    if code in (8, 9):
        return code - 8, place
    if code in WIDTHS:
        end = place + WIDTHS[code]
        return int.from_bytes(record[place:end], "big", signed=True), end
    if code == 7:
        return memoryview(record[place : place + 8][::-1]).cast("d")[0], place + 8
    if code < 12:
        raise Failure(f"a record has the reserved serial type {code}")
    end = place + (code - 12) // 2
    value = record[place:end]
    return (value if code % 2 == 0 else value.decode(errors="surrogateescape")), end
