"""What the simulated systems' messages have in common."""

from pydantic import BaseModel, ConfigDict

ENABLED = "ENBL"
PROCESSED = "PR07"


class Message(BaseModel):
    """A request: unknown fields are refused, as a strict system would."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def plain(name: str) -> str:
    """A name for comparing: no spaces, half-width brackets."""
    return "".join(name.split()).replace("（", "(").replace("）", ")")
