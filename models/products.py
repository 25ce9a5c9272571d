"""Products of the contract platform (签约平台) and what the customer wishes of them (process.md step 11)."""

from enum import StrEnum
from typing import Self

from pydantic import Field, field_validator, model_validator

from models.base import Fact
from models.papers import Money


class Product(StrEnum):
    """What a firm may sign beside its account; it may sign nothing (negative list 6: no bundling)."""

    INTERNET_BANK = "internet_bank"
    SMS_NOTICE = "sms_notice"
    E_STATEMENT = "e_statement"
    E_RECEIPT = "e_receipt"
    SETTLEMENT_CARD = "settlement_card"
    PAYROLL = "payroll"
    TAX_PAYMENT = "tax_payment"
    CASH_MANAGEMENT = "cash_management"

    @property
    def chinese(self) -> str:
        return {
            Product.INTERNET_BANK: "企业网上银行",
            Product.SMS_NOTICE: "短信通知",
            Product.E_STATEMENT: "电子对账",
            Product.E_RECEIPT: "电子回单",
            Product.SETTLEMENT_CARD: "单位结算卡",
            Product.PAYROLL: "代发工资",
            Product.TAX_PAYMENT: "税费扣缴",
            Product.CASH_MANAGEMENT: "现金管理",
        }[self]


class ProductState(StrEnum):
    """How far one product has come; `requested`: ordered, and the platform has not said what became of it."""

    REQUESTED = "requested"
    SIGNED = "signed"
    OPENED = "opened"
    FAILED = "failed"

    @property
    def chinese(self) -> str:
        return {
            ProductState.REQUESTED: "已申请，结果未知",
            ProductState.SIGNED: "已签约",
            ProductState.OPENED: "已开通",
            ProductState.FAILED: "未成功",
        }[self]


def chinese(name: str) -> str:
    """A product's Chinese name; a bank's own product of an older policy by the name it has there."""
    return Product(name).chinese if name in set(Product) else name


class Wishes(Fact):
    """What the customer ticks: products, tokens (U盾) and the limits of the internet bank in yuan.

    `products` None is the bank's basic package, an empty list wishes none at all. What is not said is left to the bank.
    """

    products: tuple[Product, ...] | None = None
    tokens: int | None = Field(default=None, ge=0, le=99)
    single: Money | None = None
    per_day: Money | None = None

    @field_validator("products")
    @classmethod
    def _each_once(cls, given: tuple[Product, ...] | None) -> tuple[Product, ...] | None:
        return None if given is None else tuple(product for product in Product if product in given)

    @model_validator(mode="after")
    def _in_yuan(self) -> Self:
        for limit in (self.single, self.per_day):
            if limit is not None and (limit.currency != "CNY" or limit.cents < 0):
                raise ValueError("limits are wished in yuan")
        return self


class Terms(Fact):
    """What the internet bank is set up with: tokens, and limits in cents; None leaves it to the account's own."""

    tokens: int | None = None
    single: int | None = None
    per_day: int | None = None


class Granted(Fact):
    """What is ordered of the contract platform."""

    products: tuple[str, ...]
    terms: Terms | None = None
