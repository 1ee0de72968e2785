"""A working day on the screen: every page with something on it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine import clock, dossier, fees, law, mail, people, process, store
from engine.node import Node
from tests.diagrams import builder as b
from tests.diagrams.wide import undecided
from tests.engine import province
from tests.engine.process import cases
from tests.engine.province import ALLOWANCE, CERTIFIED_COPIES, START_ANSWERS, Province
from tests.webui import crowd
from tests.webui import letters as letters_

PEOPLE = (
    ("Rơ Châm H'Lan", CERTIFIED_COPIES, 96),
    ("Nguyễn Văn Bình", CERTIFIED_COPIES, 1),
    ("Siu Blơh", ALLOWANCE, 30),
    ("Trần Thị Thu Hương", CERTIFIED_COPIES, 0),
    ("Kpă Y Nguyên", ALLOWANCE, 700),
)
CODE = "H21.52.21-261123-0001"
WIDE = "lay_y_kien_nhieu_noi"
COPIES = "chung_thuc_ban_sao"
SUPPLEMENT = {
    "bo_sung_ly_do": "Thiếu giấy xác nhận khuyết tật còn thời hạn",
    "bo_sung_giay_to": [{"ten_giay_to": "Giấy xác nhận khuyết tật", "yeu_cau": "bản sao có chứng thực"}],
}
ASKED = """{"id": "f", "type": "default", "schemaVersion": 19, "components": [
  {"id": "a", "type": "number", "key": "so_nhan_khau", "label": "Số nhân khẩu trong hộ"},
  {"id": "b", "type": "checkbox", "key": "ho_ngheo", "label": "Thuộc hộ nghèo"},
  {"id": "c", "type": "select", "key": "hinh_thuc", "label": "Hình thức chi trả",
   "values": [{"label": "Tại quầy", "value": "tai_quay"}, {"label": "Tại nhà", "value": "tai_nha"}]},
  {"id": "d", "type": "textfield", "key": "ghi_chu", "label": "Ghi chú của cán bộ"}]}"""
PDF = b"%PDF-1.7\n" + b"0" * 340_000


def fill(node: Node) -> Mapping[str, str]:
    """Receive dossiers over the last weeks, do some work. Answers addresses of pages by name."""
    for role in ("unit_admin", "system_admin"):
        people.grant(crowd.officer("lan").account_id, role, crowd.officer("lan").unit_code)
    lan, minh = crowd.officer("lan"), crowd.officer("minh")
    codes = [_received(name, procedure, hours, lan) for name, procedure, hours in PEOPLE]
    commune = Province(node.database, lan, minh)
    process.claim(commune.task(codes[1]).task_id, minh)
    process.claim(commune.task(codes[3]).task_id, lan)
    process.complete_user_task(commune.task(codes[0]).task_id, lan, {"ket_luan": "du_dieu_kien", "phi": 8000})
    incident = _incident(codes[0], codes[2], codes[4])
    letters = [letters_.parked(code) for code in codes[:2]]
    process.set_message_aside(letters[1], lan, "Sở đã gửi lại hồ sơ này bằng thư khác, hai bên đã trao đổi")
    moved = _new_version()
    _overridden()
    issued = dossier.print_slip(law.SlipKind.RECEIPT, codes[0], lan)
    task, taken = commune.task(codes[3]).task_id, commune.task(codes[1]).task_id
    [act] = [one for one in process.acts_of(codes[2], lan) if one.name == "yeu_cau_bo_sung"]
    [asked] = [one for one in process.acts_of(codes[4], lan) if one.name == "yeu_cau_bo_sung"]
    process.perform_act(asked, lan, SUPPLEMENT)
    process.complete_user_task(commune.task(codes[4]).task_id, lan, {"bo_sung_da_bao": True})
    _outage()
    owing, paid, handed = _till(commune)
    return {
        "cashier": "/thu-phi",
        "cashier_nothing_found": "/thu-phi?q=khong-co-gi",
        "bill": f"/thu-phi/{owing}",
        "bill_paid": f"/thu-phi/{paid.dossier_code}",
        "fee_receipt": f"/thu-phi/bien-lai/{paid.id}",
        "receipt_book": "/thu-phi/so-bien-lai",
        "tills": "/thu-phi/nop-quy",
        "till_handover": f"/thu-phi/nop-quy/lan/{handed}",
        "dossier_owing": f"/ho-so/{owing}",
        "dossier_paid": f"/ho-so/{paid.dossier_code}",
        "task_owing": f"/viec/{commune.task(owing).task_id}",
        "catalogue": "/thu-tuc",
        "catalogue_procedure": f"/thu-tuc/{CERTIFIED_COPIES}",
        "act": f"/thao-tac/{act.task_id}",
        "dossier_supplement": f"/ho-so/{codes[4]}",
        "inbox": "/viec",
        "inbox_mine": "/viec?xem=mine",
        "inbox_nothing_found": "/viec?q=khong-co-gi",
        "procedures": "/tiep-nhan",
        "reception": f"/tiep-nhan/{CERTIFIED_COPIES}",
        "reception_long_form": f"/tiep-nhan/{ALLOWANCE}",
        "received": f"/ho-so/{codes[3]}/da-tiep-nhan",
        "task": f"/viec/{task}",
        "task_taken": f"/viec/{taken}",
        "task_long_form": f"/viec/{commune.task(codes[2]).task_id}",
        "dossiers": "/ho-so",
        "dossiers_lagging": "/ho-so?dong-bo=chua",
        "dossier": f"/ho-so/{codes[0]}",
        "designer_procedures": "/quy-trinh",
        "designer_procedure": f"/quy-trinh/{COPIES}",
        "designer_version": f"/quy-trinh/{COPIES}/2",
        "designer_overridden": f"/quy-trinh/{WIDE}",
        "designer_version_overridden": f"/quy-trinh/{WIDE}/1",
        "designer_compare": f"/quy-trinh/{COPIES}/so-sanh",
        "designer_compare_same": f"/quy-trinh/{COPIES}/so-sanh?cu=2&moi=2",
        "designer_plan": f"/quy-trinh/{COPIES}/chuyen",
        "designer_migration": f"/quy-trinh/dot-chuyen/{moved}",
        "profile": "/tai-khoan",
        "calendar_unconfirmed": "/quan-tri/lich?nam=2027",
        "calendar_day": f"/quan-tri/lich?ngay={clock.today()}",
        "calendar_holiday": "/quan-tri/lich?ngay=2026-09-02",
        "report": "/bao-cao",
        "report_by_procedure": "/bao-cao?ky=year&nhom=procedure",
        "report_wrong_day": "/bao-cao?ky=custom&tu=31/02/2026",
        "report_empty": "/bao-cao?ky=month&ngay=01/02/2016",
        "report_list": "/bao-cao/ho-so?ky=year&so=counter",
        "register": "/so-theo-doi?ky=year",
        "incidents": "/quan-tri/su-co",
        "outages": "/quan-tri/gian-doan",
        "catch_up": f"/nhap-bu?thu-tuc={CERTIFIED_COPIES}&received_date=06/08/2024",
        "paper_blocks": "/so-phieu-giay",
        "shelf": "/doi-chieu",
        "incidents_closed": "/quan-tri/su-co?xem=closed",
        "incident": f"/quan-tri/su-co/{incident}",
        "incident_variables": f"/quan-tri/su-co/{incident}/du-lieu",
        "incident_variable": f"/quan-tri/su-co/{incident}/du-lieu?muc=nguoi_nop.tuoi",
        "incident_variable_chosen": f"/quan-tri/su-co/{incident}/du-lieu?muc=hinh_thuc",
        "stuck_message": f"/quan-tri/su-co/thu-den/{letters[0]}",
        "stuck_message_aside": f"/quan-tri/su-co/thu-den/{letters[1]}",
        "reminders": "/nhac-viec",
        "papers": "/quan-tri/giay-to",
        "paper_of_agency": "/quan-tri/giay-to/receipt",
        "handover": "/ban-giao",
        "paper_check": "/phieu",
        "paper_issued": f"/phieu/{issued.id}",
        "not_found": "/khong-co",
        "not_yours": "/ho-so/H21.52-260101-0001",
    }


def _till(commune: Province) -> tuple[str, fees.Receipt, str]:
    """Copies that lie at the desk: two owing, one waived, two paid.

    One of these was paid after its first receipt was cancelled. What was paid first is handed over. Answers the code of one that owes, the later receipt, the hand-over's id.
    """
    lan = commune.lan
    people.grant(lan.account_id, "cashier", lan.unit_code)
    lan = crowd.officer("lan")
    codes = [
        _received(name, CERTIFIED_COPIES, 2, lan)
        for name in ("Ksor H'Blik", "Lê Văn Tám", "Puih Thơ", "Rah Lan Tuân", "Đỗ Thị Mai")
    ]
    for code in codes:
        for values in (
            {"ket_luan": "du_dieu_kien", "so_trang": 12, "so_ban": 3},
            {"quyet_dinh": "ky"},
            {"so_ket_qua": "17", "quyen_so": "01/2026", "da_dong_dau": True},
        ):
            process.complete_user_task(commune.task(code).task_id, lan, values)
    (charge,) = dossier.fees_of(codes[2], lan).account.charges
    dossier.waive(codes[2], charge.id, "Người thuộc hộ nghèo", "Thông tư số 226/2016/TT-BTC", lan)
    wrong = dossier.collect(codes[3], "cash", lan, payer="Lê Văn Tám")
    dossier.cancel_receipt(wrong.id, "Ghi nhầm tên người nộp", lan)
    dossier.collect(codes[4], "transfer", lan)
    minh = crowd.officer("minh")
    people.grant(minh.account_id, "cashier", minh.unit_code)
    handed = fees.hand_over(lan.account_id, crowd.officer("minh"))
    return codes[0], dossier.collect(codes[3], "cash", lan), handed.id


def _outage() -> None:
    """A day without power, slips printed before it, a paper that waits to be let in."""
    lan, hour = crowd.officer("lan"), timedelta(hours=1)
    now = clock.now()
    with clock.at(now - 30 * hour):
        block = dossier.print_block(4, lan)
        dossier.spoil_number(block.last, "Rách khi in", lan)
    process.declare_outage(
        now - 27 * hour, "Mất điện toàn xã", "Toàn bộ quầy một cửa", lan, ended_at=now - 3 * hour
    )
    found = dossier.procedure_at(lan.agency_code, CERTIFIED_COPIES)
    at = clock.local(now - 20 * hour)
    cells = {
        "received_date": f"{at:%d/%m/%Y}",
        "received_time": f"{at:%H:%M}",
        "paper_serial": str(block.first),
        "paper.0.0": "x",
        **{f"field.{name}": text for name, text in START_ANSWERS[CERTIFIED_COPIES].items()},
    }
    for name, serial in (("Rah Lan H'Uyên", block.first), ("Đinh Văn Thủy", block.first + 1)):
        given = {**cells, "full_name": name, "paper_serial": str(serial)}
        assert dossier.enter_row(found, given, lan, "nhap-bu.xlsx 5", {}).entry
    dossier.release([dossier.entries(lan)[0].id], lan)


def _incident(*codes: str) -> str:
    """Dossiers that meet a condition which cannot be computed. Answers the id of the first one's incident."""
    flow = {"sourceRef": "age"}
    cases.deploy(
        b.start(), b.end("e1"), b.end("e2"), b.user("look"), b.chain("s", "age"),
        b.tag("userTask", id="mend", name="Bổ sung giấy tờ"), b.chain("look", "e1"), b.chain("mend", "e2"),
        b.tag("exclusiveGateway", id="age", name="Đủ tuổi hưởng trợ cấp?", default="to_mend"),
        b.tag("sequenceFlow", b.text("conditionExpression", "nguoi_nop.tuoi >= 80"), id="to_look", name="Đủ tuổi", targetRef="look", **flow),
        b.tag("sequenceFlow", id="to_mend", name="Chưa đủ tuổi", targetRef="mend", **flow),
        f__form=ASKED.encode(),
    )  # fmt: skip
    applicant = {
        "ho_ten": "Rơ Châm H'Lan",
        "so_dinh_danh": "064190001234",
        "dia_chi": "Làng Ó, thị trấn Chư Prông",
    }
    for code in codes:
        cases.begin(
            code, nguoi_nop=applicant, kenh="direct", so_nhan_khau=4, ho_ngheo=True, hinh_thuc="tai_nha"
        )
    return process.incidents_of(codes[0])[0].id


