"""Lists from files: each form is read whole or refused, and what cannot be used is named by its number."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from activities.providers.list_files import MANIFEST, ListFilesError, fingerprint, load_folder
from models.checks import ListKind
from models.lists import ListEntry, LoadedList
from workers.settings import ROOT

HEAD = "id,type,name,aliases,numbers,born,note\n"
ROW = "B-1,person,范例安,Fan Lian;FAN Li'an,310199199001010018,1990-01-01,\n"


def folder(tmp_path: Path, content: str | bytes, name: str = "some.csv", **row: Any) -> Path:
    """A folder with one list file and its manifest."""
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / name).write_bytes(raw)
    said = {"file": name, "form": "csv", "kind": "black", "source": "a test", "version": "1", **row}
    if said["form"] in ("csv", "ftm"):
        said = {"records": max(len([line for line in raw.split(b"\n") if line]) - (said["form"] == "csv"), 1), **said}
    told = {key: value for key, value in said.items() if value is not None}
    (tmp_path / MANIFEST).write_text(yaml.safe_dump({"lists": [told]}), "utf-8")
    return tmp_path


def loaded(tmp_path: Path, content: str | bytes, **row: Any) -> LoadedList:
    (found,) = load_folder(folder(tmp_path, content, **row))
    return found


def refused(tmp_path: Path, content: str | bytes, **row: Any) -> str:
    with pytest.raises(ListFilesError) as error:
        load_folder(folder(tmp_path, content, **row))
    assert "范例安" not in str(error.value)
    return str(error.value)


def test_the_shipped_lists_are_read_in_all_four_forms() -> None:
    found = load_folder(ROOT / "policy" / "lists")
    assert [len(each.entries) for each in found] == [3, 2, 4, 3]
    assert {each.kind for each in found} == {ListKind.MANDATORY, ListKind.BLACK, ListKind.PEP}
    assert all(each.version and not each.bad for each in found)


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_csv_line_is_an_entry_with_all_its_names_numbers_and_years(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + ROW)
    names = ("范例安", "Fan Lian", "FAN Li'an")
    assert found.entries == (ListEntry("B-1", names, ("310199199001010018",), False, ((1990, 1990),), ""),)
    assert (found.version, found.source) == ("1", "a test")
    assert re.fullmatch(r"some\.csv 1 \(1\) [0-9a-f]{8}", found.label)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,person,范例安;王样二,,,,\n", "name"),
        ("1,person,范例安,,3.10199E+17,,\n", "numbers"),
        ("1,person,范例安,,'310199199001010018,,\n", "numbers"),
        ("1,person,范例安,,身份证：310199199001010018,,\n", "numbers"),
        ('1,person,范例安,,,,"x\n2,person,王样二,,,,\n3,person,李样三,,,,y"\n', "columns"),
    ],
)
def test_a_csv_cell_that_hides_names_or_numbers_is_bad(tmp_path: Path, row: str, why: str) -> None:
    assert why in refused(tmp_path, HEAD + row)


def test_a_csv_cell_is_cut_at_the_separators_of_a_chinese_keyboard_too(tmp_path: Path) -> None:
    row = "1,person,范例安,李样四；王样五、赵样六,310199199001010018；310199199001010026,,\n"
    (found,) = loaded(tmp_path, HEAD + row).entries
    assert found.names == ("范例安", "李样四", "王样五", "赵样六")
    assert found.numbers == ("310199199001010018", "310199199001010026")


def test_an_entity_that_says_one_thing_twice_or_a_schema_in_other_letters_is_bad(tmp_path: Path) -> None:
    twice = '{"id":"1","schema":"Person","schema":"Vessel","properties":{"name":["范例安"]}}\n'
    lower = '{"id":"1","schema":"person","properties":{"name":["范例安"]}}\n'
    assert "JSON" in refused(tmp_path, twice, form="ftm")
    assert "schema" in refused(tmp_path, lower, form="ftm")


UN_LIST = '<CONSOLIDATED_LIST dateGenerated="2026-10-08">{}</CONSOLIDATED_LIST>'
UN_PERSON = "<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>FAN</FIRST_NAME>{}</INDIVIDUAL>"


@pytest.mark.parametrize(
    "content",
    [
        UN_LIST.format(f"<INDIVIDUALS><X>{UN_PERSON.format('')}</X>{UN_PERSON.format('')}</INDIVIDUALS>"),
        UN_LIST.format(f"<INDIVIDUALS>{UN_PERSON.format('').replace('INDIVIDUAL>', 'individual>')}</INDIVIDUALS>"),
        '<?xml version="1.0" encoding="GBK"?>' + UN_LIST.format(""),
    ],
    ids=["a part that nobody knows", "other letters", "an encoding that is not read"],
)
def test_a_un_list_with_a_part_that_would_be_passed_over_is_refused(tmp_path: Path, content: str) -> None:
    said = refused(tmp_path, content, form="un", version=None)
    assert "neither INDIVIDUAL nor ENTITY" in said or "no sound XML" in said


def test_a_un_entry_has_all_its_scripts_and_numbers(tmp_path: Path) -> None:
    more = (
        "<NAME_ORIGINAL_SCRIPT>范例</NAME_ORIGINAL_SCRIPT><NAME_ORIGINAL_SCRIPT>樊例</NAME_ORIGINAL_SCRIPT>"
        "<INDIVIDUAL_DOCUMENT><NUMBER>111</NUMBER><NUMBER>222</NUMBER></INDIVIDUAL_DOCUMENT>"
    )
    whole = UN_LIST.format(f"<INDIVIDUALS>{UN_PERSON.format(more)}</INDIVIDUALS>")
    (found,) = loaded(tmp_path, whole, form="un", version=None).entries
    assert (found.names, found.numbers) == (("FAN", "范例", "樊例"), ("111", "222"))


@pytest.mark.parametrize(("form", "content"), [("csv", HEAD + ROW), ("ftm", '{"id":"1","schema":"Address"}\n')])
def test_a_form_of_lines_needs_its_count_or_half_a_file_would_look_whole(
    tmp_path: Path, form: str, content: str
) -> None:
    assert "how many records" in refused(tmp_path, content, form=form, records=None)


def test_half_a_csv_that_ends_with_a_line_is_told_by_its_count(tmp_path: Path) -> None:
    assert "promises 2 records and it has 1" in refused(tmp_path, HEAD + ROW, records=2)


CODE, ID = "91310199MA1K0Y0N81", "310199199001010018"
LABELLED = {
    f"Reg. No. {CODE} ; 440301123456789": (CODE, "440301123456789"),
    f"USCC: {CODE}": (CODE,),
    f"USCC{CODE}": (CODE,),
    f"统一社会信用代码：{CODE}": (CODE,),
    "USCC 9131 0199 MA1K 0Y0N 81": (CODE,),
    f"{ID}，{CODE}": (ID, CODE),
    f"{ID}{CODE}": (ID, CODE),
    "Passport A 1234567 (expired)": ("A1234567",),
    "Passport No. 7654321, issued 2015": ("7654321",),
}
"""What a list writes around its numbers, and what must be found in it."""


def of_un(number: str) -> str:
    more = f"<INDIVIDUAL_DOCUMENT><NUMBER>{number}</NUMBER></INDIVIDUAL_DOCUMENT>"
    return UN_LIST.format(f"<INDIVIDUALS>{UN_PERSON.format(more)}</INDIVIDUALS>")


@pytest.mark.parametrize(("text", "wanted"), LABELLED.items(), ids=LABELLED)
def test_a_number_that_a_list_labels_or_joins_is_found_inside_the_text(
    tmp_path: Path, text: str, wanted: tuple[str, ...]
) -> None:
    (of_lines,) = loaded(
        tmp_path, lines({**PERSON, "properties": {"name": ["样例甲"], "idNumber": [text]}}), form="ftm"
    ).entries
    (in_un,) = loaded(tmp_path, of_un(text), form="un", version=None).entries
    of_ofac = loaded(tmp_path, OFAC.replace(CODE, text), form="ofac", version=None).entries[0]
    for found in (of_lines, in_un, of_ofac):
        assert set(wanted) <= set(found.numbers)
        assert text in found.note


@pytest.mark.parametrize("text", ["3.10199E+17", "passport 1,23E+9"])
def test_a_number_that_was_rounded_is_a_bad_record_in_every_form(tmp_path: Path, text: str) -> None:
    entity = {**PERSON, "properties": {"name": ["样例甲"], "idNumber": [text]}}
    assert "numbers" in refused(tmp_path, lines(entity), form="ftm")
    assert "numbers" in refused(tmp_path, of_un(text), form="un", version=None)
    assert "numbers" in refused(tmp_path, OFAC.replace(CODE, text), form="ofac", version=None)


@pytest.mark.parametrize("text", ["P00000077", "AB 123456", "A123456(7)", "12-345/67", ID, "12"])
def test_a_number_that_stands_alone_stays_as_it_is_written(tmp_path: Path, text: str) -> None:
    (found,) = loaded(tmp_path, of_un(text), form="un", version=None).entries
    assert (found.numbers, found.note) == ((text,), "")


def test_what_stands_for_a_number_and_holds_none_is_kept_for_who_compares(tmp_path: Path) -> None:
    (found,) = loaded(tmp_path, of_un("not stated"), form="un", version=None).entries
    assert (found.numbers, found.note) == ((), "not stated")


def test_a_file_that_was_changed_without_a_new_version_or_is_of_another_kind_is_another_list(tmp_path: Path) -> None:
    first = loaded(tmp_path, HEAD + ROW).label
    changed, greyed = (
        loaded(tmp_path, HEAD + ROW.replace("1990", "1991")).label,
        loaded(tmp_path, HEAD + ROW, kind="grey"),
    )
    assert len({first, changed, greyed.label}) == 3
    assert loaded(tmp_path, HEAD + ROW).label == first


def test_a_csv_from_a_spreadsheet_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert len(loaded(tmp_path, b"\xef\xbb\xbf" + (HEAD + ROW).encode()).entries) == 1


BAD_ROWS = {
    "no id": ",person,样例,,,,\n",
    "no name": "B-2,person,,别名,,,\n",
    "type": "B-2,ship,样例,,,,\n",
    "born": "B-2,person,样例,,,yesterday,\n",
    "columns": "B-2,person,样例\n",
    "too long": f"B-2,person,{'样' * 2001},,,,\n",
}


@pytest.mark.parametrize("why", BAD_ROWS)
def test_a_file_with_a_bad_record_is_refused_and_the_record_named_by_number(tmp_path: Path, why: str) -> None:
    said = refused(tmp_path, HEAD + ROW + BAD_ROWS[why])
    assert f"1 bad records: 2 ({why})" in said


def test_a_bad_record_is_left_out_only_when_the_manifest_says_so_and_is_counted(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + ROW + BAD_ROWS["no id"] + BAD_ROWS["type"], skip_bad=True)
    assert (len(found.entries), found.bad) == (1, (2, 3))
    assert "2 bad left out" in found.label


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id,name\n1,x\n",
        HEAD.encode(),
        HEAD.encode() + b"B-1,person,\xff\xfe,,,,\n",
        (HEAD + ROW + ROW).encode(),
        HEAD.encode() + b'B-1,person,"open quote,,,,\n',
        HEAD.encode() + b"B-1,person," + b"x" * 1_100_000 + b",,,,\n",
    ],
    ids=["empty", "other columns", "nobody", "no UTF-8", "an id twice", "an open quote", "an endless line"],
)
def test_a_broken_csv_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content).startswith("some.csv: ")


# ── FollowTheMoney ──────────────────────────────────────────────────────────────────────────────────────────────────

PERSON = {
    "id": "Q1",
    "schema": "Person",
    "properties": {
        "name": ["样例甲"],
        "alias": ["Sample A"],
        "idNumber": ["310199199001010026"],
        "birthDate": ["1990"],
    },
}


def lines(*things: Any) -> str:
    return "".join(f"{json.dumps(thing, ensure_ascii=False)}\n" for thing in things)


def test_follow_the_money_persons_and_units_are_entries_and_other_things_are_counted(tmp_path: Path) -> None:
    firm = {"id": "Q2", "schema": "Company", "properties": {"name": ["样例乙有限公司"]}}
    address = {"id": "A", "schema": "Address", "properties": {"full": ["上海"]}}
    found = loaded(tmp_path, lines(PERSON, firm, address), form="ftm")
    assert [(entry.id, entry.firm) for entry in found.entries] == [("Q1", False), ("Q2", True)]
    assert found.entries[0].names == ("样例甲", "Sample A")
    assert (found.entries[0].numbers, found.entries[0].born) == (("310199199001010026",), ((1990, 1990),))
    assert (found.other, found.bad) == (1, ())


@pytest.mark.parametrize(
    "bad",
    [
        "[]",
        "{",
        '{"id": "Q9"}',
        '{"id": "Q9", "schema": "Person"}',
        '{"id": "Q9", "schema": "Person", "properties": {"name": "not a list"}}',
        '{"id": "Q9", "schema": "Person", "properties": {"name": [7]}}',
        '{"schema": "Person", "properties": {"name": ["x"]}}',
        "[" * 100_000,
    ],
)
def test_a_broken_line_is_a_bad_record(tmp_path: Path, bad: str) -> None:
    assert "1 bad records: 2" in refused(tmp_path, lines(PERSON) + bad + "\n", form="ftm")


# ── XML ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

SHIPPED = ROOT / "policy" / "lists"
UN = (SHIPPED / "sample_un.xml").read_text("utf-8")
OFAC = (SHIPPED / "sample_ofac.xml").read_text("utf-8")


def un(tmp_path: Path, text: str, **row: Any) -> LoadedList:
    return loaded(tmp_path, text, form="un", version=None, **row)


def test_a_un_person_has_names_original_script_good_aliases_documents_and_the_span_of_birth(tmp_path: Path) -> None:
    first = un(tmp_path, UN).entries[0]
    assert first.names == ("YANGLI QIU", "仇样砾", "Chou Yang-li")
    assert (first.id, first.numbers, first.born, first.firm) == ("SAi.001", ("P00000077",), ((1970, 1972),), False)


def test_a_un_list_tells_its_own_version_and_the_manifest_may_not_contradict_it(tmp_path: Path) -> None:
    assert un(tmp_path, UN).version == "2026-10-01T00:00:00.000Z"
    assert "version" in refused(tmp_path, UN, form="un", version="2025")


def test_an_ofac_entity_has_its_aliases_and_credit_code(tmp_path: Path) -> None:
    found = loaded(tmp_path, OFAC, form="ofac", version=None)
    assert found.version == "2026-10-01"
    assert found.entries[0].names == ("DANYANG SAMPLE TRADING COMPANY", "宁波箪漾样例贸易有限公司")
    assert (found.entries[0].numbers, found.entries[0].firm) == (("91310199MA1K0Y0N81",), True)
    assert (found.entries[1].names[0], found.entries[1].born) == ("Yangting YUCHI", ((1968, 1968),))


def test_half_an_ofac_list_is_refused_by_its_own_count(tmp_path: Path) -> None:
    half = OFAC[: OFAC.index("<sdnEntry>", OFAC.index("<sdnEntry>") + 1)] + "</sdnList>"
    assert "promises 2 records and has 1" in refused(tmp_path, half, form="ofac", version=None)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("form", ["un", "ofac"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("?>", "?>" + BOMB, 1),
        lambda text: text.replace("?>", "?>" + OUTSIDE, 1),
        lambda text: "<other/>",
        lambda text: "",
        lambda text: "not XML",
        lambda text: text.replace("dateGenerated", "date").replace("Publish_Date", "Date"),
        lambda text: "<a>" * 50 + "</a>" * 50,
        lambda text: text.replace("UTF-8", "EBCDIC-9"),
    ],
    ids=["half", "entities", "outside entity", "another root", "empty", "text", "no version", "deep", "encoding"],
)
def test_a_broken_or_hostile_xml_is_refused(tmp_path: Path, form: str, spoil: Any) -> None:
    text = {"un": UN, "ofac": OFAC}[form]
    assert refused(tmp_path, spoil(text), form=form, version=None)


def test_an_xml_record_without_a_name_is_named_by_its_number(tmp_path: Path) -> None:
    nameless = UN.replace("<FIRST_NAME>SAMPLEMAN</FIRST_NAME><SECOND_NAME>SPECIMENOV</SECOND_NAME>", "")
    assert "2 (no name)" in refused(tmp_path, nameless, form="un", version=None)


def test_a_deep_record_is_emptied_after_use_so_that_a_long_list_needs_no_memory(tmp_path: Path) -> None:
    """A thousand copies of one person, each under an id of its own."""
    start, end = UN.index("<INDIVIDUAL>"), UN.index("</INDIVIDUAL>") + len("</INDIVIDUAL>")
    many = "".join(UN[start:end].replace("SAi.001", f"SAi.{n:04}") for n in range(1000))
    assert len(un(tmp_path, UN[:start] + many + UN[end:]).entries) == 1002


# ── manifest ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_without_manifest_or_without_lists_is_refused(tmp_path: Path) -> None:
    for content in (None, "lists: []", "lists: 7", "[", "{}"):
        if content is not None:
            (tmp_path / MANIFEST).write_text(content, "utf-8")
        with pytest.raises(ListFilesError, match=r"lists\.yaml"):
            load_folder(tmp_path)


@pytest.mark.parametrize(
    "row",
    [{"kind": "brand_new"}, {"form": "pdf"}, {"file": "../some.csv"}, {"other": 1}, {"version": None}, {"records": 2}],
)
def test_a_row_that_is_unknown_or_does_not_fit_its_file_is_refused(tmp_path: Path, row: dict[str, Any]) -> None:
    assert refused(tmp_path, HEAD + ROW, **row)


def test_a_file_that_stands_in_no_row_is_not_forgotten_but_refused(tmp_path: Path) -> None:
    folder(tmp_path, HEAD + ROW)
    (tmp_path / "stray.csv").write_text(HEAD + ROW, "utf-8")
    with pytest.raises(ListFilesError, match=r"stray\.csv"):
        load_folder(tmp_path)


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    folder(tmp_path, HEAD + ROW)
    (tmp_path / "some.csv").unlink()
    with pytest.raises(ListFilesError, match="cannot be opened"):
        load_folder(tmp_path)


def test_the_fingerprint_changes_with_a_file(tmp_path: Path) -> None:
    before = fingerprint(folder(tmp_path, HEAD + ROW))
    (tmp_path / "some.csv").write_text(HEAD + ROW + ROW, "utf-8")
    assert before != fingerprint(tmp_path)
    assert fingerprint(tmp_path / "nowhere") == ()


def test_a_digest_stands_for_everything_an_entry_says() -> None:
    one = ListEntry("1", ("样例",), ("n",), False, ((1990, 1990),), "note")
    others = [
        ListEntry("2", one.names, one.numbers, False, one.born, "note"),
        ListEntry("1", ("样例", "别名"), one.numbers, False, one.born, "note"),
        ListEntry("1", one.names, (), False, one.born, "note"),
        ListEntry("1", one.names, one.numbers, None, one.born, "note"),
        ListEntry("1", one.names, one.numbers, False, (), "note"),
        ListEntry("1", one.names, one.numbers, False, one.born, ""),
    ]
    assert len({each.digest for each in (one, *others)}) == 7
    assert one.text == "样例；n；出生 1990；note"


@pytest.mark.parametrize(
    "manifest",
    ["lists:\n  - {file: some.csv, version: 2026-13-45}\n", f"lists: [{{records: {'9' * 6000}}}]\n", "[" * 3000],
    ids=["a day that is none", "a number without end", "too deep"],
)
def test_a_broken_manifest_is_told_in_one_sentence(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest, "utf-8")
    with pytest.raises(ListFilesError, match="readable"):
        load_folder(tmp_path)


def test_half_a_sign_is_no_name(tmp_path: Path) -> None:
    line = '{"id":"1","schema":"Person","properties":{"name":["\\ud800 B"]}}\n'
    assert "half a sign" in refused(tmp_path, line, form="ftm")
