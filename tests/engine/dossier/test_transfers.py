"""A dossier goes from agency to agency with its papers and data, each pool at its own node."""

from dataclasses import dataclass
from typing import Any

import pytest

from engine import clock, dossier, history, mail, process, store
from engine.mail.outbox import Attachment
from engine.settings import Profile
from tests.conftest import COMMUNE as COMMUNE_PROFILE
from tests.conftest import OpenDatabase
from tests.engine import province as provinces
from tests.engine.province import ALLOWANCE, COMMUNE, DISTRICT, MORNING, Province, officer

DISTRICT_PROFILE = Profile("agency", "Chư Prông", (DISTRICT,), "H21.00.99", "", "")
REVIEWED = {"ket_luan": "du_dieu_kien", "he_so_de_nghi": 1.5, "y_kien_xet_duyet": "Đủ điều kiện"}
POSTED = {"khieu_nai": "khong"}
SIGNED = {"quyet_dinh_xa": "de_nghi", "so_van_ban_xa": "12/TTr-UBND"}


@dataclass
class Chain:
    """Two nodes in one process; messages are carried by hand."""

    commune: Province
    district: Province

    def carry(self, sender: Province, receiver: Province, code: str) -> list[Any]:
        """Take what one node has put out for the other and apply it there."""
        with store.using(sender.database):
            waiting = [
                row for row in mail.drafts(200) if row.dossier == code and row.mtype == "PROCESS_MESSAGE"
            ]
        with store.using(receiver.database):
            for row in waiting:
                with store.transaction():
                    dossier.take_transfer(_incoming(row), row.payload, row.refs)
        return waiting


def _incoming(row: mail.Outgoing) -> mail.Incoming:
    facts = {"no": row.id, "sender": row.sender, "recipient": row.dest, "message_id": row.message_id}
    facts |= {
        "env_sha256": "",
        "dossier": row.dossier,
        "seq": row.seq,
        "mtype": row.mtype,
        "state": "RECEIVED",
    }
    return mail.Incoming(**facts, envelope=b"", cert_fp="", receipt=None, received_at=None, tries=0)  # type: ignore[arg-type]


@pytest.fixture
def chain(open_database: OpenDatabase) -> Chain:
    district_database = open_database(DISTRICT_PROFILE)
    with store.using(district_database):
        district = provinces.build(district_database)
    commune_database = open_database(COMMUNE_PROFILE)
    return Chain(provinces.build(commune_database), district)


def complete(province: Province, code: str, agency: str, **values: Any) -> None:
    with store.using(province.database):
        item = province.task(code)
        process.complete_user_task(item.task_id, officer("x", agency), values)


def sent_up(chain: Chain, scan: bool = False) -> str:
    """A social-assistance dossier handed to the district."""
    code = chain.commune.received(ALLOWANCE)
    if scan:
        process.keep_file("giấy xác nhận.pdf", [b"%PDF-1.4 x"], chain.commune.lan, code)
    for values in (REVIEWED, POSTED, SIGNED):
        complete(chain.commune, code, COMMUNE, **values)
    return code


def test_the_district_receives_the_dossier_with_data_and_papers(chain: Chain) -> None:
    code = sent_up(chain)

    chain.carry(chain.commune, chain.district, code)

    with store.using(chain.district.database):
        at_district = officer("nga", DISTRICT)
        found = dossier.dossier_of(code, at_district)
        assert [item.element_id for item in found.open_items] == ["receive_at_district"]
        assert (found.is_lead, found.row.subject, found.applicant["id_number"]) == (
            False,
            "Rơ Châm H'Lan",
            "064190001234",
        )
        assert found.components[0].originals == 1
        task = process.task_form(found.open_items[0].task_id, at_district)
        assert task.variables["y_kien_xet_duyet"] == "Đủ điều kiện"
        assert "handed_over" in [event.kind for event in history.events_of(code)]


def test_the_partner_knows_when_the_dossier_came_and_whether_it_is_confidential(chain: Chain) -> None:
    # the diagram names the data it sends; a partner that did not know would publish a confidential procedure's name
    with clock.at(MORNING):
        code = sent_up(chain)
    chain.carry(chain.commune, chain.district, code)

    with store.using(chain.district.database):
        at_district = officer("nga", DISTRICT)
        found = dossier.dossier_of(code, at_district)
        variables = process.task_form(found.open_items[0].task_id, at_district).variables
        assert (found.row.received_at, variables["kin"]) == (MORNING, False)


def test_scans_are_announced_with_their_digests(chain: Chain) -> None:
    code = sent_up(chain, scan=True)

    (message,) = chain.carry(chain.commune, chain.district, code)

    assert [(ref.name, ref.size) for ref in message.refs] == [("giấy xác nhận.pdf", 10)]
    assert isinstance(message.refs[0], Attachment)
    with store.using(chain.district.database):
        assert [f.name for f in process.files_of(code).values()] == ["giấy xác nhận.pdf"]


def test_the_commune_waits_and_goes_on_with_the_answer(chain: Chain) -> None:
    code = sent_up(chain)
    assert process.items_of(code) == ()
    chain.carry(chain.commune, chain.district, code)
    steps = (
        {"so_den": "1"},
        {"ket_luan_huyen": "du_dieu_kien", "muc_tro_cap": 750000},
        {"ket_qua_huyen": "tro_cap", "so_ket_qua": "99/QĐ-UBND"},
    )
    for values in steps:
        complete(chain.district, code, DISTRICT, **values)

    chain.carry(chain.district, chain.commune, code)

    assert chain.commune.task(code).element_id == "return_decision"
    found = dossier.dossier_of(code, chain.commune.lan)
    assert (found.row.status, found.row.finished_at is not None) == (9, True)
    complete(chain.commune, code, COMMUNE, da_tra=True, nguoi_nhan="nguoi_nop")
    assert dossier.dossier_of(code, chain.commune.lan).row.status == 10