def _new_version() -> str:
    """A second version of a procedure that one of its dossiers cannot go over to. Answers a finished migration."""
    files = dict(province.folder(COPIES))
    diagram = files[f"{COPIES}.bpmn"].decode()
    diagram = diagram.replace("sign_certification", "sign_and_seal").replace(' name="Vào sổ', ' name="Ghi sổ')
    files[f"{COPIES}.bpmn"] = diagram.encode()
    files["procedure.toml"] = files["procedure.toml"].replace(b"200.000", b"100.000")
    note = "Thông tư mới về phí chứng thực"
    new = process.deploy(files, key=COPIES, author="Nguyễn Thị Lan", note=note, valid_from=date(2099, 1, 1))
    old = process.versions(COPIES)[1]
    lan = crowd.officer("lan")
    people.grant(lan.account_id, "system_admin", lan.agency_code)
    tried = process.start_migration(old.id, new.id, lan, note="Áp dụng mức phí mới")
    while process.migrate_waiting():
        pass
    process.undo_migration(tried, lan)
    while process.migrate_waiting():
        pass
    return tried


def _overridden() -> None:
    """A procedure whose diagram has too many ways through, published all the same."""
    reason = "Sơ đồ do Sở Tư pháp ban hành; phòng nghiệp vụ đã chạy thử từng nhánh, có biên bản kèm theo."
    process.deploy(
        undecided(),
        key=WIDE,
        author="Nguyễn Thị Lan",
        note="Theo bộ thủ tục mới của Sở",
        override=process.Override(crowd.officer("lan"), reason),
    )


