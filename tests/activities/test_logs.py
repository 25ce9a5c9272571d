"""Logs: whatever is logged, by whomever, no person can be recognised in it."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from models.papers import IdCard
from workers.logs import HIDDEN, configure, redact

NUMBER, PHONE, FIRM = "310199199001010018", "13800138000", "91310199MA1FL00X07"
APPLICATION = "EK2026100800000001"
SHA256 = "13800138000a" + "0" * 52
RUN = "01996f3a-13b0-7c4d-9a51-138001380001"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The settings of logging and structlog belong to the whole process: put them back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    configure(as_json=True, stream=stream)
    return stream


def shown(value: object, key: str = "event") -> object:
    return redact(None, "info", {key: value})[key]


@pytest.mark.parametrize(
    "text",
    [
        *(NUMBER, "31019919900101001X", "31019919900101001x", "３１０１９９１９９００１０１００１８"),
        *(PHONE, "+8613800138000", "+86 138 0013 8000", "138-0013-8000", "１３８００１３８０００"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "号码{}有误", "tel:{}.", "a{}b", '{{"n":"{}"}}'])
def test_numbers_of_persons_and_phones_are_hidden_wherever_they_stand(text: str, around: str) -> None:
    assert shown(around.format(text)) == around.format(HIDDEN)


@pytest.mark.parametrize(
    "text",
    [
        *(FIRM, "913101991234567890", APPLICATION, SHA256, RUN, "2026-10-08T09:15:02.113+08:00", "6222021001116245702"),
        *("J2900012345678", "E20417", "took 13800 ms", "1760000000.123", "1760000000123"),
    ],
)
def test_codes_of_firms_applications_hashes_and_times_stay(text: str) -> None:
    assert shown(text) == text
    assert shown(f"about {text}, done") == f"about {text}, done"


@pytest.mark.parametrize("key", ["name", "representative", "LEGAL_REPRESENTATIVE", "address", "finance_officer"])
def test_names_and_addresses_are_hidden_under_their_keys(key: str) -> None:
    assert redact(None, "info", {key: "张三"}) == {key: HIDDEN}


def test_a_name_that_is_no_persons_stays() -> None:
    assert shown("worker-1", "name") == "worker-1"
    assert shown(None, "name") is None


def test_what_is_nested_and_what_is_no_text_is_hidden_too() -> None:
    value = {
        "cards": [{"name": "张三", "x": (NUMBER, 1, True, 2.5)}],
        PHONE: {PHONE},
        "int": int(PHONE),
        "b": PHONE.encode(),
    }
    assert shown(value) == {
        "cards": [{"name": HIDDEN, "x": [HIDDEN, 1, True, 2.5]}],
        HIDDEN: [HIDDEN],
        "int": HIDDEN,
        "b": HIDDEN,
    }


def test_a_fact_is_hidden_field_by_field() -> None:
    text = json.dumps(shown(IdCard(name="张三", number=NUMBER, address="上海市测试路1号")), ensure_ascii=False)
    assert not re.search(r"张三|测试路|3101991990", text)


def test_our_own_lines_are_json_with_what_was_bound_to_them(out: io.StringIO) -> None:
    structlog.get_logger("ekaihu").bind(application=APPLICATION).info("stored", phone=PHONE)
    line = json.loads(out.getvalue())
    assert (line["event"], line["application"], line["phone"]) == ("stored", APPLICATION, HIDDEN)
    assert (line["level"], line["logger"]) == ("info", "ekaihu")
    assert line["timestamp"].endswith("Z")


def test_lines_of_libraries_go_the_same_way(out: io.StringIO) -> None:
    logging.getLogger("httpx").warning("GET /citizen?number=%s", NUMBER, extra={"representative": "张三"})
    line = json.loads(out.getvalue())
    assert (line["event"], line["representative"]) == (f"GET /citizen?number={HIDDEN}", HIDDEN)
    assert (line["level"], line["logger"]) == ("warning", "httpx")


def test_a_traceback_is_one_field_and_hides_the_same(out: io.StringIO) -> None:
    try:
        raise ValueError(f"bad card {NUMBER}")
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("library").exception("failed")
    ours, theirs = (json.loads(line) for line in out.getvalue().splitlines())
    for line in (ours, theirs):
        assert f"ValueError: bad card {HIDDEN}" in line["exception"]
        assert NUMBER not in json.dumps(line)


def test_what_has_no_json_form_is_hidden_as_well(out: io.StringIO) -> None:
    structlog.get_logger().info("odd", thing=ValueError(NUMBER))
    assert NUMBER not in out.getvalue()


def test_the_console_form_hides_the_same_and_has_no_colours_in_a_pipe() -> None:
    out = io.StringIO()
    configure(as_json=False, stream=out)
    structlog.get_logger().warning("call", phone=PHONE)
    assert "call" in out.getvalue()
    assert HIDDEN in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_lines_below_the_level_are_left_out(out: io.StringIO) -> None:
    structlog.get_logger().debug("detail")
    assert out.getvalue() == ""


def test_configuring_twice_writes_each_line_once(out: io.StringIO) -> None:
    configure(as_json=True, stream=out)
    structlog.get_logger().info("once")
    assert len(out.getvalue().splitlines()) == 1
