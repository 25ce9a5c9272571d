"""One order to each outside system for the first firm of the cast."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from activities.providers.check_system import FeedbackOverHttp
from activities.providers.core_bank import CoreBankOverHttp
from activities.providers.filing import FilingOverHttp
from activities.providers.maps import MapsOverHttp
from activities.providers.messages import MessagesOverHttp
from activities.providers.signing import SigningOverHttp
from models.account import (
    AccountOrder,
    CustomerMessage,
    Filing,
    Limits,
    OpenedFeedback,
    ReserveAccount,
    SignContracts,
)
from tests.activities.outside import BASE, OutsideWorld

ONE, TWO = "EK2026100800000001", "EK2026100800000002"
NUMBER = "03000100000000010"
CHENGMING = "91310199MA1K0A0T1Y"
ADDRESS = "上海市示范区诚明路100号3幢201室"
LIMITS = Limits(single=1, per_day=2, count_per_day=3, per_month=4, to_persons_per_day=5, tokens=1)


def reservation(**over: Any) -> ReserveAccount:
    clean = {
        "application": ONE,
        "branch": "0300",
        "account_kind": "basic",
        "credit_code": CHENGMING,
        "name": "上海诚明样例精密仪器有限公司",
        "limits": LIMITS,
    }
    return ReserveAccount.model_validate({**clean, **over})


def filing(**over: Any) -> Filing:
    clean = {
        "application": ONE,
        "number": NUMBER,
        "account_kind": "basic",
        "depositor_kind": "01",
        "credit_code": CHENGMING,
        "name": "上海诚明样例精密仪器有限公司",
        "representative": "范例安",
        "representative_id": "310199199001010018",
        "address": ADDRESS,
        "opened_on": date(2026, 10, 8),
    }
    return Filing.model_validate({**clean, **over})


ORDER = AccountOrder(application=ONE, number=NUMBER)
CONTRACTS = SignContracts(application=ONE, number=NUMBER, products=("internet_bank", "sms"))
OPENED = OpenedFeedback(application=ONE, credit_code=CHENGMING, status="OPEN")
MESSAGE = CustomerMessage(application=ONE, message_id="m-0001", phone="19900000001", template="opened", text="已开户")

Ordering = Callable[[OutsideWorld], Awaitable[Any]]
ORDERS: dict[str, Ordering] = {
    "core_bank": lambda world: CoreBankOverHttp(world.client, BASE).reserve(reservation()),
    "filing": lambda world: FilingOverHttp(world.client, BASE).file(filing()),
    "signing": lambda world: SigningOverHttp(world.client, BASE).sign(CONTRACTS),
    "feedback": lambda world: FeedbackOverHttp(world.client, BASE).report(OPENED),
    "messages": lambda world: MessagesOverHttp(world.client, BASE).send(MESSAGE),
    "maps": lambda world: MapsOverHttp(world.client, BASE).locate(ADDRESS),
}
PERSONAL = ("范例安", "310199199001010018", "19900000001", "诚明")
