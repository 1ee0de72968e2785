"""Amounts of money in Vietnamese words."""

from forms.slips.errors import SlipError

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 1_000_000_000
MOST = 10**18


def amount_in_words(amount: int) -> str:
    """`1005000` → `Một triệu không trăm linh năm nghìn`: without the unit. Raises SlipError beyond 0 … 10¹⁸ - 1."""
    if not 0 <= amount < MOST:
        raise SlipError("bad_slip_data", f"amount {amount}")
    said = " ".join(_billions(amount)) or _DIGITS[0]
    return said[0].upper() + said[1:]


def _billions(amount: int) -> list[str]:
    """Groups of three digits go round: đồng, nghìn, triệu, then tỷ before them all again."""
    billions, rest = divmod(amount, _BILLION)
    words = [*_billions(billions), "tỷ"] if billions else []
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            words += [*_three(group, full=bool(words)), _GROUPS[place]]
    return [word for word in words if word]


def _three(number: int, *, full: bool) -> list[str]:
    """full: something stands before it, so that hundreds are said even when there are none."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        return words + (["linh"] if words and ones else []) + ([_DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + ([_ones(tens, ones)] if ones else [])


def _ones(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(ones, _DIGITS[ones])
    return _DIGITS[ones]
