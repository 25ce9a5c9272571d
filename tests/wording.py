"""How findings and refusals are worded, whatever they say: Chinese for who reads it, English beside it."""

import re

from models.findings import Finding

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_KNOWN_IN_CHINESE = frozenset({"PDF", "HEIC", "JPEG", "PNG", "WebP"})


def well_said(finding: Finding) -> Finding:
    """The finding itself; AssertionError where `zh` is no Chinese phrase, `en` no English one, or no rule is named."""
    assert _CHINESE.search(finding.zh), finding
    assert set(_LATIN_WORD.findall(finding.zh)) <= _KNOWN_IN_CHINESE, finding
    assert not _CHINESE.search(finding.en), finding
    assert finding.en[0].islower() or finding.en[0].isdigit(), finding
    assert re.match(r"(rules|risk|process|formats)\.md ", finding.rule), finding
    return finding


def sentence(said: str) -> str:
    """What a refusal says, itself; AssertionError where it is no plain sentence that goes on after a colon."""
    assert said[0].islower() or said[0].isdigit() or said[0] in "E`", said  # E: a staff id
    assert not said.endswith((".", " ", "。")), said
    assert not said.isupper(), said
    assert "XX" not in said, said
    return said
