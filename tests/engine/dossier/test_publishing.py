"""Why a dossier is due when it is, as the portal's node tells it: carried by the agency's messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from engine import clock, dossier, law, mail, process, store
from engine.settings import Profile
from tests.conftest import COMMUNE as COMMUNE_PROFILE
from tests.conftest import OpenDatabase
from tests.engine import province as provinces
from tests.engine.dossier.test_supplements import ASKED, BROUGHT, SENT
from tests.engine.province import ALLOWANCE, BUSINESS, DISTRICT, MORNING, Province, officer

PORTAL = Profile("portal", "Cổng tra cứu", ("H21.00.99",), None, "", "")
PERSONAL = ("Rơ Châm", "H'Lan", "064190001234", "Phở Ngọc Ánh", "7/UBND")


@dataclass
class Told:
    """An agency's node and the portal's; messages are carried by hand, in their order."""

    agency: Province
    portal: store.Database
    carried: int = 0

    def status(self, code: str, without: str = "") -> dossier.PublicStatus:
        """What the portal shows once it has heard everything. without: a word an older node does not say."""
        with store.using(self.agency.database):
            said = [row for row in mail.drafts(500) if (row.mtype, row.dossier) == ("STATUS", code)]
        with store.using(self.portal):
            for row in said[self.carried :]:
                payload = {key: value for key, value in row.payload.items() if key != without}
                with store.transaction():
                    dossier.take_status(_incoming(row), payload)
            self.carried = len(said)
            return dossier.public_status_of(code)


def _incoming(row: mail.Outgoing) -> mail.Incoming:
    facts = {"sender": row.sender, "recipient": row.dest, "dossier": row.dossier, "mtype": row.mtype}
    return mail.Incoming(**{name: facts.get(name) for name in mail.Incoming.__dataclass_fields__})  # type: ignore[arg-type]


@pytest.fixture
def told(open_database: OpenDatabase) -> Iterator[Told]:
    portal = open_database(PORTAL)
    agency = provinces.build(open_database(COMMUNE_PROFILE))
    with clock.at(MORNING):
        yield Told(agency, portal)


def explained(shown: dossier.PublicStatus) -> list[str]:
    """The codes of the explanation, which leads to the due date that is shown."""
    steps = tuple(map(law.step_from, shown.due_steps))
    assert law.reckon_again(steps) == shown.due_at
    return [step.code for step in steps]


def act(province: Province, code: str, name: str, values: Mapping[str, Any]) -> None:
    (found,) = [one for one in process.acts_of(code, province.lan) if one.name == name]
    process.perform_act(found, province.lan, values)


def done(province: Province, code: str, element: str, **values: Any) -> None:
    (item,) = [one for one in process.items_of(code) if one.element_id == element]
    process.complete_user_task(item.task_id, province.lan, values)


def test_the_citizen_reads_the_officer_s_explanation(told: Told) -> None:
    code = told.agency.received(ALLOWANCE)
    done(
        told.agency, code, "review_dossier", ket_luan="du_dieu_kien", he_so_de_nghi=1.5, y_kien_xet_duyet="x"
    )

    shown = told.status(code)

    assert explained(shown)[0] == "received"
    assert shown.due_steps == dossier.dossier_of(code, told.agency.lan).due_steps


def test_a_supplement_changes_what_is_explained(told: Told) -> None:
    code = told.agency.received(ALLOWANCE)
    before = explained(told.status(code))
    act(told.agency, code, "yeu_cau_bo_sung", ASKED)
    with clock.at(MORNING + timedelta(days=1)):
        process.complete_user_task(told.agency.task(code).task_id, told.agency.lan, SENT)
    with clock.at(MORNING + timedelta(days=9)):
        process.complete_user_task(told.agency.task(code).task_id, told.agency.lan, BROUGHT)

    after = explained(told.status(code))

    assert "restarted" not in before
    assert "restarted" in after


def test_an_apology_is_explained_and_names_nobody(told: Told) -> None:
    told.agency = replace(told.agency, lan=officer("nga", DISTRICT))
    code = told.agency.received(BUSINESS)
    given = {"xin_loi_ly_do": "Chờ Rơ Châm H'Lan", "ngay_hen_moi": "2024-04-25"}
    act(told.agency, code, "xin_loi_hen_lai", {**given, "xin_loi_co_quan_cham": "Phòng TC-KH"})
    signed = {"xin_loi_so_van_ban": "7/UBND", "xin_loi_nguoi_ky": "Rơ Châm H'Lan"}
    done(told.agency, code, "sign_apology", quyet_dinh_xin_loi="ky", ngay_hen_moi="2024-04-25", **signed)
    done(told.agency, code, "send_apology", xin_loi_da_gui=True)

    shown = told.status(code)

    assert explained(shown)[-3:] == ["apologised", "closes", "due"]
    assert shown.due_at == datetime.fromisoformat("2024-04-25T17:00:00+07:00")
    assert not [word for word in PERSONAL if word in repr(shown.due_steps)]


def test_an_older_node_that_explains_nothing_is_still_heard(told: Told) -> None:
    code = told.agency.received(ALLOWANCE)

    shown = told.status(code, without="due_steps")

    assert shown.due_at == dossier.dossier_of(code, told.agency.lan).row.due_at
    assert shown.due_steps == ()


def test_no_reason_is_shown_for_a_date_that_is_another_one_s(told: Told) -> None:
    code = told.agency.received(ALLOWANCE)
    assert told.status(code).due_steps
    later = (MORNING + timedelta(days=90)).isoformat()

    with store.using(told.agency.database):
        (said,) = [row for row in mail.drafts(500) if (row.mtype, row.dossier) == ("STATUS", code)][-1:]
    payload = {key: value for key, value in said.payload.items() if key != "due_steps"}
    with store.using(told.portal), store.transaction():
        dossier.take_status(_incoming(said), {**payload, "due_at": later})

    assert told.status(code).due_steps == ()


@pytest.mark.parametrize("said", ["x", [1], [{"code": "?"}], [{"code": "due", "facts": {}, "from": 1}]])
def test_what_cannot_be_reckoned_again_is_not_shown(told: Told, said: object) -> None:
    code = told.agency.received(ALLOWANCE)

    with store.using(told.agency.database):
        (first,) = [row for row in mail.drafts(500) if (row.mtype, row.dossier) == ("STATUS", code)]
    with store.using(told.portal), store.transaction():
        dossier.take_status(_incoming(first), {**first.payload, "due_steps": said})
        told.carried = 1

    assert told.status(code).due_steps == ()
