"""Which form of which rules a slip is, as it says itself at its foot."""

from forms.slips.receipt import Form


def form_words(title: str, number: str, set_name: str) -> Form:
    """number, set_name: of the form, "" where the law fixes none."""
    return Form(title=title, mark=f"Mẫu số {number}, {set_name}" if number else "")
