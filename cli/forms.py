"""Answers and reports from a YAML or JSON file; samples/forms/ holds one filled-in example of each."""

from pathlib import Path
from typing import Any

from cli.common import misuse


def form(path: Path | None) -> dict[str, Any]:
    """The file's fields by name; no file, no fields. Wrong usage when it is not one mapping."""
    if path is None:
        return {}
    import yaml

    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        misuse(f"the form {path.name} is neither YAML nor JSON")
    if not isinstance(found, dict):
        misuse(f"the form {path.name} must be a mapping of names to values, as in samples/forms")
    return found


def filled(fields: dict[str, Any], **flags: Any) -> dict[str, Any]:
    """The form's fields with the flags that were given on top: a flag leads over the file."""
    return {**fields, **{name: value for name, value in flags.items() if value is not None}}


def script_answers(given: Any, flags: list[str]) -> list[dict[str, Any]]:
    """Interview answers: `{A1: right, B1: {heard: unclear, note: …}}` in the file, `--answer A1=right` on the line."""
    if given is not None and not isinstance(given, dict):
        misuse("answers: write a mapping of prompts to what was heard, like A1: right")
    answers = {prompt: _heard(said) for prompt, said in (given or {}).items()}
    for flag in flags:
        prompt, found, heard = flag.partition("=")
        if not found:
            misuse("--answer: write the prompt and what was heard, like --answer A1=right")
        answers[prompt] = {"heard": heard}
    return [{"prompt": prompt, **said} for prompt, said in answers.items()]


def _heard(said: Any) -> dict[str, Any]:
    return said if isinstance(said, dict) else {"heard": said}


def remote_answers(given: Any, right: list[str], wrong: list[str]) -> list[dict[str, Any]]:
    """The visit's answers: a list of `{question, ok, note}` in the file, `--ok` and `--not-ok QUESTION` on the line."""
    if given is not None and not isinstance(given, list):
        misuse("answers: write a list of question, ok and note")
    asked = [{"question": question, "ok": True} for question in right]
    return [*(given or []), *asked, *({"question": question, "ok": False} for question in wrong)]
