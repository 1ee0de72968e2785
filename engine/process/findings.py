"""Why files cannot be deployed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason. code: stable; file, element: the place; message: English, for the log."""

    code: str
    file: str
    element: str | None
    message: str

    def __str__(self) -> str:
        return f"{self.file}#{self.element or ''}: {self.code}: {self.message}"
