"""The register of dossiers (sổ theo dõi hồ sơ), and the list behind each figure of the statutory table."""

from engine import dossier, people
from engine.reports.projecting import project
from engine.reports.statutory import Question, admit, codes_behind, received_codes


def register(
    question: Question, officer: people.Officer, procedure: str | None = None
) -> tuple[dossier.RegisterEntry, ...]:
    """Dossiers received in the period, in the order of their codes. Raises NotYourReport."""
    admit(question, officer)
    while project():
        pass
    return dossier.register_entries(received_codes(question, procedure))


def behind(
    question: Question, figure: str, group: str | None, officer: people.Officer
) -> tuple[dossier.RegisterEntry, ...]:
    """The dossiers behind one figure of one row (group; None: of the total). Raises NotYourReport, BadQuestion."""
    admit(question, officer)
    return dossier.register_entries(codes_behind(question, figure, group))
