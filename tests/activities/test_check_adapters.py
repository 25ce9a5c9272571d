"""The five questions to the outside world: every code of every table arrives as itself, and no other code arrives."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from activities.failures import OutsideFailed, QuestionRefused
from activities.providers.check_system import PhoneOverHttp, RegistrationOverHttp, TaxOverHttp
from activities.providers.citizen import CHANNELS, CitizenOverHttp
from activities.providers.lists import ListsOverHttp
from models.checks import (
    AbnormalEntry,
    CitizenCode,
    CitizenQuery,
    ListKind,
    ListQuery,
    PhoneAnswer,
    PhoneCode,
    PhoneQuery,
    RegistrationCode,
    RegistrationQuery,
    TaxCode,
    TaxpayerState,
    TaxQuery,
)
from models.papers import Money
from tests.activities.outside import BASE, OutsideWorld
from tests.activities.questions import CHENGMING, CITIZEN, LISTS, PHONE, TAX, told


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[OutsideWorld]:
    async with OutsideWorld(tmp_path) as there:
        yield there


# ── registration (rules.md 4.3) ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({}, RegistrationCode.MATCHED),
        ({"name": "上海诚暗样例精密仪器有限公司"}, RegistrationCode.NAME_DIFFERS),
        ({"representative": "范例平"}, RegistrationCode.REPRESENTATIVE_NAME_DIFFERS),
        ({"representative_id": "310199199001010050"}, RegistrationCode.REPRESENTATIVE_ID_DIFFERS),
        ({"credit_code": "91310199D2143569X7"}, RegistrationCode.NOT_FOUND),
    ],
)
async def test_each_code_of_the_registry_arrives_as_itself(
    world: OutsideWorld, different: dict[str, str], code: RegistrationCode
) -> None:
    query = CHENGMING.model_copy(update=different)
    answer = (await told(RegistrationOverHttp(world.client, BASE), query)).answer
    assert answer.code is code
    assert (answer.firm is not None) == (code is RegistrationCode.MATCHED)


async def test_a_matched_firm_comes_with_the_registrys_own_facts(world: OutsideWorld) -> None:
    firm = (await told(RegistrationOverHttp(world.client, BASE), CHENGMING)).answer.firm
    assert firm is not None
    assert (firm.credit_code, firm.name) == (CHENGMING.credit_code, CHENGMING.name)
    assert firm.capital == Money(cents=100_000_000, currency="CNY")
    assert (firm.established, firm.term_end) == (date(2018, 3, 5), date(2048, 3, 4))
    assert firm.state.startswith("存续")
    assert [holder.name for holder in firm.shareholders] == ["范例安"]


async def test_changes_and_abnormal_entries_arrive_with_their_dates(world: OutsideWorld) -> None:
    query = RegistrationQuery(
        credit_code="91110199MA01TTT189",
        name="北京朔原样例商贸有限公司",
        representative="方试原",
        representative_id="310199198102020034",
    )
    firm = (await told(RegistrationOverHttp(world.client, BASE), query)).answer.firm
    assert firm is not None
    assert [change.on for change in firm.changes] == [date(2026, 11, 2), date(2026, 9, 15), date(2026, 8, 20)]
    assert firm.abnormal == (
        AbnormalEntry(reason=1, on=date(2024, 7, 8), removed=date(2024, 9, 1)),
        AbnormalEntry(reason=4, on=date(2026, 10, 12)),
    )


async def test_a_lost_licence_is_told_even_when_it_was_issued_again(world: OutsideWorld) -> None:
    query = RegistrationQuery(
        credit_code="91440399MA5ABCD19A",
        name="深圳澄屿样例电子有限公司",
        representative="黎拟屿",
        representative_id="310199198203030047",
    )
    firm = (await told(RegistrationOverHttp(world.client, BASE), query)).answer.firm
    assert firm is not None
    assert firm.lost_licence == "COPY"
    assert firm.capital == Money(cents=300_000_000, currency="HKD")


async def test_a_revoked_firm_in_serious_violation_says_so(world: OutsideWorld) -> None:
    query = RegistrationQuery(
        credit_code="93310199MA1K0F5A1Q",
        name="上海市示范区芦汀样例水产专业合作社",
        representative="陆样汀",
        representative_id="310199198008080022",
    )
    firm = (await told(RegistrationOverHttp(world.client, BASE), query)).answer.firm
    assert firm is not None
    assert firm.state == "吊销，未注销"
    assert firm.serious_violation


async def test_half_width_brackets_and_spaces_in_a_name_do_not_make_it_another(world: OutsideWorld) -> None:
    await world.override("registration", CHENGMING.credit_code, name="诚明（上海）仪器有限公司")
    query = CHENGMING.model_copy(update={"name": "诚明(上海) 仪器有限公司"})
    assert (await told(RegistrationOverHttp(world.client, BASE), query)).answer.code is RegistrationCode.MATCHED


@pytest.mark.parametrize("missing", ["abnormal", "changes", "shareholders", "serious_violation", "state", "term_end"])
async def test_a_fact_that_the_registry_leaves_out_is_not_read_as_good(world: OutsideWorld, missing: str) -> None:
    with pytest.raises(OutsideFailed, match=missing):
        await told(RegistrationOverHttp(world.twisted(f"firm.{missing}"), BASE), CHENGMING)


async def test_a_firm_that_is_not_the_one_asked_for_is_a_failure_even_in_a_matching_envelope(
    world: OutsideWorld,
) -> None:
    client = world.twisted("firm.credit_code", "91310199MA1K0B1U9M")
    with pytest.raises(OutsideFailed, match="another firm"):
        await told(RegistrationOverHttp(client, BASE), CHENGMING)


async def test_a_request_that_was_accepted_without_a_serial_is_a_failure(world: OutsideWorld) -> None:
    with pytest.raises(OutsideFailed, match="serial"):
        await told(RegistrationOverHttp(world.twisted("processed", "PR00"), BASE), CHENGMING)


# ── phone (rules.md 4.1) ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({}, PhoneCode.MATCHED),
        ({"phone": "19900000024", "name": "叶例霁"}, PhoneCode.ID_TYPE_DIFFERS),
        ({"id_number": "310199199001010050"}, PhoneCode.ID_NUMBER_DIFFERS),
        ({"name": "范例平"}, PhoneCode.NAME_DIFFERS),
        ({"phone": "19900000099"}, PhoneCode.NOT_FOUND),
    ],
)
async def test_each_code_of_the_phone_check_arrives_as_itself(
    world: OutsideWorld, different: dict[str, str], code: PhoneCode
) -> None:
    answer = (await told(PhoneOverHttp(world.client, BASE), PHONE.model_copy(update=different))).answer
    assert answer.code is code
    assert (answer.status is not None) == (code is PhoneCode.MATCHED)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (("19900000021", "陆样汀", "310199198008080022"), ("ENTY", "ENBL", "1000", "31")),
        (("19900000022", "方试原", "310199198102020034"), ("INDV", "DSBL", "3000", "11")),
        (("19900000023", "黎拟屿", "310199198203030047"), ("INDV", "ENBL", "0017", "44")),
    ],
)
async def test_a_matched_phone_tells_its_user_status_carrier_and_province(
    world: OutsideWorld, query: tuple[str, str, str], answer: tuple[str, str, str, str]
) -> None:
    phone, name, number = query
    asked = PhoneQuery(phone=phone, name=name, id_number=number, credit_code=CHENGMING.credit_code)
    matched = await told(PhoneOverHttp(world.client, BASE), asked)
    user_kind, status, carrier, region = answer
    expected = PhoneAnswer(code=PhoneCode.MATCHED, user_kind=user_kind, status=status, carrier=carrier, region=region)
    assert matched.answer == expected


@pytest.mark.parametrize("changes", [{"carrier": "0043"}, {"carrier": "9999"}, {"user_kind": "ROBO"}, {"status": "??"}])
async def test_an_unknown_phone_detail_is_a_failure_and_never_a_match(
    world: OutsideWorld, changes: dict[str, str]
) -> None:
    await world.override("phone", PHONE.phone, **changes)
    with pytest.raises(OutsideFailed, match=next(iter(changes))):
        await told(PhoneOverHttp(world.client, BASE), PHONE)


# ── tax (rules.md 4.2) ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("different", "code"),
    [
        ({}, TaxCode.MATCHED),
        ({"name": "上海诚暗样例精密仪器有限公司"}, TaxCode.NAME_DIFFERS),
        ({"credit_code": "91310199D2143569X7"}, TaxCode.NOT_FOUND),
    ],
)
async def test_each_code_of_the_tax_check_arrives_as_itself(
    world: OutsideWorld, different: dict[str, str], code: TaxCode
) -> None:
    answer = (await told(TaxOverHttp(world.client, BASE), TAX.model_copy(update=different))).answer
    assert answer.code is code
    assert bool(answer.states) == (code is TaxCode.MATCHED)


@pytest.mark.parametrize("state", list(TaxpayerState))
async def test_each_taxpayer_state_arrives_as_itself(world: OutsideWorld, state: TaxpayerState) -> None:
    await world.override("tax", TAX.credit_code, offices=[{"office": "一", "state": state}])
    assert (await told(TaxOverHttp(world.client, BASE), TAX)).answer.states == (state,)


async def test_every_tax_office_of_a_firm_is_told(world: OutsideWorld) -> None:
    query = TaxQuery(credit_code="9131019978901234XB", name="上海霁川样例建材有限公司")
    answer = (await told(TaxOverHttp(world.client, BASE), query)).answer
    assert answer.states == (TaxpayerState.OPEN, TaxpayerState.ABNORMAL)


@pytest.mark.parametrize("offices", [[], [{"office": "一", "state": "FINE"}]])
async def test_a_match_without_an_office_or_in_an_unknown_state_is_a_failure(
    world: OutsideWorld, offices: list[dict[str, str]]
) -> None:
    await world.override("tax", TAX.credit_code, offices=offices)
    with pytest.raises(OutsideFailed):
        await told(TaxOverHttp(world.client, BASE), TAX)


# ── citizen identity (rules.md 5) ──────────────────────────────────────────────────────────────────────────────────


OWN = [
    ("A", "00", CitizenCode.MATCH_NO_PHOTO),
    ("A", "01", CitizenCode.MATCH_PHOTO),
    ("A", "02", CitizenCode.NAME_MISMATCH),
    ("A", "03", CitizenCode.NOT_FOUND),
    ("A", "04", CitizenCode.NOT_FOUND_OR_MISMATCH),
    ("B", "00", CitizenCode.MATCH_PHOTO),
    ("B", "01", CitizenCode.MATCH_NO_PHOTO),
    ("B", "02", CitizenCode.NAME_MISMATCH),
    ("B", "03", CitizenCode.NOT_FOUND),
]


@pytest.mark.parametrize(("channel", "raw", "code"), OWN)
async def test_each_channels_raw_codes_become_our_own_values(
    world: OutsideWorld, channel: str, raw: str, code: CitizenCode
) -> None:
    await world.override("citizen", CITIZEN.number, result=raw)
    assert (await CitizenOverHttp(world.client, BASE, channel).ask(CITIZEN)).answer.code is code


def test_every_value_of_ours_is_reached_and_none_but_by_these_codes() -> None:
    assert {code for _, _, code in OWN} == set(CitizenCode)
    tables = [(channel, raw, own) for channel, codes in CHANNELS.items() for raw, own in codes.items()]
    assert {row for row in tables if isinstance(row[2], CitizenCode)} == set(OWN)


@pytest.mark.parametrize(("channel", "raw"), [*(("A", raw) for raw in ("-1", "-2", "-3", "-4", "-5")), ("B", "05")])
async def test_a_question_that_the_channel_calls_wrong_is_refused_and_no_answer(
    world: OutsideWorld, channel: str, raw: str
) -> None:
    await world.override("citizen", CITIZEN.number, result=raw)
    with pytest.raises(QuestionRefused, match="INPUT_ERROR"):
        await CitizenOverHttp(world.client, BASE, channel).ask(CITIZEN)


@pytest.mark.parametrize(
    ("channel", "raw"),
    [("A", "-9"), ("B", "04"), ("A", "05"), ("A", "1"), ("A", ""), ("B", "-1"), ("B", "-9"), ("B", "06"), ("B", "0")],
)
async def test_other_errors_and_codes_that_the_channel_does_not_have_are_no_answers(
    world: OutsideWorld, channel: str, raw: str
) -> None:
    await world.override("citizen", CITIZEN.number, result=raw or " ")
    with pytest.raises(OutsideFailed, match="its code is"):
        await CitizenOverHttp(world.client, BASE, channel).ask(CITIZEN)


async def test_the_same_person_is_the_same_on_the_other_channel(tmp_path: Path) -> None:
    async with OutsideWorld(tmp_path, channel="B") as world:
        check = CitizenOverHttp(world.client, BASE, "B")
        assert (await check.ask(CITIZEN)).answer.code is CitizenCode.MATCH_PHOTO
        without = CitizenQuery(number="310199198102020034", name="方试原")
        assert (await check.ask(without)).answer.code is CitizenCode.MATCH_NO_PHOTO


def test_a_channel_without_a_table_is_a_mistake_at_start(world: OutsideWorld) -> None:
    with pytest.raises(KeyError):
        CitizenOverHttp(world.client, BASE, "C")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (CITIZEN, CitizenCode.MATCH_PHOTO),
        (CitizenQuery(number="310199198102020034", name="方试原"), CitizenCode.MATCH_NO_PHOTO),
        (CitizenQuery(number="310199199001010018", name="范例平"), CitizenCode.NAME_MISMATCH),
        (CitizenQuery(number="310199197506150164", name="范例安"), CitizenCode.NOT_FOUND),
        (CitizenQuery(number="310199198304040017", name="叶例霁"), CitizenCode.NOT_FOUND_OR_MISMATCH),
    ],
)
async def test_the_police_know_whether_number_and_name_agree(
    world: OutsideWorld, query: CitizenQuery, code: CitizenCode
) -> None:
    assert (await CitizenOverHttp(world.client, BASE, "A").ask(query)).answer.code is code


# ── lists (rules.md 6) ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_clean_firm_gives_no_hits_and_the_version_of_the_lists(world: OutsideWorld) -> None:
    answer = (await ListsOverHttp(world.client, BASE).ask(LISTS)).answer
    assert answer.hits == ()
    assert answer.version


@pytest.mark.parametrize("kind", list(ListKind))
async def test_a_hit_on_each_list_is_told_with_its_entry(world: OutsideWorld, kind: ListKind) -> None:
    await world.override("lists", "X-1", kind=kind, name="别的名字", number=CHENGMING.credit_code)
    told = (await ListsOverHttp(world.client, BASE).ask(LISTS)).answer
    assert [(hit.kind, hit.entry, hit.by_number) for hit in told.hits] == [(kind, "X-1", True)]


async def test_an_agreeing_name_alone_is_told_apart_from_an_agreeing_number(world: OutsideWorld) -> None:
    await world.override("lists", "X-1", kind="pep", name="范 例安")
    told = (await ListsOverHttp(world.client, BASE).ask(LISTS)).answer
    assert [(hit.kind, hit.entry, hit.by_number) for hit in told.hits] == [(ListKind.PEP, "X-1", False)]


async def test_a_hit_on_a_list_that_nobody_knows_is_a_failure(world: OutsideWorld) -> None:
    await world.override("lists", "X-1", kind="brand_new_list", name="范例安")
    with pytest.raises(OutsideFailed):
        await ListsOverHttp(world.client, BASE).ask(LISTS)


@pytest.mark.parametrize("version", ["", None])
async def test_an_answer_without_list_version_is_a_failure_and_never_no_hits(
    world: OutsideWorld, version: str | None
) -> None:
    with pytest.raises(OutsideFailed, match="version"):
        await ListsOverHttp(world.twisted("version", version), BASE).ask(LISTS)


async def test_a_search_that_left_somebody_out_is_a_failure(world: OutsideWorld) -> None:
    with pytest.raises(OutsideFailed, match="everybody"):
        await ListsOverHttp(world.twisted("searched", 1), BASE).ask(LISTS)


async def test_looking_for_nobody_is_a_failure_and_never_no_hits(world: OutsideWorld) -> None:
    with pytest.raises(OutsideFailed, match="nobody"):
        await ListsOverHttp(world.client, BASE).ask(ListQuery(subjects=()))
