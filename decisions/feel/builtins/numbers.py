"""Numeric functions (DMN 1.5, table 76)."""

from __future__ import annotations

import decimal
from decimal import Decimal

from decisions.feel.arithmetic import guarded
from decisions.feel.builtins.registry import builtin
from decisions.feel.limits import Run
from decisions.feel.numbers import ARITHMETIC, ZERO, as_int
from decisions.feel.temporal import DaysDuration, MonthsDuration
from decisions.feel.values import Value

# Wide enough for any scale the standard allows on a number of 34 digits.
_WIDE = decimal.Context(prec=6_200, Emin=-12_400, Emax=12_400, traps=[decimal.InvalidOperation])
_MIN_SCALE, _MAX_SCALE = -6_111, 6_176


def _rounded(run: Run, number: Decimal, scale: Decimal, rounding: str) -> Value:
    # A scale with a fraction is cut to its whole part, as the conformance kit asks.
    places = as_int(scale.to_integral_value(decimal.ROUND_DOWN)) if scale.adjusted() < 6 else None
    if places is None or not _MIN_SCALE <= places <= _MAX_SCALE:
        return run.why(f"the scale must be an integer from {_MIN_SCALE} to {_MAX_SCALE}")
    if -int(number.as_tuple().exponent) <= places:
        return number
    result = number.quantize(Decimal((0, (1,), -places)), rounding=rounding, context=_WIDE)
    return ARITHMETIC.plus(result)


@builtin("decimal", "n: number, scale: number", "number")
def _decimal(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor", "n: number, [scale: number]", "number")
def _floor(run: Run, number: Decimal, scale: Decimal = ZERO) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number, [scale: number]", "number")
def _ceiling(run: Run, number: Decimal, scale: Decimal = ZERO) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_CEILING)


@builtin("round up", "n: number, scale: number", "number")
def _round_up(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_UP)


@builtin("round down", "n: number, scale: number", "number")
def _round_down(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_DOWN)


@builtin("round half up", "n: number, scale: number", "number")
def _round_half_up(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number", "number")
def _round_half_down(run: Run, number: Decimal, scale: Decimal) -> Value:
    return _rounded(run, number, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs", "n: number", "number")
def _abs(run: Run, number: Decimal) -> Value:
    return ARITHMETIC.abs(number)


@builtin("abs", "n: days and time duration")
def _abs_days(run: Run, duration: DaysDuration) -> Value:
    return DaysDuration(abs(duration.nanos))


@builtin("abs", "n: years and months duration")
def _abs_months(run: Run, duration: MonthsDuration) -> Value:
    return MonthsDuration(abs(duration.months))


@builtin("modulo", "dividend: number, divisor: number", "number")
def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    if divisor == 0:
        return run.why("modulo by zero has no value")
    remainder = guarded(_WIDE.remainder, dividend, divisor)
    if remainder is None:
        return run.why("the modulo is outside decimal128")
    if remainder and (remainder < 0) != (divisor < 0):
        remainder = _WIDE.add(remainder, divisor)
    return ARITHMETIC.plus(remainder)


@builtin("sqrt", "number: number", "number")
def _sqrt(run: Run, number: Decimal) -> Value:
    return ARITHMETIC.sqrt(number) if number >= 0 else run.why("a negative number has no square root")


@builtin("log", "number: number", "number")
def _log(run: Run, number: Decimal) -> Value:
    return ARITHMETIC.ln(number) if number > 0 else run.why("only a positive number has a logarithm")


@builtin("exp", "number: number", "number")
def _exp(run: Run, number: Decimal) -> Value:
    try:
        return ARITHMETIC.exp(number)
    except decimal.DecimalException:
        return run.why("the power is outside decimal128")


@builtin("odd", "number: number", "boolean")
def _odd(run: Run, number: Decimal) -> Value:
    return _parity(run, number, 1)


@builtin("even", "number: number", "boolean")
def _even(run: Run, number: Decimal) -> Value:
    return _parity(run, number, 0)


def _parity(run: Run, number: Decimal, wanted: int) -> Value:
    if number != number.to_integral_value():
        return run.why("only an integer is odd or even")
    return _WIDE.remainder(abs(number), Decimal(2)) == wanted
