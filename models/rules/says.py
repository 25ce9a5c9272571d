"""Findings in one line each: code, what it is about, Chinese, English, and the rule's home."""

from models.findings import Finding, Severity


def stop(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.STOP, about=about, zh=zh, en=en, rule=rule)


def fix(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.FIX, about=about, zh=zh, en=en, rule=rule)


def flag(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.FLAG, about=about, zh=zh, en=en, rule=rule)


def info(code: str, about: str, zh: str, en: str, rule: str) -> Finding:
    return Finding(code=code, severity=Severity.INFO, about=about, zh=zh, en=en, rule=rule)


def unread(about: str, label: str) -> Finding:
    """A field that some rule needs and nobody could read."""
    field = about.partition(".")[2]
    return fix("UNREAD", about, f"无法识别{label}", f"{field} could not be read", "process.md step 2")
