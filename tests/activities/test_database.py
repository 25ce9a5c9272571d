"""The database by URL, its migrations, and what it refuses."""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import SQLModel

from activities.providers.database import (
    MIGRATIONS,
    Database,
    DatabaseNewerError,
    DatabaseUnavailable,
    DatabaseUrlError,
    migrate,
)
from activities.providers.ledger import Ledger
from models.clusters import ThingKind
from models.tables import LinkRow
from tests.activities.publications import ALICE, BOB, MORNING, fact, publication

ROOT = MIGRATIONS.parent


async def _differences(database: Database) -> list[object]:
    def compared(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with database.engine.connect() as connection:
        return await connection.run_sync(compared)


async def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    assert await _differences(database) == []


async def test_migrating_again_changes_nothing(empty_url: str, ledger: Ledger) -> None:
    await ledger.publish(publication(1, "a"))
    await migrate(empty_url)
    assert await ledger.case(ALICE) is not None


async def test_migrating_what_is_up_to_date_waits_for_no_writer(
    empty_url: str, database: Database, ledger: Ledger
) -> None:
    await ledger.publish(publication(1, "a"))
    async with database.writes() as session, asyncio.timeout(2):
        session.add(LinkRow(application=ALICE, kind="phone", digest="d"))
        await session.flush()
        await migrate(empty_url)


async def test_tables_of_a_newer_version_are_left_alone(empty_url: str, database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewerError, match="made by a newer version; install that version"):
        await migrate(empty_url)


async def test_processes_that_migrate_at_once_do_not_disturb_each_other(empty_url: str) -> None:
    """Takes seconds: three real processes start."""
    program = (
        "import asyncio, sys; from activities.providers.database import migrate; asyncio.run(migrate(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, empty_url]
    started = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    ended = [(await process.communicate())[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 3, ended


async def test_a_url_of_another_kind_is_refused_in_one_sentence() -> None:
    with pytest.raises(DatabaseUrlError, match=r"mysql is not served here; use sqlite\+aiosqlite"):
        Database("mysql://localhost/ekaihu")


async def test_what_failed_half_way_leaves_nothing(database: Database, ledger: Ledger) -> None:
    async def interrupted() -> None:
        async with database.writes() as session:
            session.add_all(LinkRow(application=ALICE, kind=kind, digest="d") for kind in ("firm", "phone"))
            await session.flush()
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        await interrupted()
    assert await ledger.share(BOB, MORNING, [(ThingKind.PHONE, "d")]) == []


async def test_a_moment_without_its_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 10, 8, 9, 15)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="needs its time zone"):
        await Ledger(database).book_slot(ALICE, "0300", naive, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET event = '{}'",
        "UPDATE audit SET fact = 'other'",
        "DELETE FROM audit",
    ],
)
async def test_the_trail_is_append_only_for_everybody_on_the_database(
    database: Database, ledger: Ledger, statement: str
) -> None:
    await ledger.publish(publication(1, "a", "b"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.engine.begin() as connection:
            await connection.execute(text(statement))
    assert await ledger.verify(ALICE) is None


async def test_sqlite_replaces_no_event_of_the_trail_either(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'ekaihu.db'}"
    await migrate(url)
    database = Database(url)
    await Ledger(database).publish(publication(1, "a"))
    await database.close()
    with (
        sqlite3.connect(tmp_path / "ekaihu.db") as stranger,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        stranger.execute("INSERT OR REPLACE INTO audit SELECT application, seq, fact, '{}', hash FROM audit")


async def test_postgresql_refuses_to_truncate_the_trail(empty_url: str, database: Database, ledger: Ledger) -> None:
    if empty_url.startswith("sqlite"):
        pytest.skip("SQLite has no TRUNCATE; its DELETE is tested above")
    await ledger.publish(publication(1, "a"))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.engine.begin() as connection:
            await connection.execute(text("TRUNCATE audit"))


async def test_a_locked_database_is_a_clear_error_within_five_seconds_and_goes_on_afterwards(tmp_path: Path) -> None:
    """Takes four seconds: that is how long a writer waits for another one."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'ekaihu.db'}"
    await migrate(url)
    database = Database(url)
    ledger = Ledger(database)
    stranger = sqlite3.connect(tmp_path / "ekaihu.db", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    async with asyncio.timeout(5):
        with pytest.raises(DatabaseUnavailable, match=r"database is locked.*nothing was changed, try again"):
            await ledger.publish(publication(1, "a"))
    assert await ledger.case(ALICE) is None, "readers are not kept waiting"
    stranger.execute("ROLLBACK")
    stranger.close()
    await ledger.publish(publication(1, "a"))
    assert await ledger.verify(ALICE) is None
    await database.close()


async def test_a_full_disk_is_a_clear_error_loses_nothing_acknowledged_and_is_over_without_a_restart(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'ekaihu.db'}"
    await migrate(url)
    database, pages = Database(url), [40]

    def limit(connection: Any, _record: object) -> None:
        connection.cursor().execute(f"PRAGMA max_page_count = {pages[0]}")

    event.listen(database.engine.sync_engine, "checkout", lambda raw, record, _proxy: limit(raw, record))
    ledger, acknowledged = Ledger(database), 0

    async def fill() -> None:
        nonlocal acknowledged
        while acknowledged < 100:
            await ledger.publish(publication(acknowledged + 1, fact(f"{acknowledged}", reason_text="x" * 4000)))
            acknowledged += 1

    with pytest.raises(DatabaseUnavailable, match="is full"):
        await fill()
    assert len(await ledger.events(ALICE)) == acknowledged > 0
    pages[0] = 1000
    await ledger.publish(publication(100, "room again"))
    assert len(await ledger.events(ALICE)) == acknowledged + 1
    assert await ledger.verify(ALICE) is None
    await database.close()


async def test_a_folder_that_does_not_exist_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUrlError, match=r"the folder of the database ekaihu\.db does not exist; make it"):
        await migrate(f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'ekaihu.db'}")


async def test_a_server_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="nothing was changed"):
        await migrate(f"postgresql+psycopg://ekaihu@/ekaihu?host={tmp_path}")
