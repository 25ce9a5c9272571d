"""Duties that outlive their case, and when an application noted what it shares.

Revision: 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("links", sa.Column("at", MOMENT))
    op.create_table(
        "duties",
        sa.Column("application", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("branch", sa.String(16), nullable=False),
        sa.Column("opened", MOMENT, nullable=False),
        sa.Column("remind", MOMENT, nullable=False),
        sa.Column("due", MOMENT, nullable=False),
        sa.Column("closed", MOMENT),
        sa.Column("closed_by", sa.String(32)),
        sa.Column("report", sa.String(64)),
    )
    op.create_index("duties_by_due", "duties", ["closed", "due"])


def downgrade() -> None:
    """Refuse: a duty that is forgotten is a duty that is missed."""
    raise RuntimeError("open duties would be lost; restore a backup instead")
