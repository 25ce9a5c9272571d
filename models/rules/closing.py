"""When somebody's word that an account was closed (销户) is taken: it lets go what R-ACC-05 holds (rules.md 2)."""

from datetime import date, datetime

from models.rules.calendar import business_day


def refuses(on: date, receipt: str, opened: datetime | None, now: datetime) -> str | None:
    """Why a closing on that day is not noted, in one sentence, or None; `opened` is when the opening ended."""
    if not receipt.strip():
        return "a closing without its receipt was not one; give the receipt's number with --receipt"
    if on > business_day(now):
        return "an account is closed when it is done; --on lies in the future"
    if opened and on < business_day(opened):
        return f"the account was opened later than {on}; look at the day of the closing again"
    return None