ASKED = {"bo_sung_ly_do": "Giấy xác nhận đã hết hạn", "bo_sung_giay_to": [{"ten_giay_to": "Giấy xác nhận"}]}
TOLD = {"bo_sung_cach_bao": "dien_thoai", "bo_sung_da_bao": True}
BROUGHT = {"bo_sung_da_nop": [{"ten_giay_to": "Giấy xác nhận", "ban_chinh": 1, "ban_sao": 0, "tep": []}]}


def asks(district: Province, code: str) -> None:
    """The district's officer does the act that asks for a supplement."""
    with store.using(district.database):
        linh = officer("linh", DISTRICT)
        [act] = [one for one in process.acts_of(code, linh) if one.name == "yeu_cau_bo_sung"]
        process.perform_act(act, linh, ASKED)


def at_the_district(chain: Chain) -> str:
    code = sent_up(chain)
    chain.carry(chain.commune, chain.district, code)
    complete(chain.district, code, DISTRICT, so_den="1")
    return code


def test_a_partner_s_supplement_goes_through_the_desk_that_received_the_dossier(chain: Chain) -> None:
    code = at_the_district(chain)

    asks(chain.district, code)
    chain.carry(chain.district, chain.commune, code)

    [request] = dossier.dossier_of(code, chain.commune.lan).supplements
    assert (request.requested_by, request.reason) == (DISTRICT, ASKED["bo_sung_ly_do"])
    complete(chain.commune, code, COMMUNE, **TOLD)
    assert dossier.dossier_of(code, chain.commune.lan).waiting_for == "supplement"
    complete(chain.commune, code, COMMUNE, **BROUGHT, bo_sung_du=True)
    with store.using(chain.commune.database):
        sent = [row for row in mail.drafts(200) if row.mtype == "PROCESS_MESSAGE"][-1]
    assert (sent.dest, sent.payload["message"]) == (DISTRICT, "ho_so_bo_sung_tro_cap")
    with store.using(chain.district.database), store.transaction():
        dossier.take_transfer(_incoming(sent), sent.payload, sent.refs)
    with store.using(chain.district.database):
        assert [item.element_id for item in process.items_of(code)] == ["appraise"]


def test_a_partner_asks_once(chain: Chain) -> None:
    code = at_the_district(chain)
    asks(chain.district, code)
    with store.using(chain.district.database):
        before = len(mail.drafts(200))
        message = process.IncomingMessage(
            "ho_so_bo_sung_tro_cap", code, None, {},
            process.Case(code, ALLOWANCE, "", "", DISTRICT, COMMUNE, None, {}), "UBND xã",
        )  # fmt: skip
        with store.transaction():
            assert process.correlate(message)

    asks(chain.district, code)

    with store.using(chain.district.database):
        assert [item.element_id for item in process.items_of(code)] == ["appraise"]
        assert [m.mtype for m in mail.drafts(200)[before:]] == ["STATUS", "STATUS"]


def test_a_message_that_nobody_waits_for_yet_is_kept_for_later(chain: Chain) -> None:
    # the answer overtakes: the commune has not come to its receiving event
    code = chain.commune.received(ALLOWANCE)
    early = process.IncomingMessage(
        name="ket_qua_tro_cap",
        key=code,
        process_id=None,
        payload={},
        case=process.Case(code, ALLOWANCE, "", "", COMMUNE, COMMUNE, None, {}),
        sender_name="",
    )

    assert process.correlate(early) is False
    assert chain.commune.task(code).element_id == "review_dossier"


def test_the_same_hand_over_twice_starts_one_process(chain: Chain) -> None:
    code = sent_up(chain)
    (message,) = chain.carry(chain.commune, chain.district, code)

    with store.using(chain.district.database), pytest.raises(mail.NotYetWaited), store.transaction():
        dossier.take_transfer(_incoming(message), message.payload, message.refs)

    with store.using(chain.district.database):
        assert len(process.items_of(code)) == 1


def test_the_portal_shows_who_holds_the_dossier_and_no_more_than_the_public_may_know(chain: Chain) -> None:
    code = sent_up(chain)
    chain.carry(chain.commune, chain.district, code)
    for province in (chain.commune, chain.district):
        with store.using(province.database):
            told = [row for row in mail.drafts(200) if row.mtype == "STATUS" and row.dossier == code]
        with store.using(chain.commune.database), store.transaction():
            for row in told:
                dossier.take_status(_incoming(row), row.payload)

    shown = dossier.public_status_of(code.lower())

    assert (shown.masked_name, shown.status) == ("Rơ C*** H'Lan", 4)
    assert "huyện" in shown.holder_name.lower()
    assert "thị trấn" in shown.lead_agency_name.lower()
    everything = repr(shown)
    for secret in ("064190001234", "Rơ Châm", "nguoi_cao_tuoi"):
        assert secret not in everything


@pytest.mark.parametrize("typed", ["", "x", "H21.52.21-240415-9999"])
def test_an_unknown_code_is_politely_not_found(chain: Chain, typed: str) -> None:
    with pytest.raises(dossier.UnknownDossier):
        dossier.public_status_of(typed)
