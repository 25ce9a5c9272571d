"""The message gateway over HTTP."""

from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.account import CustomerMessage

MESSAGES = "messages"
SENT = "SENT"


class _Answer(Wire):
    message_id: str
    state: str


class MessagesOverHttp:
    """The gateway sends a message id once, however often it is told."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/messages"

    async def send(self, message: CustomerMessage) -> None:
        """Returns when the gateway has the message."""
        told = understood(MESSAGES, await self._client.post(MESSAGES, self._url, message), _Answer)
        same(MESSAGES, message.message_id, told.message_id, "message")
        required(MESSAGES, told.state == SENT, "the gateway did not take the message")
