"""Working time laid down by administrators: whose it is, what it changes, what it leaves alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from engine import clock, dossier, history, law, people, process, store
from tests.engine.province import CERTIFIED_COPIES, COMMUNE, DISTRICT, Province

FAIR = date(2024, 4, 16)
OTHER_COMMUNE = "H21.52.22"


def admin(province: Province, role: str = "unit_admin") -> people.Officer:
    return replace(province.lan, grants=frozenset({people.Grant(role, province.lan.agency_code)}))


def fair(scope: str = COMMUNE, day: date = FAIR, kind: law.DayKind = law.DayKind.LOCAL_OFF) -> law.SpecialDay:
    return law.SpecialDay(day, kind, "Fair", law.Source(law.Evidence.READ, "12/QD-UBND"), scope)


def test_a_local_day_off_holds_for_its_scope_and_what_lies_below_only(province: Province) -> None:
    with store.using(province.database):
        dossier.lay_down_day(fair(), admin(province))
        dossier.lay_down_day(fair(DISTRICT, date(2024, 4, 17)), admin(province, "system_admin"))

        works = {
            (agency, day.day): law.calendar_of(agency).is_working(day)
            for agency in (COMMUNE, OTHER_COMMUNE, DISTRICT, "H21.521")
            for day in (FAIR, date(2024, 4, 17))
        }

    assert [key for key, is_working in works.items() if not is_working] == [
        (COMMUNE, 16),
        (COMMUNE, 17),
        (OTHER_COMMUNE, 17),
        (DISTRICT, 17),
    ]


def test_the_nearest_unit_s_word_holds_whenever_it_was_given(province: Province) -> None:
    system = admin(province, "system_admin")
    with store.using(province.database):
        dossier.lay_down_day(fair(COMMUNE, FAIR, law.DayKind.MAKEUP_WORK), system)
        dossier.lay_down_day(fair(DISTRICT, FAIR), system)

        works = [law.calendar_of(agency).is_working(FAIR) for agency in (COMMUNE, DISTRICT)]

    assert works == [True, False]


def test_the_counter_and_the_steps_reckon_with_the_agency_s_days_and_hours(province: Province) -> None:
    afternoon = datetime(2024, 4, 15, 15, 30, tzinfo=clock.LOCAL)
    with store.using(province.database), clock.at(afternoon):
        before = province.received(CERTIFIED_COPIES)
        dossier.lay_down_day(fair(), admin(province))
        after = province.received(CERTIFIED_COPIES)

        dues = [dossier.dossier_of(code, province.lan).row.due_at for code in (before, after)]

    assert [due and clock.local(due).day for due in dues] == [16, 17]


def test_dossiers_received_before_keep_their_due_dates_and_are_named(province: Province) -> None:
    afternoon = datetime(2024, 4, 15, 15, 30, tzinfo=clock.LOCAL)
    with store.using(province.database), clock.at(afternoon):
        code = province.received(CERTIFIED_COPIES)
        due = dossier.dossier_of(code, province.lan).row.due_at
        dossier.lay_down_day(fair(), admin(province))

        assert dossier.dossier_of(code, province.lan).row.due_at == due
        count, affected = dossier.affected_by(FAIR, admin(province))
        assert (count, [one.code for one in affected]) == (1, [code])
        assert dossier.affected_by(FAIR + timedelta(days=1), admin(province)) == (0, ())


def test_a_day_taken_back_is_as_usual_again_and_both_acts_are_history(province: Province) -> None:
    with store.using(province.database):
        dossier.lay_down_day(fair(), admin(province))
        assert not law.calendar_of(COMMUNE).is_working(FAIR)
        dossier.take_back_day(FAIR, admin(province))

        assert law.calendar_of(COMMUNE).is_working(FAIR)
        kinds = [event.kind for event in history.events_of("calendar")]

    assert kinds == ["calendar_day_added", "calendar_day_removed"]


def test_a_confirmed_year_is_no_longer_a_guess(province: Province) -> None:
    received, limit = datetime(2027, 3, 1, 9, tzinfo=clock.LOCAL), law.TimeLimit(3, law.Unit.WORKING_DAY)
    with store.using(province.database):
        assert law.due_at(received, limit, law.calendar_of(COMMUNE)).unconfirmed == (2027,)

        dossier.confirm_year(2027, "TB 1/BNV", admin(province, "system_admin"))

        assert law.due_at(received, limit, law.calendar_of(COMMUNE)).unconfirmed == ()
        days = [day for day in law.calendar_of(COMMUNE).days.values() if day.date.year == 2027]
        assert {day.confirmed_by for day in days} == {province.lan.name}


def test_office_hours_of_an_agency_are_its_own(province: Province) -> None:
    summer = replace(
        law.default_calendar().hours[0],
        valid_from=date(2024, 4, 16),
        sessions=law.default_calendar().hours[0].sessions[:1],
        scope=COMMUNE,
    )
    with store.using(province.database):
        dossier.lay_down_hours(summer, admin(province))

        ends = {agency: law.calendar_of(agency).closing(FAIR).hour for agency in (COMMUNE, OTHER_COMMUNE)}

    assert ends == {COMMUNE: 11, OTHER_COMMUNE: 17}


@pytest.mark.parametrize(
    ("role", "scope"), [("unit_admin", ""), ("unit_admin", DISTRICT), ("reception", COMMUNE), ("leader", "")]
)
def test_who_administers_something_else_lays_down_nothing(province: Province, role: str, scope: str) -> None:
    with store.using(province.database):
        with pytest.raises(dossier.CalendarNotYours):
            dossier.lay_down_day(fair(scope), admin(province, role))

        assert law.calendar_of(COMMUNE).is_working(FAIR)


def test_a_day_without_a_legal_basis_is_refused(province: Province) -> None:
    with store.using(province.database), pytest.raises(dossier.CalendarRefused):
        dossier.lay_down_day(replace(fair(), source=law.Source(law.Evidence.READ)), admin(province))


def test_what_another_process_laid_down_is_known_within_a_minute(province: Province) -> None:
    noon = datetime(2024, 4, 15, 12, tzinfo=clock.LOCAL)
    with store.using(province.database):
        with clock.at(noon):
            known = law.calendar_of(COMMUNE)
            dossier.lay_down_day(fair(), admin(province))
            # as if somebody else had done it: this process remembers what it knew
            law.calendar_of(COMMUNE)
            kept = next(value for key, value in province.database.memo.items() if key[0] is law.calendar_of)
            kept.calendar, kept.newest = known, (None, None, None)
            assert law.calendar_of(COMMUNE).is_working(FAIR)
        with clock.at(noon + timedelta(seconds=61)):
            assert not law.calendar_of(COMMUNE).is_working(FAIR)


def test_steps_are_due_by_the_calendar_of_their_agency(province: Province) -> None:
    with store.using(province.database):
        dossier.lay_down_day(fair(), admin(province))
        received = datetime(2024, 4, 15, 9, tzinfo=clock.LOCAL)

        due = process.step_due("1 ngày làm việc", received, None, law.calendar_of(COMMUNE))

    assert due is not None
    assert clock.local(due).day == 17
