"""Names that travel to Temporal: workflow type, task queues, search attributes, and the application number. None
carries personal data.
"""

import secrets
from datetime import date

from temporalio.common import SearchAttributeKey

WORKFLOW = "AccountOpening"
UPGRADE = "SimplifiedUpgrade"

QUEUE = "ekaihu"
OCR_QUEUE = "ekaihu-ocr"
VISION_QUEUE = "ekaihu-vision"

STATE = SearchAttributeKey.for_keyword("EkaihuState")
BRANCH = SearchAttributeKey.for_keyword("EkaihuBranch")
ACCOUNT_KIND = SearchAttributeKey.for_keyword("EkaihuAccountKind")
TIER = SearchAttributeKey.for_keyword("EkaihuTier")
WAITING_FOR = SearchAttributeKey.for_keyword("EkaihuWaitingFor")
DUE = SearchAttributeKey.for_datetime("EkaihuDue")
SEARCH_ATTRIBUTES = (STATE, BRANCH, ACCOUNT_KIND, TIER, WAITING_FOR, DUE)

CASE_QUERY = "case"
FILE_QUERY = "file"
JUDGEMENT_QUERY = "judgement"
READ_BACK_QUERY = "read_back"
ASK_AGAIN = "the case is being taken up by another worker; ask again"
"""What a query is told that came between two workers."""


def upgrade_of(application: str) -> str:
    """The workflow id of the upgrade that follows a simplified opening; one runs at a time."""
    return f"{application}-upgrade"


def new_application_number(day: date) -> str:
    """`EK` + yyyymmdd + 8 digits (formats.md 11), drawn at random: it does not tell how many came before."""
    return f"EK{day:%Y%m%d}{secrets.randbelow(10**8):08d}"
