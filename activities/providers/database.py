"""The database by URL (`sqlite+aiosqlite:///FILE` or `postgresql+psycopg://HOST/NAME`), and its migrations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, TimeoutError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

PATIENCE_SECONDS = 4
"""How long a writer waits for another one or for the server: an outage must show as a clear error within 5 s."""

MIGRATION_LOCK = 0x656B6169
"""The PostgreSQL advisory lock under which one process migrates while the others wait."""

_BEGIN = {True: "BEGIN", False: "BEGIN IMMEDIATE"}


class DatabaseUrlError(ValueError):
    """The URL names a database that is not served here."""


class DatabaseNewerError(Exception):
    """The tables have a shape that this version does not know."""


class DatabaseUnavailable(Exception):
    """The database did not answer or could not write; nothing was changed, so the caller tries again."""


class Database:
    """One database and its pool; `reads()` and `writes()` give a session in one transaction, undone by an exception.

    Raises DatabaseUrlError at once for an unknown kind of URL, DatabaseUnavailable from the sessions. Error texts carry
    no parameters.
    """

    def __init__(self, url: str) -> None:
        self._sqlite = _is_sqlite(url)
        self.engine = create_async_engine(url, hide_parameters=True, **(_SQLITE if self._sqlite else _POSTGRESQL))
        if self._sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def reads(self) -> AsyncIterator[AsyncSession]:
        """A consistent view that keeps no writer waiting."""
        async with self._session(reading=True) as session:
            yield session

    @asynccontextmanager
    async def writes(self) -> AsyncIterator[AsyncSession]:
        """All or nothing; on SQLite the only writer from its first statement on."""
        async with self._session(reading=False) as session:
            yield session

    @asynccontextmanager
    async def _session(self, reading: bool) -> AsyncIterator[AsyncSession]:
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
                await session.connection(execution_options=self._options(reading))
                yield session
        except (OperationalError, InterfaceError, InternalError, TimeoutError) as error:
            why = str(getattr(error, "orig", error)).strip().split("\n")[0]
            message = f"the database cannot be used now ({why}); nothing was changed, try again"
            raise DatabaseUnavailable(message) from error

    def _options(self, reading: bool) -> dict[str, Any]:
        """A list and its count, or a trail and its head, must be of one moment: PostgreSQL needs to be told."""
        if self._sqlite or not reading:
            return {"reading": reading}
        return {"isolation_level": "REPEATABLE READ"}

    def insert(self, table: type[SQLModel]) -> "sqlite.Insert | postgresql.Insert":
        """An INSERT that knows ON CONFLICT, in this database's dialect."""
        return sqlite.insert(table) if self._sqlite else postgresql.insert(table)

    async def lock(self, session: AsyncSession, name: str) -> None:
        """Hold `name` alone until the transaction ends; on SQLite a writer is alone anyway."""
        if not self._sqlite:
            statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            await (await session.connection()).execute(statement, {"name": name})

    async def close(self) -> None:
        await self.engine.dispose()


async def migrate(url: str) -> None:
    """Bring the tables to the newest shape in one transaction; harmless when done twice or by several at once.

    Tables that have it already are only looked at, so this may stand before every command. Raises DatabaseUrlError,
    DatabaseUnavailable, DatabaseNewerError.
    """
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        async with database.reads() as session:
            found = await (await session.connection()).run_sync(_revision)
        if found != ScriptDirectory.from_config(config).get_current_head():
            async with database.writes() as session:
                await (await session.connection()).run_sync(_upgrade, config)
    except CommandError as error:  # the revision in the tables is not among ours
        raise DatabaseNewerError("the database was made by a newer version; install that version") from error
    finally:
        await database.close()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, config: Config) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = 0"))  # another process may be migrating: wait for it
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


_SQLITE: dict[str, Any] = {"connect_args": {"timeout": PATIENCE_SECONDS}}
_POSTGRESQL: dict[str, Any] = {
    "connect_args": {"connect_timeout": PATIENCE_SECONDS, "options": f"-c lock_timeout={PATIENCE_SECONDS}s"},
    "pool_pre_ping": True,  # a server that restarted costs one reconnect and no error
    "pool_timeout": PATIENCE_SECONDS,
}


def _is_sqlite(url: str) -> bool:
    parsed = make_url(url)
    driver = parsed.drivername
    if driver not in ("sqlite+aiosqlite", "postgresql+psycopg"):
        raise DatabaseUrlError(
            f"{driver} is not served here; use sqlite+aiosqlite:///FILE or postgresql+psycopg://HOST/NAME"
        )
    if driver == "sqlite+aiosqlite":
        _refuse_missing_folder(parsed.database)
    return driver == "sqlite+aiosqlite"


def _refuse_missing_folder(file: str | None) -> None:
    """Said before opening: the driver's thread would also print a traceback of its own."""
    if file and not Path(file).absolute().parent.is_dir():
        raise DatabaseUrlError(
            f"the folder of the database {Path(file).name} does not exist; make it, or name another place"
        )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would be a deferred one; see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {PATIENCE_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged act survives a power cut
        "foreign_keys = ON",
        "recursive_triggers = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers queue at BEGIN: two deferred ones could both read and then neither go on."""
    connection.exec_driver_sql(_BEGIN[connection.get_execution_options().get("reading", False)])
