"""What moves a due date besides supplements, on real dossiers: an extension, an obligation to others."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import clock, dossier, law, process
from tests.engine.province import ALLOWANCE, Province, own_files

# a procedure with the sheet of an allowance: extension, then an obligation, then work again
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 id="d" targetNamespace="urn:test">
<collaboration id="c"><participant id="pool" processRef="tro_cap_xa_hoi"><extensionElements><camunda:properties>
<camunda:property name="mc:coQuan" value="commune"/></camunda:properties></extensionElements></participant></collaboration>
<process id="tro_cap_xa_hoi" name="P" isExecutable="true" camunda:historyTimeToLive="P1D">
<extensionElements><camunda:properties><camunda:property name="mc:maThuTuc" value="1.001776"/></camunda:properties></extensionElements>
<startEvent id="s" name="S"><extensionElements><camunda:properties><camunda:property name="mc:trangThai" value="2"/></camunda:properties></extensionElements></startEvent>
<callActivity id="extend" name="E" calledElement="gia_han"/>
<callActivity id="pay" name="O" calledElement="nghia_vu_tai_chinh"/>
<userTask id="work" name="W"><extensionElements><camunda:properties><camunda:property name="mc:trangThai" value="4"/></camunda:properties></extensionElements></userTask>
<endEvent id="e" name="E"><extensionElements><camunda:properties><camunda:property name="mc:trangThai" value="9"/></camunda:properties></extensionElements></endEvent>
<sequenceFlow id="f1" sourceRef="s" targetRef="{first}"/>{extension}
<sequenceFlow id="f3" sourceRef="pay" targetRef="work"/><sequenceFlow id="f4" sourceRef="work" targetRef="e"/>
</process></definitions>"""
RECEIVED = datetime(2024, 4, 8, 1, 0, tzinfo=UTC)  # Monday 08:00
PROMISED = datetime(2024, 5, 13, 10, 0, tzinfo=UTC)
EXTENDED = {
    "gia_han_den_ngay": "2024-05-25",
    "gia_han_ly_do": "x",
    "gia_han_can_cu": "Điều 1",
    "gia_han_so_van_ban": "3/QĐ",
}


def deploy(first: str) -> None:
    """Publish the diagram with its extension, or beginning with the obligation."""
    extension = '<sequenceFlow id="f2" sourceRef="extend" targetRef="pay"/>'
    if first == "pay":
        extension = ""
    diagram = DIAGRAM.replace("{first}", first).replace("{extension}", extension)
    if first == "pay":
        diagram = diagram.replace('<callActivity id="extend" name="E" calledElement="gia_han"/>', "")
    own = {"p.bpmn": diagram.encode(), "procedure.toml": own_files("tro_cap_xa_hoi")["procedure.toml"]}
    with clock.at(RECEIVED - timedelta(days=30)):
        process.deploy(process.with_called(own, own_files("mau_chung")), key="tro_cap_xa_hoi", author="test")


def act(province: Province, code: str, element: str, at: datetime, values: Mapping[str, Any]) -> None:
    with clock.at(at):
        [item] = [one for one in process.items_of(code) if one.element_id == element]
        process.complete_user_task(item.task_id, province.lan, values)


def received(province: Province, first: str) -> str:
    deploy(first)
    with clock.at(RECEIVED):
        code = province.received(ALLOWANCE)
    assert found(province, code).row.due_at == PROMISED
    return code


def found(province: Province, code: str) -> dossier.Dossier:
    return dossier.dossier_of(code, province.lan)


def explanation(of: dossier.Dossier) -> list[str]:
    """The codes of the explanation on the page, reckoned again to the date beside it."""
    steps = tuple(map(law.step_from, of.due_steps))
    assert law.reckon_again(steps) == of.row.due_at
    return [step.code for step in steps]


def test_an_extension_moves_the_date_to_the_next_working_day_s_close(province: Province) -> None:
    code = received(province, "extend")

    act(province, code, "approve_extension", RECEIVED, {**EXTENDED, "quyet_dinh_gia_han": "gia_han"})

    after = found(province, code)
    [change] = after.due_changes
    assert after.row.due_at == datetime(2024, 5, 27, 10, 0, tzinfo=UTC)  # the 25th is a Saturday
    assert (change.kind, change.old_due, change.new_due) == ("extension", PROMISED, after.row.due_at)
    assert (change.legal_basis, change.document_no) == ("Điều 1", "3/QĐ")
    assert explanation(after)[-4:] == ["extended", "weekly_rest", "closes", "due"]
    assert after.original_due_at == PROMISED


def test_an_extension_to_an_earlier_day_is_refused_and_moves_nothing(province: Province) -> None:
    code = received(province, "extend")

    with pytest.raises(dossier.DueChangeRefused):
        act(
            province,
            code,
            "approve_extension",
            RECEIVED,
            {**EXTENDED, "gia_han_den_ngay": "2024-05-13", "quyet_dinh_gia_han": "gia_han"},
        )

    assert found(province, code).row.due_at == PROMISED
    assert found(province, code).due_changes == ()


def test_the_clock_stands_still_between_the_notice_and_the_payment(province: Province) -> None:
    code = received(province, "pay")
    told = datetime(2024, 4, 10, 3, 0, tzinfo=UTC)  # Wednesday 10:00
    paid = datetime(2024, 4, 16, 3, 0, tzinfo=UTC)  # Tuesday: closes of 10, 11, 12, 15 April went by

    act(
        province, code, "tell_obligation", told, {"nghia_vu_so_tien": 500000, "nghia_vu_so_thong_bao": "7/TB"}
    )
    waiting = found(province, code)
    act(province, code, "confirm_obligation", paid, {"nghia_vu_ket_qua": "da_nop"})

    after = found(province, code)
    [change] = after.due_changes
    assert (waiting.waiting_for, waiting.waiting_since, waiting.row.status) == ("payment", told, 6)
    assert (change.kind, change.since, change.until) == ("financial", told, paid)
    assert after.row.due_at == datetime(
        2024, 5, 17, 10, 0, tzinfo=UTC
    )  # 4 working days after Monday the 13th
    assert "waited" in explanation(after)
    assert (after.waiting_for, after.row.status) == (None, 4)
    assert [item.due_at for item in after.open_items] == [after.row.due_at]


def test_an_extension_and_an_obligation_after_it_add_up_in_one_explanation(province: Province) -> None:
    code = received(province, "extend")
    act(province, code, "approve_extension", RECEIVED, {**EXTENDED, "quyet_dinh_gia_han": "gia_han"})
    told, paid = datetime(2024, 5, 20, 3, 0, tzinfo=UTC), datetime(2024, 5, 21, 3, 0, tzinfo=UTC)

    act(province, code, "tell_obligation", told, {"nghia_vu_so_tien": 1, "nghia_vu_so_thong_bao": "8/TB"})
    act(province, code, "confirm_obligation", paid, {"nghia_vu_ket_qua": "ghi_no"})

    after = found(province, code)
    assert after.row.due_at == datetime(2024, 5, 28, 10, 0, tzinfo=UTC)
    told_of = explanation(after)
    assert told_of.index("extended") < told_of.index("waited")
    assert [change.kind for change in after.due_changes] == ["extension", "financial"]
