"""Invoices: lines, taxes, due dates and reminders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
TAX_RATES = {"standard": Decimal("0.19"), "reduced": Decimal("0.07"), "none": Decimal(0)}


class InvoiceError(Exception):
    """The invoice does not allow it."""


@dataclass(frozen=True)
class Line:
    """A position; the price is net and for one piece."""

    text: str
    price: Decimal
    quantity: int = 1
    tax: str = "standard"

    def __post_init__(self):
        if not self.text.strip():
            raise ValueError("a line needs a text")
        if self.quantity == 0:
            raise ValueError("a line needs a quantity")
        if self.tax not in TAX_RATES:
            raise ValueError(f"unknown tax {self.tax!r}")

    @property
    def net(self) -> Decimal:
        return (self.price * self.quantity).quantize(CENT, ROUND_HALF_UP)


@dataclass
class Invoice:
    """An invoice is open until it is paid; nothing is added to it after it was sent."""

    number: str
    issued: date
    terms_days: int = 14
    lines: list[Line] = field(default_factory=list)
    sent: bool = False
    paid: Decimal = Decimal(0)

    def add(self, line: Line) -> None:
        if self.sent:
            raise InvoiceError(f"{self.number} has been sent")
        self.lines.append(line)

    def send(self) -> None:
        """Raises InvoiceError where there is nothing to pay."""
        if not self.lines or self.total() <= 0:
            raise InvoiceError(f"{self.number} is empty")
        self.sent = True

    def total(self) -> Decimal:
        """The gross amount: the tax is rounded once for each rate."""
        net: dict[str, Decimal] = {}
        for line in self.lines:
            net[line.tax] = net.get(line.tax, Decimal(0)) + line.net
        tax = sum(((amount * TAX_RATES[name]).quantize(CENT, ROUND_HALF_UP) for name, amount in net.items()), Decimal(0))
        return sum(net.values(), Decimal(0)) + tax

    def pay(self, amount: Decimal) -> Decimal:
        """Books a payment and returns what is still open; too much is refused."""
        if not self.sent:
            raise InvoiceError(f"{self.number} has not been sent")
        if amount <= 0:
            raise ValueError("a payment is positive")
        if amount > self.open_amount():
            raise InvoiceError(f"{self.number} has only {self.open_amount()} open")
        self.paid += amount
        return self.open_amount()

    def open_amount(self) -> Decimal:
        return self.total() - self.paid

    @property
    def due(self) -> date:
        """The end of the terms; a Saturday or Sunday moves it to Monday."""
        day = self.issued + timedelta(days=self.terms_days)
        if day.weekday() == 5:
            return day + timedelta(days=2)
        if day.weekday() == 6:
            return day + timedelta(days=1)
        return day

    def reminder_level(self, today: date) -> int:
        """0 while nothing is late, 1 from the first day on, 2 after 14 days, 3 after 30."""
        if not self.sent or self.open_amount() <= 0:
            return 0
        late = (today - self.due).days
        if late <= 0:
            return 0
        if late > 30:
            return 3
        return 2 if late > 14 else 1