def _received(name: str, procedure: str, hours_ago: int, lan: people.Officer) -> str:
    with clock.at(clock.now() - timedelta(hours=hours_ago)):
        found = dossier.procedure_at(lan.agency_code, procedure)
        papers = found.sheet.cases[0].components
        kept = process.keep_file("Bản chính quét.pdf", [PDF], lan)
        given = [dossier.ComponentGiven(paper.name, originals=1, copies=2) for paper in papers[1:]]
        first = dossier.ComponentGiven(papers[0].name, originals=1, file_ids=(kept.id,))
        return dossier.receive(
            dossier.Reception(
                procedure_code=procedure,
                channel="direct",
                applicant=dossier.Applicant(
                    full_name=name,
                    id_number="064190001234",
                    birth_date="1990-01-02",
                    sex="Nam",
                    address="Làng Ó, thị trấn Chư Prông, huyện Chư Prông",
                    phone="0912345678",
                ),
                components=(first, *given),
                answers={key: [value] for key, value in START_ANSWERS[procedure].items()},
            ),
            lan,
        )


def told(node: Node, code: str = CODE, **changes: Any) -> None:
    """What the portal holds after an agency's node has said how a dossier stands."""
    payload: Mapping[str, Any] = {
        "agency_name": "UBND thị trấn Chư Prông",
        "lead_agency": "H21.52.21",
        "procedure_name": "Chứng thực bản sao từ bản chính",
        "masked_name": "Rơ C*** H'Lan",
        "status": 4,
        "step": "Đang đối chiếu",
        "working": True,
        "received_at": "2026-11-23T02:00:00+00:00",
        "due_at": "2099-11-23T10:00:00+00:00",
        "changed_at": clock.now().isoformat(),
        **changes,
    }
    row = mail.Incoming(**_incoming(code))
    with store.using(node.database), store.transaction():
        dossier.take_status(row, payload)


