"""Alembic's entry: run the steps on the connection and in the transaction that `migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from models import tables

assert tables.CaseRow.metadata is SQLModel.metadata  # the import above is what fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
    transactional_ddl=True,  # SQLite can, and a half-made schema must not stay
)
with context.begin_transaction():
    context.run_migrations()
