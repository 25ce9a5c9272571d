"""Further proofs (佐证材料) that a tier demands before the decision, each seen by a person (risk.md 4)."""

from datetime import datetime
from enum import StrEnum

from models.base import Fact
from models.papers import EvidenceRef


class Proof(StrEnum):
    """What may have to be proven beyond the basic papers."""

    PURPOSE = "purpose"
    BOTH_PLACES = "both_places"
    NEIGHBOURS = "neighbours"
    FUNDS = "funds"
    OWNER_CHAIN = "owner_chain"

    @property
    def chinese(self) -> str:
        return {
            Proof.PURPOSE: "开户用途证明（合同或订单）",
            Proof.BOTH_PLACES: "注册地址与经营地址的现场证明",
            Proof.NEIGHBOURS: "邻里、房东或水电费证明",
            Proof.FUNDS: "资金来源证明",
            Proof.OWNER_CHAIN: "股权链条证明",
        }[self]


class SeenProof(Fact):
    """A proof as a member of staff saw it: its picture, and in `note` what kind of paper it is."""

    ref: EvidenceRef
    note: str
    by: str
    at: datetime
