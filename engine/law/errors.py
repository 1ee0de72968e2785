"""What can be wrong with law kept as data.

InvalidInput
├── BadLawData
│   ├── BadSheet         a procedure sheet
│   ├── BadDossierRules  the moves between statuses, the rules of supplements
│   ├── BadCalendar      office hours or days off
│   └── BadLimit         the text of a time limit
├── BadExplanation       steps of a deadline that do not lead where they say
├── BadPause             waits that cannot be reckoned with
├── NoDossierRules       none were in force
├── ChannelNotOffered    the procedure is not received this way
├── NoOutageRules        nothing is laid down about outages yet
└── NoCalendar           nobody has laid down the days off of a year
"""

from datetime import date

from engine.errors import InvalidInput


class BadLawData(InvalidInput):
    """Law kept as data cannot be read."""

    code = "bad_law_data"

    def __init__(self, place: str, reason: str, detail: str = "") -> None:
        """place: where in the file, as `case[1].component[2].form`, counted from 1. reason: stable code.

        detail: the value or the complaint of a reader below, kept as `about`.
        """
        self.place = place
        self.reason = reason
        self.about = detail
        super().__init__(f"{place}: {reason} {detail}".strip(), place=place, reason=reason)


class BadSheet(BadLawData):
    """The procedure sheet cannot be read."""

    code = "bad_sheet"


class BadCalendar(BadLawData):
    """The calendar cannot be read."""

    code = "bad_calendar"


class BadLimit(BadLawData):
    """The time limit cannot be read."""

    code = "bad_limit"


class BadExplanation(InvalidInput):
    """The steps of a deadline do not lead where they say."""

    code = "bad_explanation"


class BadPause(InvalidInput):
    """The waits do not follow each other, or begin before the receipt."""

    code = "bad_pause"


class BadDossierRules(BadLawData):
    """The rules of a dossier's life cannot be read."""

    code = "bad_dossier_rules"


class NoDossierRules(InvalidInput):
    """No rules of a dossier's life were in force on this day."""

    code = "no_dossier_rules"


class ChannelNotOffered(InvalidInput):
    """The procedure is not received through this channel."""

    code = "channel_not_offered"


class NoCalendar(InvalidInput):
    """The days off of this year are not laid down yet."""

    code = "no_calendar"

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(str(day.year), year=day.year)


class NoReportRules(InvalidInput):
    """No rules of reporting hold on this day."""

    code = "no_report_rules"


class BadSlipForms(BadLawData):
    """The forms of slips cannot be used."""

    code = "bad_slip_forms"


class NoSlipForm(InvalidInput):
    """No form of this slip holds on this day."""

    code = "no_slip_form"


class BadReceiptForms(BadLawData):
    """The forms of fee receipts cannot be used."""

    code = "bad_receipt_forms"


class NoReceiptForm(InvalidInput):
    """No form of fee receipt holds on this day."""

    code = "no_receipt_form"


class NoOutageRules(InvalidInput):
    """No rules of catching up after outages hold on this day."""

    code = "no_outage_rules"


class NoReminderRules(InvalidInput):
    """No rules of reminding hold on this day."""

    code = "no_reminder_rules"


class UnknownPeriod(InvalidInput):
    """There is no such kind of period."""

    code = "unknown_period"
