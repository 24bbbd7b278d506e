#!/usr/bin/env python3
"""Holds the page walker against SQLite itself: python3 Tests/torture/test_btree.py"""

import random
import sqlite3
import sys
import tempfile
import unittest
from pathlib import Path

from rig.btree import INDEX_INTERIOR, TABLE_LEAF, Database, varint

SCHEMA = """
CREATE TABLE entries(seq INTEGER PRIMARY KEY, line BLOB NOT NULL, hash BLOB NOT NULL, rank REAL, note TEXT);
CREATE TABLE things(
  kind TEXT, body BLOB NOT NULL, id TEXT NOT NULL, number INTEGER, PRIMARY KEY (id, kind)
) WITHOUT ROWID;
CREATE TABLE texts(ordinal INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
CREATE INDEX things_by_kind ON things(kind);
"""


class WalkerTests(unittest.TestCase):
    """Every case makes a database with rows of all sizes, some of them deleted again."""

    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name) / "rows.db"

    def make(self, page_size: int, seed: int) -> sqlite3.Connection:
        chance = random.Random(seed)
        connection = sqlite3.connect(self.path)
        self.addCleanup(connection.close)
        connection.execute(f"PRAGMA page_size = {page_size}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA)
        sizes = [0, 1, 40, 300, page_size - 36, page_size - 35, page_size, 3 * page_size]
        for number in range(400 if page_size < 4096 else 120):
            size = chance.choice(sizes) + chance.randrange(3)
            rest = (chance.randbytes(32), chance.choice([None, 1.5, -0.25]), chance.choice([None, "é" * 9]))
            entry = (number * chance.choice([1, 1, 1 << 40]) + 1, chance.randbytes(size), *rest)
            connection.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", entry)
            number = chance.choice([0, 1, -1, 1000, -70000, 1 << 30, 1 << 45, -(1 << 62)])
            things = (f"k{size % 3}", chance.randbytes(size), f"O-{chance.randrange(1 << 30):06X}", number)
            connection.execute("INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?)", things)
            connection.execute("INSERT INTO texts(id, text) VALUES (?, ?)", (chance.randbytes(32), "x" * size))
        connection.execute("DELETE FROM entries WHERE rowid % 7 = 0")
        connection.execute("DELETE FROM things WHERE number = 1000")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return connection

    def test_every_row_is_found_as_sqlite_reads_it(self) -> None:
        for page_size in (512, 1024, 4096, 65536):
            with self.subTest(page_size=page_size):
                self.path.unlink(missing_ok=True)
                connection = self.make(page_size, seed=page_size)
                database = Database(self.path)
                tables = database.tables()
                self.assertEqual(set(tables), {"entries", "things", "texts"})
                for table in tables.values():
                    order = ", ".join(table.columns)
                    wanted = connection.execute(f"SELECT {order} FROM {table.name}").fetchall()
                    found = []
                    for cell in database.cells(table.root):
                        values = cell.values()
                        if table.has_rowid:  # an integer primary key is the rowid, and nothing in the record
                            values[0] = cell.rowid
                        found.append(tuple(values))
                    self.assertEqual(sorted(map(repr, found)), sorted(map(repr, wanted)))

    def test_pieces_are_disjoint_and_make_up_the_record(self) -> None:
        self.make(512, seed=5)
        database = Database(self.path)
        taken = bytearray(len(database.data))
        kinds = set()
        for table in database.tables().values():
            for cell in database.cells(table.root):
                kinds.add(cell.kind)
                parts = [piece for piece in cell.pieces if piece.role.endswith(("header", "payload"))]
                record = b"".join(database.data[piece.start : piece.start + piece.count] for piece in parts)
                self.assertEqual(record, cell.record)
                self.assertEqual(sum(p.count for p in parts if p.role == "header"), varint(record, 0)[0])
                for piece in cell.pieces:
                    place = slice(piece.start, piece.start + piece.count)
                    self.assertFalse(any(taken[place]), f"{piece} lies over another")
                    taken[place] = b"\1" * piece.count
        self.assertTrue({INDEX_INTERIOR, TABLE_LEAF} <= kinds)

    def test_a_flipped_byte_changes_what_sqlite_reads(self) -> None:
        connection = self.make(1024, seed=9)
        wanted = self.contents()
        connection.close()
        database = Database(self.path)
        chance = random.Random(3)
        cells = [cell for table in database.tables().values() for cell in database.cells(table.root)]
        missed = []
        for _ in range(300):
            cell = chance.choice(cells)
            piece, offset = cell.byte(chance.randrange(cell.size))
            changed = bytearray(database.data)
            changed[offset] ^= chance.randrange(1, 256)
            self.path.write_bytes(changed)
            if self.contents() == wanted:
                missed.append(piece)
        self.path.write_bytes(database.data)
        self.assertEqual(missed, [])

    def contents(self) -> list | None:
        """Reads everything; nothing where SQLite refuses."""
        connection = sqlite3.connect(f"file:{self.path}?immutable=1", uri=True)
        connection.text_factory = bytes
        try:
            return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("entries", "things", "texts")]
        except sqlite3.DatabaseError:
            return None
        finally:
            connection.close()

    def test_variable_length_integers(self) -> None:
        for data, value in (
            (b"\x00", 0),
            (b"\x7f", 127),
            (b"\x81\x00", 128),
            (b"\xff" * 9, -1),
            (b"\x80" * 8 + b"\x05", 5),
        ):
            self.assertEqual(varint(data, 0), (value, len(data)))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
