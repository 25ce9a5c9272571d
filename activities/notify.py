"""Messages to the customer (process.md 4: every change that the customer can see sends one)."""

from typing import Protocol

from temporalio import activity

from activities.failures import told_to_the_story
from models.account import CustomerMessage


class MessageGateway(Protocol):
    """Sends a message once per message id; raises OutsideFailed unless the gateway confirmed it."""

    async def send(self, message: CustomerMessage) -> None: ...


class NotifyActivities:
    def __init__(self, messages: MessageGateway) -> None:
        self._messages = messages

    @activity.defn(name="send_message")
    async def send_message(self, message: CustomerMessage) -> None:
        """Send one message; repeated with the same id it is sent once."""
        with told_to_the_story():
            await self._messages.send(message)
