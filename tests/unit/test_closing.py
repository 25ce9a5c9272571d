"""A closing is noted with its receipt, once it is done, and of an account that was open by then."""

from datetime import timedelta

from models.rules.closing import refuses
from tests.builders import NOW, TODAY
from tests.wording import sentence

DAY = timedelta(days=1)


def test_r_acc_05_a_closing_is_noted_from_the_day_of_the_opening_to_today() -> None:
    assert refuses(TODAY, "XH1", NOW, NOW) is None
    assert refuses(TODAY - DAY, "XH1", NOW - DAY, NOW) is None
    assert refuses(TODAY, "XH1", None, NOW) is None


def test_r_acc_05_a_closing_without_receipt_to_come_or_from_before_the_opening_is_none() -> None:
    for told, words in (
        (refuses(TODAY, " ", NOW, NOW), "receipt"),
        (refuses(TODAY + DAY, "XH1", NOW, NOW), "future"),
        (refuses(TODAY - DAY, "XH1", NOW, NOW), "opened later"),
    ):
        assert told is not None
        assert words in sentence(told)
