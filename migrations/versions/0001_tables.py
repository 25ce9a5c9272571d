"""The first tables, and the triggers that keep the trail append-only.

Revision: 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

SQLITE_TRIGGERS = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    # INSERT OR REPLACE removes the old row without asking the trigger above
    """CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE application = NEW.application AND (seq = NEW.seq OR fact = NEW.fact)
                 OR rowid = NEW.rowid)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END""",
)

POSTGRESQL_TRIGGERS = (
    """CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$""",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()",
)


def upgrade() -> None:
    _cases()
    _tasks()
    _appointments()
    _evidence()
    _audit()
    _digests()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("application", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("branch", sa.String(16), nullable=False),
        sa.Column("account_kind", sa.String(32), nullable=False),
        sa.Column("tier", sa.String(8)),
        sa.Column("waiting_for", sa.Text, nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("rounds", sa.Integer, nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("ended", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head_seq", sa.Integer, nullable=False),
        sa.Column("head_hash", sa.String(64), nullable=False),
    )
    op.create_index("cases_by_state", "cases", ["state", "branch", "updated"])
    op.create_index("cases_by_branch", "cases", ["branch", "updated"])


def _tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(128), primary_key=True),
        sa.Column("application", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("branch", sa.String(16), nullable=False),
        sa.Column("excluded", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("assignee", sa.String(32)),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_tasks_application", "tasks", ["application"])
    op.create_index("tasks_by_role", "tasks", ["state", "role", "branch", "due"])
    op.create_index("tasks_by_assignee", "tasks", ["assignee", "state"])


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("application", sa.String(32), primary_key=True),
        sa.Column("branch", sa.String(16), nullable=False),
        sa.Column("slot", MOMENT, nullable=False),
    )
    op.create_index("appointments_by_slot", "appointments", ["branch", "slot"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("application", sa.String(32), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("media_type", sa.String(128), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("application", sa.String(32), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("fact", sa.String(200), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("application", "fact", name="audit_fact_once"),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _digests() -> None:
    op.create_table(
        "links",
        sa.Column("application", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("digest", sa.String(64), primary_key=True),
    )
    op.create_index("links_by_digest", "links", ["kind", "digest"])
    op.create_table(
        "firms",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account_kind", sa.String(32), primary_key=True),
        sa.Column("application", sa.String(32), nullable=False),
    )
    op.create_index("ix_firms_application", "firms", ["application"])


def downgrade() -> None:
    """Refuse: this step made the trail, and the trail is kept ten years (risk.md 7)."""
    raise RuntimeError("the first step cannot be undone, it would delete the audit trail; restore a backup instead")
