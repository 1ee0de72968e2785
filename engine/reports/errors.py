"""What can go wrong with a report.

NotAllowed
└── NotYourReport   another agency's figures
InvalidInput
└── BadQuestion     the period or the day makes no sense
"""

from engine.errors import InvalidInput, NotAllowed


class NotYourReport(NotAllowed):
    """The figures of this agency are not for you."""

    code = "not_your_report"


class BadQuestion(InvalidInput):
    """The report cannot be made for this period and day."""

    code = "bad_report_question"
