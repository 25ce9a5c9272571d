"""R-ACC-09: the basic account's number is printed for the firm and handed over; R-ACC-08: a temporary one has none."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.account import AccountState, Receiver
from models.application import AccountKind
from models.case import Case
from models.policy import Policy
from models.rules.account_kinds import sheet_owed
from models.rules.information_sheet import lacking, not_into, printed, sheet_of
from tests import builders as b
from tests.wording import sentence

NUMBER = "J2900000000101"


def opened(kind: AccountKind = AccountKind.BASIC, **over: Any) -> Case:
    account = b.account(state=AccountState.ACTIVE, opened=b.NOW, filed=b.NOW, basic_account_number=NUMBER)
    return b.case(**{"statements": b.statements(account_kind=kind), "account": account, **over})


def test_it_says_whose_account_it_is_and_which_number_it_got() -> None:
    sheet = sheet_of(opened())
    assert (sheet.name, sheet.representative) == (b.FIRM_NAME, b.REPRESENTATIVE)
    assert (sheet.number, sheet.basic_account_number, sheet.outlet) == ("03000100000000010", NUMBER, "0300")


def test_the_text_stands_below_each_other_in_full_width() -> None:
    lines = printed(sheet_of(opened()), date(2026, 10, 8)).splitlines()
    assert lines[0].strip("\u3000") == "基本存款账户信息"
    rows = {line.split("\u3000")[0]: line for line in lines[2:8]}
    assert list(rows) == [
        "账户名称",
        "账户号码",
        "开户银行网点",
        "法定代表人（单位负责人）",
        "基本存款账户编号",
        "备案日期",
    ]
    assert {len(line) - len(line.split("\u3000")[-1]) for line in rows.values()} == {13}
    assert rows["账户号码"].endswith("0300 0100 0000 0001 0")
    assert rows["基本存款账户编号"].endswith(NUMBER)
    assert lines[9] == "打印日期：2026年10月8日"
    assert lines[10].endswith("。")


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (opened(AccountKind.TEMPORARY), "R-ACC-08"),
        (opened(AccountKind.GENERAL), "whose own bank"),
        (opened(AccountKind.SPECIAL), "whose own bank"),
        (opened(account=None), "not"),
        (opened(account=b.account()), "yet"),
        (opened(account=b.account(state=AccountState.ACTIVE, opened=b.NOW)), "yet"),
    ],
)
def test_who_got_no_number_gets_no_sheet(case: Case, words: str) -> None:
    said = lacking(case)
    assert said is not None
    assert words in sentence(said) or words == "not"
    assert not_into(case, Receiver.REPRESENTATIVE, receipted=True) == said
    with pytest.raises(ValueError, match="no information sheet"):
        sheet_of(case)


def test_it_goes_to_the_representative_to_the_agent_of_the_file_or_to_a_deputy_who_signs() -> None:
    by_agent = opened(letter=b.letter(), agent_card=b.agent_card())
    assert not_into(opened(), Receiver.REPRESENTATIVE, receipted=False) is None
    assert not_into(by_agent, Receiver.AGENT, receipted=False) is None
    assert not_into(opened(), Receiver.DEPUTY, receipted=True) is None
    assert "deputy" in sentence(not_into(opened(), Receiver.AGENT, receipted=True) or "")
    assert "--receipt" in sentence(not_into(by_agent, Receiver.DEPUTY, receipted=False) or "")


def test_a_basic_accounts_sheet_is_owed_within_a_working_day_and_no_other_kinds() -> None:
    owed = sheet_owed(AccountKind.BASIC, b.NOW, b.policy())
    assert owed is not None
    assert b.NOW < owed.remind < owed.due <= b.NOW + timedelta(days=1)
    others = [kind for kind in AccountKind if kind is not AccountKind.BASIC]
    assert [sheet_owed(kind, b.NOW, b.policy()) for kind in others] == [None] * len(others)


def test_a_policy_from_before_it_was_owed_owes_none() -> None:
    stored = b.policy().model_dump(mode="json")
    del stored["accounts"]["sheet_remind"], stored["accounts"]["sheet_within"]
    assert sheet_owed(AccountKind.BASIC, b.NOW, Policy.model_validate(stored)) is None
    assert sheet_owed(AccountKind.BASIC, b.NOW, b.policy().model_copy(update={"accounts": None})) is None
