"""Products (签约平台): what is ordered for the opened account, and what the customer is told of it."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from workflows import options
from workflows.filing import code_of
from workflows.office import Office

with workflow.unsafe.imports_passed_through():
    from models.account import Account, ContractResult, SignContracts
    from models.products import Granted, Product, ProductState
    from models.rules import products


class Products:
    """Orders contracts once the account is filed; whatever becomes of them, the account is open."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._case = office.case

    async def order(self) -> None:
        """A failed product never blocks the account; its state is shown and it is not signed again blindly
        (process.md step 11). The basic package is ordered as a whole, wishes one by one.
        """
        given = products.granted(self._case, self._office.policy)
        if self._case.statements.wishes is None:
            await self._order_package(given)
            return
        self.tell_withheld()
        for product in given.products:
            await self._order_one(product, given)
        self._tell_unopened()

    def tell_withheld(self) -> None:
        """What was wished and is not granted; told again only where it has become something else since."""
        words = products.withheld(self._case, self._office.policy)
        if words != self._case.withheld:
            self._case.withheld = words
            self._office.record("WISHES_WITHHELD", detail={"count": len(words)})
            if words:
                self._office.tell("wishes", items="；".join(words))

    def _tell_unopened(self) -> None:
        if names := products.unopened(self._account.contracts):
            self._office.tell("products", items="、".join(names))

    @property
    def _account(self) -> Account:
        if self._case.account is None:
            raise RuntimeError("no account has been reserved")
        return self._case.account

    async def _order_package(self, given: Granted) -> None:
        if self._account.contracts:
            return
        results = await self._sign(given)
        if results is None:
            results = [ContractResult(product=product, state=ProductState.FAILED) for product in given.products]
        self._note(results)

    async def _order_one(self, product: str, given: Granted) -> None:
        """One wished product: what has its answer is never ordered again, what was cut off on its way is, by the same
        application and product, which the platform signs once. Without an answer it stays requested.
        """
        contracts = self._account.contracts
        if contracts.get(product, ProductState.REQUESTED) != ProductState.REQUESTED:
            return
        contracts[product] = ProductState.REQUESTED
        terms = given.terms if product == Product.INTERNET_BANK else None
        self._note(await self._sign(Granted(products=(product,), terms=terms)) or [])

    async def _sign(self, given: Granted) -> list[ContractResult] | None:
        """The platform's word on each product; None when it gave none."""
        order = SignContracts(
            application=self._case.application,
            number=self._account.number,
            products=given.products,
            terms=given.terms,
        )
        try:
            results: list[ContractResult] = await workflow.execute_activity(
                "sign_contracts",
                order,
                result_type=list[ContractResult],
                summary="签约 contracts",
                **options.ordering(self._office.policy.outside),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            self._office.record("STEP_FAILED", about="contracts", reason_code=code_of(error))
            return None
        return results

    def _note(self, results: list[ContractResult]) -> None:
        self._account.contracts.update({result.product: result.state for result in results})
        for result in results:
            action = "PRODUCT_FAILED" if result.state == ProductState.FAILED else "PRODUCT_OPENED"
            self._office.record(action, about=result.product)
