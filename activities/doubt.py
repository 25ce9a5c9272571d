"""Doubts about answers of the check system (疑义反馈, rules.md 4.3)."""

from typing import Protocol

from temporalio import activity

from activities.failures import told_to_the_story
from models.account import DoubtFeedback


class DoubtDesk(Protocol):
    """Takes a doubt once per doubt id; raises OutsideFailed unless the system confirmed it."""

    async def report(self, doubt: DoubtFeedback) -> None: ...


class DoubtActivities:
    def __init__(self, desk: DoubtDesk) -> None:
        self._desk = desk

    @activity.defn(name="report_doubt")
    async def report_doubt(self, doubt: DoubtFeedback) -> None:
        """Report one doubt; repeated with the same id it is one doubt."""
        with told_to_the_story():
            await self._desk.report(doubt)
