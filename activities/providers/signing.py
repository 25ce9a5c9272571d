"""The signing platform over HTTP (process.md step 11)."""

from typing import Literal

from activities.providers.http import OutsideClient, Wire, required, same, understood
from models.account import ContractResult, SignContracts

SIGNING = "signing"


class _Result(Wire):
    product: str
    state: Literal["signed", "opened", "failed"]


class _Answer(Wire):
    application: str
    results: tuple[_Result, ...]


class SigningOverHttp:
    """A signed product stays signed when the package is sent again."""

    def __init__(self, client: OutsideClient, base_url: str) -> None:
        self._client = client
        self._url = f"{base_url}/signing/packages"

    async def sign(self, order: SignContracts) -> list[ContractResult]:
        """Exactly one result per ordered product, in the order's order."""
        told = understood(SIGNING, await self._client.post(SIGNING, self._url, order), _Answer)
        same(SIGNING, order.application, told.application, "application")
        results = {result.product: result.state for result in told.results}
        complete = len(results) == len(told.results) and results.keys() == set(order.products)
        required(SIGNING, complete, "the results are not those of the ordered products")
        return [ContractResult(product=product, state=results[product]) for product in order.products]
