"""When all living accounts were screened, with which lists and by whom.

Revision: 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_runs",
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("by", sa.String(32), primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("accounts", sa.Integer, nullable=False),
        sa.Column("matched", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Refuse: that the bank screened is something it has to prove."""
    raise RuntimeError("the record of screening would be lost; restore a backup instead")
