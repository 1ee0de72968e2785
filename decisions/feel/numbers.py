"""FEEL numbers: decimal128, 34 digits, half-even."""

from __future__ import annotations

import decimal
from decimal import Decimal

# Signals raise inside the library and become null at its edge; a result can't be NaN or infinite.
ARITHMETIC = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
ZERO, ONE = Decimal(0), Decimal(1)


def literal_number(text: str) -> Decimal | None:
    """The number written, rounded to 34 digits; None outside decimal128 or for what is no number."""
    try:
        value = ARITHMETIC.create_decimal(text)
    except decimal.DecimalException:
        return None
    return value if value.is_finite() else None


def canonical(value: Decimal) -> str:
    """The number as FEEL's string() shows it: plain digits, an exponent only when they would be very many."""
    if value == 0:
        return "0"
    exponent = int(value.as_tuple().exponent)
    if -6143 <= exponent <= 40 and value.adjusted() >= -40:
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value.normalize(ARITHMETIC))


def as_int(value: object) -> int | None:
    """An integral number as int, None for anything else or more than 34 digits long."""
    if type(value) is not Decimal or value.adjusted() > 34:
        return None
    whole = int(value)
    return whole if whole == value else None
