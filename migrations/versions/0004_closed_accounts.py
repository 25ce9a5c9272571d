"""On which day an opened account was closed, and who told us.

Revision: 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("closed", sa.Date, nullable=True))
    op.add_column("cases", sa.Column("closed_by", sa.String(32), nullable=True))


def downgrade() -> None:
    """Refuse: an account that was closed would stand against its firm again."""
    raise RuntimeError("the record of closed accounts would be lost; restore a backup instead")