def explained() -> dict[str, Any]:
    """A due date with the reasons for it: a holiday, an extension that ends on a Saturday."""
    limit = law.TimeLimit(3, law.Unit.WORKING_DAY)
    promised = law.due_at(datetime(2026, 11, 23, 2, tzinfo=UTC), limit, law.default_calendar())
    found = law.on_day(promised, date(2026, 12, 5), law.SetBy.EXTENSION, law.default_calendar())
    line = {"name": "Phí chứng thực bản sao từ bản chính", "amount": 42_000, "state": "due"}
    owed = {"due": 42_000, "paid": 0, "refunded": 0, "waived": 0, "lines": [line]}
    return {
        "fees": owed,
        "due_at": found.due_at.isoformat(),
        "due_steps": [step.as_json() for step in found.steps],
    }


def _incoming(code: str) -> dict[str, Any]:
    facts = {"sender": "H21.52.21", "recipient": "H21.00.99", "dossier": code, "mtype": "STATUS"}
    return {name: facts.get(name) for name in mail.Incoming.__dataclass_fields__}


PORTAL_PAGES = {
    "look_up": "/",
    "result": "/?ma=H21.52.21-261123-0001",
    "result_ready": "/?ma=H21.52.21-261123-0002",
    "result_explained": "/?ma=H21.52.21-261123-0003",
    "unknown": "/?ma=h21.52.21 261123 9999",
    "catalogue": "/thu-tuc",
    "about": "/gioi-thieu",
    "accessibility": "/tro-nang",
}
