"""Names of agencies and the places in them."""

import re


def place_of(agency_name: str) -> str:
    """`Ủy ban nhân dân thị trấn Chư Prông` → `Chư Prông`: where the slip is signed."""
    return re.split(r"\b(?:xã|phường|thị trấn|thị xã|huyện|thành phố|tỉnh)\b ", agency_name)[-1]
