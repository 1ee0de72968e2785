"""The shelf and the screen: both lists of what does not agree."""

from engine import clock, dossier, store
from engine.dossier.tables import dossier as dossier_table
from tests.engine.province import COMMUNE, DISTRICT, Province, officer


def reconciled(province: Province, *scanned: str, unit: str = COMMUNE) -> dossier.Reconciled:
    return dossier.reconcile(scanned, unit, province.lan)


def changed(code: str, **values: object) -> None:
    with store.transaction() as link:
        link.execute(dossier_table.update().where(dossier_table.c.code == code).values(**values))


def test_a_shelf_as_it_should_be_has_no_mismatch(province: Province) -> None:
    codes = [province.received(), province.received()]

    found = reconciled(province, *codes)

    assert (found.matching, found.on_shelf, found.not_on_shelf) == (2, (), ())


def test_codes_are_read_as_readers_and_people_write_them(province: Province) -> None:
    code = province.received()

    found = reconciled(province, f"  {code.lower()} ", "", code)

    assert (found.scanned, found.matching, found.twice) == (2, 1, (code,))


def test_what_is_missing_from_the_shelf_is_named(province: Province) -> None:
    here, gone = province.received(), province.received()

    found = reconciled(province, here)

    assert [(row.code, row.why, row.subject) for row in found.not_on_shelf] == [
        (gone, "missing", "Rơ Châm H'Lan")
    ]


def test_what_should_not_lie_there_is_named_with_the_reason(province: Province) -> None:
    returned, elsewhere = province.received(), province.received()
    changed(returned, status=10, returned_at=clock.now())
    room = province.task(elsewhere).unit_code
    other = next(unit for unit in (f"{COMMUNE}.VP", f"{COMMUNE}.XX") if unit != room)

    found = reconciled(province, returned, elsewhere, "H21.52.21-240415-0999", unit=other)

    assert [(row.code, row.why) for row in found.on_shelf] == [
        (returned, "returned"),
        (elsewhere, "elsewhere"),
        ("H21.52.21-240415-0999", "unknown"),
    ]
    assert found.on_shelf[1].where


def test_a_result_not_fetched_lies_at_the_agencys_desk(province: Province) -> None:
    code = province.received()
    changed(code, status=9, finished_at=clock.now())

    assert reconciled(province, code).matching == 1


def test_other_agencies_dossiers_are_unknown(province: Province) -> None:
    code = province.received()

    found = dossier.reconcile([code], DISTRICT, officer("bon", DISTRICT))

    assert [row.why for row in found.on_shelf] == ["unknown"]


def test_paper_given_back_while_the_status_says_otherwise_is_listed(province: Province) -> None:
    right, gone, still = province.received(), province.received(), province.received()
    changed(gone, returned_at=clock.now())
    changed(still, status=10)

    assert [row.code for row in dossier.disagreeing(COMMUNE)] == [gone, still]
    assert right not in (gone, still)
