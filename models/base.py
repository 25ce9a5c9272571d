"""The two kinds of pydantic model that the facts are made of."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """Something that was said or found: it never changes once written, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Record(BaseModel):
    """Something that grows while a case lives; written by the workflow alone."""

    model_config = ConfigDict(extra="forbid", validate_assignment=False)
