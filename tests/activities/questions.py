"""One question to each outside system about the first firm of the cast."""

from collections.abc import Awaitable, Callable
from typing import Any

from activities.check import Answered, Source
from activities.providers.addresses import AddressesOverHttp
from activities.providers.check_system import PhoneOverHttp, RegistrationOverHttp, TaxOverHttp
from activities.providers.citizen import CitizenOverHttp
from activities.providers.lists import ListsOverHttp
from activities.providers.owners import ExtractsOverHttp, OwnerFilingOverHttp
from models.checks import (
    AddressCountQuery,
    CitizenQuery,
    ListQuery,
    OwnerFilingQuery,
    PhoneQuery,
    RegistrationQuery,
    Subject,
    System,
    TaxQuery,
)
from tests.activities.outside import BASE, OutsideWorld

APPLICATION = "EK2026100800000001"
CHENGMING = RegistrationQuery(
    credit_code="91310199MA1K0A0T1Y",
    name="上海诚明样例精密仪器有限公司",
    representative="范例安",
    representative_id="310199199001010018",
)
PHONE = PhoneQuery(
    phone="19900000001", name="范例安", id_number="310199199001010018", credit_code=CHENGMING.credit_code
)
TAX = TaxQuery(credit_code=CHENGMING.credit_code, name=CHENGMING.name)
CITIZEN = CitizenQuery(number="310199199001010018", name="范例安")
LISTS = ListQuery(
    subjects=(
        Subject(name=CHENGMING.name, number=CHENGMING.credit_code),
        Subject(name="范例安", number="310199199001010018"),
    )
)
AT_ADDRESS = AddressCountQuery(address="上海市示范区诚明路100号3幢201室")
OWNER_FILING = OwnerFilingQuery(number=CHENGMING.credit_code)

REQUEST = "r-1"


async def told(source: Source[Any, Any], query: Any) -> Answered[Any]:
    """The answer of a source that answers at once."""
    answered = await source.ask(query, REQUEST)
    assert isinstance(answered, Answered)
    return answered


Asking = Callable[[OutsideWorld], Awaitable[Answered[Any]]]
QUESTIONS: dict[str, Asking] = {
    System.REGISTRATION: lambda world: told(RegistrationOverHttp(world.client, BASE), CHENGMING),
    System.PHONE: lambda world: told(PhoneOverHttp(world.client, BASE), PHONE),
    System.TAX: lambda world: told(TaxOverHttp(world.client, BASE), TAX),
    System.CITIZEN: lambda world: CitizenOverHttp(world.client, BASE, "A").ask(CITIZEN),
    System.LISTS: lambda world: ListsOverHttp(world.client, BASE).ask(LISTS),
    System.OWNERS: lambda world: ExtractsOverHttp(world.client, BASE).ask(CHENGMING.credit_code),
    System.OWNER_FILING: lambda world: OwnerFilingOverHttp(world.client, BASE).ask(OWNER_FILING),
    System.ADDRESS_COUNT: lambda world: AddressesOverHttp(world.client, BASE).ask(AT_ADDRESS),
}
PERSONAL = ("范例安", "310199199001010018", "19900000001", "诚明")
