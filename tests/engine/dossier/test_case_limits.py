"""Where the sheet leaves the limit to a decision, each case has its own, chosen at the counter, and is told why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import clock, dossier, law, people, process
from engine.rehearsals import answers
from tests.engine.province import DISTRICT, Province, officer, own_files
from webui import formats

PERMIT, FOLDER = "1.009994", "cap_phep_xay_dung"
RECEIVED = datetime(2024, 4, 8, 1, 0, tzinfo=UTC)  # Monday 08:00


@pytest.fixture
def district(province: Province) -> Province:
    nga = officer("nga", DISTRICT)
    room = people.unit_for(DISTRICT, "infrastructure").code
    nga = replace(nga, grants=nga.grants | {people.Grant("specialist", room)})
    _publish()
    return Province(province.database, nga, nga)


def _publish(**changed: tuple[bytes, bytes]) -> None:
    """Publish the permit's folder a month before, or with something changed."""
    files = dict(process.with_called(own_files(FOLDER), own_files("mau_chung")))
    for name, (old, new) in changed.items():
        key = name.replace("__", ".")
        assert old in files[key]
        files[key] = files[key].replace(old, new)
    process.deploy(files, key=FOLDER, author="test")


def received(district: Province, kind: str) -> dossier.Dossier:
    found = dossier.procedure_at(DISTRICT, PERMIT)
    assert found.form is not None
    given: dict[str, Any] = dict(answers._filled(found.form.components, clock.local(RECEIVED).date()))
    files = {key: [] for key, texts in given.items() if texts == [answers.FILE.id]}
    reception = dossier.Reception(
        procedure_code=PERMIT,
        channel="direct",
        applicant=dossier.Applicant(full_name="Rơ Châm H'Lan"),
        components=tuple(
            dossier.ComponentGiven(p.name, originals=1) for p in found.sheet.cases[0].components
        ),
        answers={**given, **files, "loai_cong_trinh": [kind]},
    )
    with clock.at(RECEIVED):
        return dossier.dossier_of(dossier.receive(reception, district.lan), district.lan)


def said(of: dossier.Dossier) -> list[str]:
    assert law.reckon_again(map(law.step_from, of.due_steps)) == of.row.due_at
    return [formats.due_step(step) for step in of.due_steps]


@pytest.mark.parametrize(
    ("kind", "due", "why"),
    [
        ("nha_o_rieng_le", datetime(2024, 4, 23, 10, 0, tzinfo=UTC), "Nhà ở riêng lẻ: thời hạn 15 ngày."),
        (
            "cong_trinh_cap_iii",
            datetime(2024, 5, 2, 10, 0, tzinfo=UTC),
            "Công trình cấp III: thời hạn 20 ngày.",
        ),
    ],
)
def test_each_kind_has_its_own_limit_and_is_told_which(
    district: Province, kind: str, due: datetime, why: str
) -> None:
    found = received(district, kind)

    assert found.row.due_at == due
    assert said(found)[1] == why


def test_a_limit_changed_afterwards_does_not_reach_back(district: Province) -> None:
    before = received(district, "cong_trinh_cap_iii")

    _publish(dieu_kien_cap_phep__dmn=(b"<text>20</text>", b"<text>30</text>"))

    after = dossier.dossier_of(before.row.code, district.lan)
    assert after.row.due_at == before.row.due_at
    later = clock.now() + timedelta(days=2)
    with clock.at(later):
        assert dossier.procedure_at(DISTRICT, PERMIT).definition.deployment_id != before.deployment_id


def test_a_supplement_begins_the_case_s_own_limit_anew(district: Province) -> None:
    found = received(district, "cong_trinh_cap_iii")
    back = RECEIVED + timedelta(days=7)

    _ask_and_bring(district, found.row.code, back)

    after = dossier.dossier_of(found.row.code, district.lan)
    expected = law.due_at(back, law.TimeLimit(20, law.Unit.CALENDAR_DAY), law.default_calendar())
    assert after.row.due_at == expected.due_at
    assert any("20 ngày" in sentence for sentence in said(after))


def _ask_and_bring(district: Province, code: str, back: datetime) -> None:
    with clock.at(RECEIVED + timedelta(days=1)):
        [act] = [one for one in process.acts_of(code, district.lan) if one.name == "yeu_cau_bo_sung"]
        process.perform_act(act, district.lan, {"bo_sung_ly_do": "x", "bo_sung_giay_to": []})
        _complete(district, code, bo_sung_da_bao=True)
    with clock.at(back):
        _complete(district, code, bo_sung_da_nop=[], bo_sung_du=True)


def _complete(district: Province, code: str, **values: Any) -> None:
    process.complete_user_task(district.task(code).task_id, district.lan, values)


def test_a_sheet_that_asks_a_decision_nobody_has_is_refused(district: Province) -> None:
    with pytest.raises(process.DeploymentRefused) as refused:
        _publish(procedure__toml=(b'decision = "permit_time_limit"', b'decision = "nobody"'))

    assert [(f.code, f.file) for f in refused.value.findings] == [("decision_missing", "procedure.toml")]


@pytest.mark.parametrize(("kind", "days"), [("nha_o_rieng_le", 15), ("cong_trinh_cap_iv", 20)])
def test_the_steps_of_the_agencies_share_the_case_s_own_limit(
    district: Province, kind: str, days: int
) -> None:
    found = received(district, kind)

    assert max(share.due_at for share in dossier.shares_of(found)) <= found.row.due_at
    assert law.decided_limit(tuple(map(law.step_from, found.due_steps))) == law.TimeLimit(
        days, law.Unit.CALENDAR_DAY
    )
