"""What the public is told of a dossier beside its status."""

from collections.abc import Mapping
from typing import Any

from engine import process, store
from engine.dossier.tables import dossier


def set_notice(outcome: process.StepOutcome, notice: Mapping[str, Any] | None) -> None:
    """What the public is told beside the status from now on; None: nothing.

    notice: {kind: supplement|apology, text, papers: [{name, note}], until: ISO instant}. Of a confidential procedure
    only the kind and the instant are told.
    """
    instance = outcome.instance
    if notice is not None and outcome.variables.get("kin"):
        notice = {key: notice[key] for key in ("kind", "until") if key in notice}
    store.connection().execute(
        dossier.update()
        .where(dossier.c.code == instance.dossier_code, dossier.c.agency_code == instance.agency_code)
        .values(notice=notice)
    )
