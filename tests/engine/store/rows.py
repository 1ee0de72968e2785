"""Rows that the tests of this folder write."""

from typing import Any

from engine import clock


def file(number: int, dossier: str = "d") -> dict[str, Any]:
    return {
        "id": f"f{number:03}",
        "dossier_code": dossier,
        "name": f"Tờ khai {number}",
        "content_type": "text/plain",
        "sha256": "0" * 64,
        "size": number,
        "uploaded_by": "lan",
        "uploaded_at": clock.now(),
    }
