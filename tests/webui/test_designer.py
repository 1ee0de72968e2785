"""Procedures and their versions on the screen; dossiers moved from one to another and taken back."""

import pytest

from engine import people, process
from engine.node import Node
from tests.diagrams.wide import undecided
from tests.engine import province
from tests.engine.province import Province
from tests.webui import crowd
from tests.webui.conftest import SignedIn

COPIES = "chung_thuc_ban_sao"


@pytest.fixture
def commune(agency: Node) -> Province:
    lan = crowd.officer("lan")
    people.grant(lan.account_id, "system_admin", lan.agency_code)
    return Province(agency.database, lan, crowd.officer("minh"))


def published(**replacements: str) -> process.Deployment:
    """Another version of the certified copies, with words of its diagram replaced."""
    files = dict(province.folder(COPIES))
    diagram = files[f"{COPIES}.bpmn"].decode()
    for old, new in replacements.items():
        assert old in diagram
        diagram = diagram.replace(old, new)
    files[f"{COPIES}.bpmn"] = diagram.encode()
    return process.deploy(files, key=COPIES, author="Lan", note="Sửa bước ký")


def test_an_override_is_shown_with_its_version(commune: Province, signed_in: SignedIn) -> None:
    lan = crowd.officer("lan")
    override = process.Override(lan, "Đã chạy thử mọi nhánh cùng phòng nghiệp vụ")
    process.deploy(undecided(), key="rong", author="Lan", override=override)
    browser = signed_in("lan")

    page = browser.get("/quy-trinh/rong/1").one("[aria-labelledby=t-ngoai-le]").text_content()

    assert "Đã chạy thử mọi nhánh cùng phòng nghiệp vụ" in page
    assert lan.name in page
    assert "Chưa kết luận được: có quá nhiều cách đi qua sơ đồ (p.bpmn, p)" in page
    assert "Công bố có ngoại lệ" in browser.get("/quy-trinh/rong").text
    assert browser.get(f"/quy-trinh/{COPIES}/1").all("[aria-labelledby=t-ngoai-le]") == []
    assert "Công bố có ngoại lệ" not in browser.get(f"/quy-trinh/{COPIES}").text


def worked() -> None:
    while process.migrate_waiting():
        pass


def test_a_comparison_speaks_of_steps_and_not_of_lines(commune: Province, signed_in: SignedIn) -> None:
    published(sign_certification="sign_and_seal")

    page = signed_in("lan").get(f"/quy-trinh/{COPIES}/so-sanh?cu=1&moi=2")

    assert "Thêm Việc «Ký chứng thực» (sign_and_seal)" in page.text
    assert "Có lẽ chỉ đổi mã sign_certification → sign_and_seal" in page.text


def test_dossiers_are_tried_moved_followed_and_taken_back(commune: Province, signed_in: SignedIn) -> None:
    code = commune.received()
    task = commune.task(code)
    published(**{task.element_id: "another_id"})
    browser = signed_in("lan")

    tried = browser.get(f"/quy-trinh/{COPIES}/chuyen?cu=1&moi=2")
    assert "0 trên 1 hồ sơ chuyển được" in tried.text
    assert f"{task.element_id} = another_id" in tried.one("textarea").text_content()
    again = browser.press("Chạy thử", doi_chieu=f"{task.element_id} = another_id")
    assert "1 trên 1 hồ sơ chuyển được" in again.text
    begun = browser.press("Chuyển 1 hồ sơ", ly_do="Đổi mã bước")
    assert "còn 1 trên 1 hồ sơ" in begun.text

    worked()
    done = browser.get(begun.address)
    assert "Đã xong 1 hồ sơ" in done.text
    assert commune.task(code).element_id == "another_id"
    browser.press("Đưa hồ sơ trở lại phiên bản 1")
    worked()
    assert "Đã trở lại" in browser.get(begun.address).text
    assert commune.task(code) == task
    assert "Trở lại phiên bản quy trình trước" in browser.get(f"/ho-so/{code}").text


def test_who_does_not_answer_for_the_node_only_looks(commune: Province, signed_in: SignedIn) -> None:
    commune.received()
    published(sign_certification="sign_and_seal")
    people.grant(commune.minh.account_id, "unit_admin", commune.minh.agency_code)
    browser = signed_in("minh")

    page = browser.get(f"/quy-trinh/{COPIES}/chuyen")
    token = page.all("input[name=csrf_token]")[0].get("value")
    refused = browser.client.post(
        f"/quy-trinh/{COPIES}/chuyen", data={"csrf_token": token, "cu": "1", "moi": "2"}
    )

    assert not [one for one in page.all("button") if "hồ sơ" in one.text_content()]
    assert refused.status_code == 403
    assert process.migrations() == ()


def test_others_do_not_come_in(commune: Province, signed_in: SignedIn) -> None:
    browser = signed_in("minh")

    statuses = {
        browser.get(place).status
        for place in (
            "/quy-trinh",
            f"/quy-trinh/{COPIES}",
            f"/quy-trinh/{COPIES}/1",
            f"/quy-trinh/{COPIES}/so-sanh",
        )
    }
    assert statuses == {403}


def test_an_unreadable_mapping_names_its_line(commune: Province, signed_in: SignedIn) -> None:
    published(sign_certification="sign_and_seal")

    page = signed_in("lan").get(f"/quy-trinh/{COPIES}/chuyen?doi_chieu=abc")

    assert (page.status, "«abc»" in page.text) == (422, True)


def test_a_version_that_is_not_there_is_not_found(commune: Province, signed_in: SignedIn) -> None:
    browser = signed_in("lan")

    assert {browser.get(f"/quy-trinh/{place}").status for place in ("x", f"{COPIES}/9", "dot-chuyen/x")} == {
        404
    }
