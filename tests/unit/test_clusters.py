"""In-house clusters (risk.md 6, F01-F05): what is compared, what is counted, and when it is a red flag."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from models.application import AccountKind
from models.case import Case
from models.clusters import NOBODY_SHARES, InHouse, Mandate, SharedThing, Sharer, ThingKind
from models.durations import Span
from models.findings import Severity
from models.papers import EvidenceKind, Paper, PaperKind, ReadField, Reading
from models.policy import Clusters
from models.rules.clusters import address_key, counted, findings, in_park, next_in_circle, shared_things
from models.rules.review import SOFT_TRAITS
from models.states import State
from tests import builders
from tests.wording import well_said

POLICY = builders.policy().clusters
NOW = builders.NOW
NETWORK, REFERRER = ThingKind.NETWORK, ThingKind.REFERRER
SEQUENCE, BACKGROUND = ThingKind.SEQUENCE, ThingKind.BACKGROUND
MINE = [
    (ThingKind.FIRM, "me"),
    (ThingKind.ADDRESS, "here"),
    (ThingKind.ADDRESS, "there"),
    (ThingKind.PHONE, "phone"),
    (ThingKind.REPRESENTATIVE, "boss"),
    (ThingKind.AGENT, "agent"),
    (ThingKind.DEVICE, "device"),
]


BEFORE = Clusters()
"""The policy of a case from before networks, referrers, numbers in a row and grounds of photos were compared."""


def noted(case: Case, policy: Clusters = BEFORE) -> tuple[SharedThing, ...]:
    return shared_things(case, policy)


# ── what is compared ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "other",
    [
        "上海市示范区诚明路100号3幢201室",
        "示范区诚明路100号3幢201",
        "上海市示范区诚明路１００号3幢201室（集中登记地）",
        "上海市 示范区诚明路100号3幢201室",
        "中国（上海）自由贸易试验区上海市示范区诚明路100号3幢201室",
    ],
)
def test_one_address_has_one_form_however_it_is_printed(other: str) -> None:
    assert address_key(other) == address_key("上海市示范区诚明路100号3幢201室")


def test_another_room_is_another_address() -> None:
    assert address_key("上海市示范区诚明路100号3幢201室") != address_key("上海市示范区诚明路100号3幢202室")


def test_a_known_cluster_park_is_known_by_how_its_addresses_begin() -> None:
    policy = Clusters(parks=("上海市示范区启航园",))
    assert in_park("示范区启航园2幢301室", policy)
    assert not in_park("上海市示范区诚明路100号", policy)
    assert not in_park(None, policy)


def test_both_addresses_both_phones_the_representative_and_the_device_are_noted() -> None:
    said = builders.statements(finance_phone="19900000009", operating_address="上海市示范区别路1号")
    things = noted(builders.case(statements=said, device="d-1"))
    assert [thing.kind for thing in things] == [
        ThingKind.FIRM,
        ThingKind.ADDRESS,
        ThingKind.ADDRESS,
        ThingKind.PHONE,
        ThingKind.PHONE,
        ThingKind.REPRESENTATIVE,
        ThingKind.DEVICE,
    ]


def test_what_is_not_known_is_left_out_and_nothing_empty_is_shared() -> None:
    case = builders.case(
        licence=builders.licence(address=None, credit_code=None), id_card=builders.id_card(number=None)
    )
    assert [thing.kind for thing in noted(case)] == [ThingKind.PHONE]


def test_the_agent_of_the_letter_is_noted_unless_the_representative_comes_in_person() -> None:
    def kinds(number: str) -> set[ThingKind]:
        ref = builders.ref(EvidenceKind.PAPER, "f")
        field = ReadField(text=number, value=number, confidence=0.99, box=(0, 0, 1, 1))
        letter = Reading(kind=PaperKind.AUTHORISATION, fields={"agent_number": field})
        paper = Paper(kind=PaperKind.AUTHORISATION, ref=ref)
        case = builders.case(papers={PaperKind.AUTHORISATION: paper}, readings={ref.sha256: letter})
        return {thing.kind for thing in noted(case)}

    assert ThingKind.AGENT in kinds("310199199001010026")
    assert ThingKind.AGENT not in kinds(builders.ID_NUMBER)


def test_a_thing_is_noted_once() -> None:
    same = builders.statements(operating_address=builders.ADDRESS, finance_phone=builders.PHONE)
    things = noted(builders.case(statements=same))
    assert len(things) == len(set(things)) == 4
    assert SharedThing(kind=ThingKind.PHONE, text=builders.PHONE) in things


def test_f05_network_referrer_and_numbers_in_a_row_are_noted_where_the_policy_counts_them() -> None:
    case = builders.case(network="8.8.4.1", referrer="r-7", licence=builders.licence(serial="31000000202609010012"))
    more = set(noted(case, POLICY)) - set(noted(case))
    assert SharedThing(kind=ThingKind.NETWORK, text="8.8.4.0/24") in more
    assert SharedThing(kind=ThingKind.REFERRER, text="r-7") in more
    assert sum(thing.kind is ThingKind.SEQUENCE for thing in more) == 6
    assert {thing.kind for thing in more} == {ThingKind.NETWORK, ThingKind.REFERRER, ThingKind.SEQUENCE}


def test_f05_the_ground_under_each_paper_is_noted_in_bands() -> None:
    ref = builders.ref(EvidenceKind.PAPER, "a")
    paper = Paper(kind=PaperKind.LICENCE, ref=ref)
    read = Reading(kind=PaperKind.LICENCE, fields={}, background="0123456789abcdef")
    case = builders.case(papers={PaperKind.LICENCE: paper}, readings={ref.sha256: read})
    texts = [thing.text for thing in noted(case, POLICY) if thing.kind is ThingKind.BACKGROUND]
    assert texts == [f"licence {place} {'0123456789abcdef'[place : place + 2]}" for place in range(0, 16, 2)]
    assert not [thing for thing in noted(case) if thing.kind is ThingKind.BACKGROUND]


# ── what is counted ─────────────────────────────────────────────────────────────────────────────────────────────────


def sharer(kind: ThingKind, digest: str, firm: str = "other", **over: Any) -> Sharer:
    usual = {"branch": "0300", "submitted": NOW - timedelta(days=200), "state": State.ACTIVE.value}
    return Sharer(kind=kind, digest=digest, firm=firm, **{**usual, **over})


def count(*sharers: Sharer, mine: Any = MINE, at: datetime = NOW, policy: Clusters = POLICY) -> InHouse:
    return counted(mine, sharers, "0300", at, False, policy)


def test_f05_neighbours_of_a_known_park_are_no_batch_by_their_address_alone() -> None:
    now = {"submitted": NOW, "state": State.PRE_REVIEW.value}
    two = [sharer(ThingKind.ADDRESS, "here", firm, **now) for firm in ("one", "two")]
    inside, outside = (counted(MINE, two, "0300", NOW, park, POLICY) for park in (True, False))
    assert (inside.same_hour_neighbours, outside.same_hour_neighbours) == (0, 2)
    phone = [sharer(ThingKind.PHONE, "phone", "three", **now)]
    assert counted(MINE, [*two, *phone], "0300", NOW, True, POLICY).same_hour_neighbours == 1


def test_nobody_who_shares_is_counted_as_nobody() -> None:
    assert count() == InHouse(same_device=0, firms_of_representative=1, firms_of_agent=1)
    assert count(mine=MINE[:5]) == InHouse(same_device=None)
    assert count(mine=[*MINE, (NETWORK, "net"), (REFERRER, "friend")]) == InHouse(
        firms_of_agent=1, same_network=0, same_referrer=0
    )


def test_a_firm_counts_once_however_often_it_applied() -> None:
    twice = [sharer(ThingKind.ADDRESS, "here"), sharer(ThingKind.ADDRESS, "here"), sharer(ThingKind.ADDRESS, "there")]
    assert count(*twice).same_address == 1


@pytest.mark.parametrize("state", [None, *State])
def test_r_acc_05_this_firms_accounts_at_this_outlet_are_known_and_what_ended_without_one_is_not(
    state: State | None,
) -> None:
    """Of two applications under way the one that came first is before the other; one that is being opened always is."""

    def told(days: int) -> bool:
        other = own_application(state=state.value if state else None, submitted=NOW + timedelta(days=days))
        return bool(count(other).kinds_here)

    ended = {State.WITHDRAWN, State.REFUSED, State.EXPIRED}
    opened = {State.ACTIVE, State.ACTIVATING, State.FILING_ERROR}
    assert told(-1) == (state is not None and state not in ended)
    assert told(1) == (state in opened)


def test_r_acc_05_another_outlet_another_firm_and_another_thing_say_nothing_of_this_outlet() -> None:
    others = [
        own_application(branch="0301"),
        own_application(account_kind=None),
        own_application(account_kind="savings"),
        sharer(ThingKind.FIRM, "another", "another", account_kind="general"),
        sharer(ThingKind.PHONE, "phone", "me", account_kind="general"),
    ]
    assert count(*others).kinds_here == ()
    assert count(own_application(), mine=MINE[1:]).kinds_here == ()
    both = [own_application(), own_application(account_kind="basic"), own_application()]
    assert count(*both).kinds_here == (AccountKind.BASIC, AccountKind.GENERAL)


def test_r_acc_05_an_account_that_was_closed_stands_against_no_other() -> None:
    assert count(own_application(state="ACTIVE")).kinds_here == (AccountKind.GENERAL,)
    assert count(own_application(state="ACTIVE", closed=True)).kinds_here == ()
    both = [own_application(state="ACTIVE", closed=True), own_application(state="ACTIVE")]
    assert count(*both).kinds_here == (AccountKind.GENERAL,)


def own_application(**over: Any) -> Sharer:
    """An older application of this firm at this outlet."""
    return sharer(ThingKind.FIRM, "me", "me", **{"account_kind": "general", **over})


def test_this_firm_is_never_its_own_neighbour() -> None:
    assert count(sharer(ThingKind.PHONE, "phone", "me")).same_phone == 0


def test_a_digest_of_another_kind_is_not_shared() -> None:
    assert count(sharer(ThingKind.PHONE, "here")) == count()


def test_each_kind_is_counted_by_itself() -> None:
    told = count(
        sharer(ThingKind.ADDRESS, "here", "a"),
        sharer(ThingKind.ADDRESS, "there", "b"),
        sharer(ThingKind.PHONE, "phone", "c"),
        sharer(ThingKind.DEVICE, "device", "d"),
        sharer(ThingKind.REPRESENTATIVE, "boss", "e"),
    )
    assert (told.same_address, told.same_phone, told.same_device, told.firms_of_representative) == (2, 1, 1, 2)


@pytest.mark.parametrize(("days", "firms"), [(0, 2), (90, 2), (91, 1)])
def test_an_agent_counts_within_ninety_days(days: int, firms: int) -> None:
    told = count(sharer(ThingKind.AGENT, "agent", submitted=NOW - timedelta(days=days)))
    assert told.firms_of_agent == firms


def test_representatives_who_are_agents_for_each_other_are_cross_posted() -> None:
    mutual = [sharer(ThingKind.AGENT, "boss"), sharer(ThingKind.REPRESENTATIVE, "agent")]
    assert count(*mutual).cross_posted == 1
    assert count(mutual[0], sharer(ThingKind.REPRESENTATIVE, "agent", "third")).cross_posted == 0


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (State.PRE_REVIEW, True),
        (State.ACTIVE, True),
        (State.REFUSED, True),
        (State.WITHDRAWN, True),
        (State.EXPIRED, False),
        (None, True),
    ],
)
def test_refused_and_withdrawn_applications_count_as_the_policy_says(state: State | None, counts: bool) -> None:
    told = count(sharer(ThingKind.PHONE, "phone", state=state.value if state else None))
    assert told.same_phone == counts
    nobody = Clusters(ended=frozenset())
    ended = state is not None and state.terminal
    told = count(sharer(ThingKind.PHONE, "phone", state=state.value if state else None), policy=nobody)
    assert told.same_phone == (not ended)


@pytest.mark.parametrize(
    ("over", "day", "hour"),
    [
        ({"submitted": NOW - timedelta(minutes=59)}, 1, 1),
        ({"submitted": NOW - timedelta(minutes=60)}, 1, 0),
        ({"submitted": NOW - timedelta(days=1)}, 0, 0),
        ({"submitted": NOW, "branch": "0301"}, 0, 0),
        ({"submitted": None}, 0, 0),
    ],
)
def test_neighbours_are_linked_firms_of_the_same_branch_day_and_hour(over: Any, day: int, hour: int) -> None:
    told = count(sharer(ThingKind.PHONE, "phone", **over))
    assert (told.same_day_neighbours, told.same_hour_neighbours) == (day, hour)


@pytest.mark.parametrize(
    ("kind", "name", "days"),
    [(NETWORK, "same_network", 1), (REFERRER, "same_referrer", 30), (SEQUENCE, "in_sequence", 7)],
)
def test_f05_network_referrer_and_numbers_in_a_row_count_within_their_windows(
    kind: ThingKind, name: str, days: int
) -> None:
    def told(over: timedelta) -> Any:
        other = sharer(kind, "x", submitted=NOW - over)
        return getattr(count(other, mine=[*MINE, (kind, "x")]), name)

    assert told(timedelta(days=days)) == 1
    assert told(timedelta(days=days, seconds=1)) == 0


@pytest.mark.parametrize(("equal", "firms"), [(8, 1), (5, 1), (4, 0), (0, 0)])
def test_f05_backgrounds_are_one_when_five_of_eight_bands_are_equal(equal: int, firms: int) -> None:
    mine = [*MINE, *((BACKGROUND, f"band {place}") for place in range(8))]
    theirs = [sharer(BACKGROUND, f"band {place}", submitted=NOW) for place in range(equal)]
    assert count(*theirs, mine=mine).same_background == firms
    assert count(*theirs, *theirs, mine=mine).same_background == firms


def test_f05_bands_of_several_firms_are_not_added_up() -> None:
    mine = [*MINE, *((BACKGROUND, f"band {place}") for place in range(8))]
    theirs = [sharer(BACKGROUND, f"band {place}", f"firm {place % 2}", submitted=NOW) for place in range(8)]
    assert count(*theirs, mine=mine).same_background == 0


def test_f05_a_network_alone_makes_no_batch_of_one_hour_but_a_referrer_does() -> None:
    mine = [*MINE, (NETWORK, "net"), (REFERRER, "friend"), (BACKGROUND, "band")]
    of_network, of_band = (sharer(kind, text, submitted=NOW) for kind, text in ((NETWORK, "net"), (BACKGROUND, "band")))
    assert count(of_network, of_band, mine=mine).same_hour_neighbours == 0
    assert count(sharer(REFERRER, "friend", submitted=NOW), mine=mine).same_hour_neighbours == 1


# ── red flags ───────────────────────────────────────────────────────────────────────────────────────────────────────


def flags(**over: Any) -> list[str]:
    return [finding.code for finding in findings(InHouse(**over), POLICY)]


@pytest.mark.parametrize(
    ("name", "most", "code"),
    [
        ("same_address", 8, "ADDRESS_CLUSTER"),
        ("same_phone", 1, "PHONE_SHARED"),
        ("firms_of_representative", 2, "REPRESENTATIVE_OF_SEVERAL"),
        ("firms_of_agent", 2, "AGENT_OF_SEVERAL"),
        ("same_hour_neighbours", 1, "BATCH_OPENING"),
        ("same_network", 8, "NETWORK_SHARED"),
        ("same_referrer", 3, "REFERRER_SHARED"),
        ("in_sequence", 1, "DOCUMENT_SEQUENCE"),
        ("same_background", 1, "SAME_BACKGROUND"),
    ],
    ids=[
        *("F01 ten firms", "F02 three firms", "F03 three firms", "F04 three firms", "F05 three firms"),
        *("F05 ten of a network", "F05 five of a referrer", "F05 three numbers", "F05 three grounds"),
    ],
)
def test_a_red_flag_begins_at_the_policys_number_of_firms_with_this_one(name: str, most: int, code: str) -> None:
    assert flags(**{name: most}) == []
    assert flags(**{name: most + 1}) == [code]


def test_f01_a_known_cluster_park_is_no_flag() -> None:
    assert flags(same_address=500, in_park=True) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "zh"),
    [
        (0, 50, None),
        (0, 51, "登记机关显示同一地址有51家企业"),
        (8, 50, None),
        (9, 51, "登记机关显示同一地址有51家企业"),
        (9, 50, "同一地址有10家企业（含本企业）"),
        (80, 60, "同一地址有81家企业（含本企业）"),
    ],
)
def test_f01_takes_the_larger_of_the_registrys_count_and_ours(ours: int, theirs: int, zh: str | None) -> None:
    told = list(findings(InHouse(same_address=ours), POLICY, builders.address_count(theirs)))
    assert [(well_said(one).code, one.zh, one.severity) for one in told] == (
        [("ADDRESS_CLUSTER", zh, Severity.FLAG)] if zh else []
    )


def test_f01_a_known_cluster_park_is_no_flag_however_many_firms_the_registry_counts() -> None:
    assert list(findings(InHouse(in_park=True), POLICY, builders.address_count(5_000))) == []


def test_f01_a_count_that_the_registry_did_not_give_is_said_to_be_unknown_and_is_no_zero() -> None:
    unknown = builders.address_count(None)
    [told] = findings(NOBODY_SHARES, POLICY, unknown)
    assert (told.code, told.severity) == ("ADDRESS_COUNT_UNKNOWN", Severity.INFO)
    assert "未提供" in well_said(told).zh
    assert [one.code for one in findings(InHouse(same_address=9), POLICY, unknown)] == [told.code, "ADDRESS_CLUSTER"]
    assert [one.code for one in findings(None, POLICY, unknown)] == [told.code]


def test_f01_a_case_from_before_the_registry_was_asked_goes_on_by_our_own_count() -> None:
    old = POLICY.model_copy(update={"registry": None})
    assert list(findings(NOBODY_SHARES, old)) == []
    assert list(findings(NOBODY_SHARES, old, builders.address_count(500))) == []


def test_f03_cross_posted_representatives_are_a_flag() -> None:
    assert flags(cross_posted=1) == ["CROSS_POSTED"]


def test_f03_a_circle_is_a_flag_from_three_firms_on_and_only_where_the_policy_looks_for_one() -> None:
    assert [flags(circle=firms) for firms in (0, 2, 3)] == [[], [], ["CROSS_POSTED_CIRCLE"]]
    assert list(findings(InHouse(circle=3), BEFORE)) == []


def test_f03_a_circle_goes_on_over_other_firms_to_persons_not_seen_yet_and_not_to_too_many() -> None:
    def mandate(agent: str, firm: str = "other", state: str | None = None) -> Mandate:
        return Mandate(representative="boss", agent=agent, firm=firm, state=state)

    told = [mandate("c"), mandate("b"), mandate("me", "me"), mandate("seen"), mandate("gone", state=State.EXPIRED)]
    assert next_in_circle(told, {"me"}, {"seen"}, POLICY) == ("b", "c")
    few = POLICY.model_copy(update={"circle_persons": 1})
    assert next_in_circle(told, {"me"}, {"seen"}, few) == ("b",)


def test_every_red_flag_only_flags_and_a_shared_address_stays_a_soft_trait() -> None:
    everything = InHouse(
        same_address=20,
        same_phone=9,
        firms_of_representative=9,
        firms_of_agent=9,
        cross_posted=1,
        same_hour_neighbours=9,
        same_network=99,
        same_referrer=99,
        in_sequence=99,
        same_background=99,
    )
    told = [well_said(finding) for finding in findings(everything, POLICY)]
    assert {finding.severity for finding in told} == {Severity.FLAG}
    assert {finding.rule for finding in told} == {f"risk.md 6 F0{n}" for n in range(1, 6)}
    assert "ADDRESS_CLUSTER" in SOFT_TRAITS


def test_a_case_from_before_batches_were_compared_is_flagged_for_none_of_it() -> None:
    batch = InHouse(same_network=99, same_referrer=99, in_sequence=99, same_background=99)
    assert list(findings(batch, BEFORE)) == []


def test_nothing_counted_is_no_flag_and_no_good_news() -> None:
    assert list(findings(None, POLICY)) == []
    assert list(findings(NOBODY_SHARES, POLICY)) == []


def test_f04_names_the_window_in_chinese() -> None:
    (told,) = findings(InHouse(firms_of_agent=3), POLICY)
    assert told.zh == "同一代理人近90天内代办3家企业（含本企业）"


@pytest.mark.parametrize(
    ("over", "zh"),
    [
        ({"same_address": 9}, "同一地址有10家企业（含本企业）"),
        ({"same_phone": 2}, "同一电话用于3家企业（含本企业）"),
        ({"firms_of_representative": 3}, "同一法定代表人任职3家企业（含本企业）"),
        ({"same_hour_neighbours": 2}, "同一网点同一小时内有3家相互关联的企业申请"),
        ({"same_network": 9}, "同一网络1天内有10家企业（含本企业）申请"),
        ({"same_referrer": 4}, "同一推荐人30天内推荐5家企业（含本企业）"),
        ({"in_sequence": 2}, "7天内有3家企业（含本企业）证照号码相连"),
        ({"same_background": 2}, "7天内有3家企业（含本企业）证照照片背景相同"),
    ],
)
def test_a_red_flag_names_how_many_firms_there_are_with_this_one(over: Any, zh: str) -> None:
    assert [(told.zh, told.about) for told in findings(InHouse(**over), POLICY)] == [(zh, "in_house")]


@pytest.mark.parametrize(
    ("unit", "zh"),
    [("s", "3秒"), ("min", "3分钟"), ("h", "3小时"), ("cd", "3天"), ("wh", "3个工作小时"), ("wd", "3个工作日")],
)
def test_every_unit_of_time_has_its_chinese_word(unit: str, zh: str) -> None:
    assert Span(amount=3, unit=unit).chinese == zh
