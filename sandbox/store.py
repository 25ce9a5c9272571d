"""What the simulated world remembers: one SQLite file of JSON documents, kept over a restart."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

Document = dict[str, Any]  # JSON: the values are whatever the simulated system keeps

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    bucket TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
"""


class Store:
    """JSON documents by bucket and key, and counters that never go back; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._db = sqlite3.connect(
            folder / "sandbox.sqlite3", check_same_thread=False, isolation_level=None, timeout=10
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time: what makes "look, then create" idempotent."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def get(self, bucket: str, key: str) -> Document | None:
        with self._lock:
            row = self._db.execute("SELECT body FROM documents WHERE bucket=? AND key=?", (bucket, key)).fetchone()
        return _parsed(row[0]) if row else None

    def put(self, bucket: str, key: str, body: Document) -> None:
        text = json.dumps(body, ensure_ascii=False)
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO documents VALUES (?, ?, ?)", (bucket, key, text))

    def delete(self, bucket: str, key: str) -> None:
        with self._lock:
            self._db.execute("DELETE FROM documents WHERE bucket=? AND key=?", (bucket, key))

    def all(self, bucket: str) -> dict[str, Document]:
        with self._lock:
            rows = self._db.execute("SELECT key, body FROM documents WHERE bucket=? ORDER BY key", (bucket,)).fetchall()
        return {key: _parsed(body) for key, body in rows}

    def empty(self, bucket: str | None = None) -> None:
        """Forget one bucket, or everything; counters stay, so a number is never given out twice."""
        with self._lock:
            if bucket is None:
                self._db.execute("DELETE FROM documents")
            else:
                self._db.execute("DELETE FROM documents WHERE bucket=?", (bucket,))

    def next(self, name: str) -> int:
        """The next number of a sequence, from 1."""
        with self._lock:
            sql = "INSERT INTO sequences VALUES (?, 1) ON CONFLICT(name) DO UPDATE SET last = last + 1 RETURNING last"
            number: int = self._db.execute(sql, (name,)).fetchone()[0]
        return number

    def close(self) -> None:
        with self._lock:
            self._db.close()


def _parsed(text: str) -> Document:
    body: Document = json.loads(text)
    return body
