"""An agency's own words and files on its papers: previewed, dated, taken back, never able to stop a paper."""

from datetime import timedelta

import pytest

from engine import clock, dossier, law, people, store
from forms import slips
from tests.engine.dossier.test_printing import words
from tests.engine.province import COMMUNE, Province, officer

K = law.SlipKind
TODAY_NOTE = {"note": "Mang theo giấy này khi nhận kết quả."}


def admin(role: str = "unit_admin") -> people.Officer:
    return officer("quan", COMMUNE, roles=(role,))


def receipt(province: Province) -> str:
    issued = dossier.print_slip(K.RECEIPT, province.received(), province.lan)
    return words(dossier.slip_pdf(issued))


def test_changed_words_stand_on_the_next_paper_and_keep_the_rest(province: Province) -> None:
    dossier.change_template(K.RECEIPT, TODAY_NOTE, None, clock.today(), "ngắn hơn", admin())

    text = receipt(province)

    assert "Mang theo giấy này khi nhận kết quả." in text
    assert "02 liên" not in text
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in text


def test_a_version_holds_from_its_day_on(province: Province) -> None:
    dossier.change_template(K.RECEIPT, TODAY_NOTE, None, clock.today() + timedelta(days=1), "", admin())

    assert "02 liên" in receipt(province)
    with clock.at(clock.now() + timedelta(days=1)):
        assert "02 liên" not in receipt(province)


def test_an_earlier_version_can_be_taken_again_and_all_are_kept(province: Province) -> None:
    first = dossier.change_template(K.RECEIPT, TODAY_NOTE, None, clock.today(), "", admin())
    dossier.change_template(K.RECEIPT, {"note": "khác"}, None, clock.today(), "", admin())

    third = dossier.take_back_template(K.RECEIPT, first.version, admin())
    fourth = dossier.take_back_template(K.RECEIPT, 0, admin())

    assert (third.version, third.blocks) == (3, TODAY_NOTE)
    assert (fourth.version, fourth.blocks) == (4, {})
    assert len(dossier.template_versions(COMMUNE, "receipt")) == 4
    with pytest.raises(dossier.UnknownSlipTemplate):
        dossier.take_back_template(K.RECEIPT, 9, admin())


def test_a_whole_file_is_for_system_administrators(province: Province) -> None:
    source = slips.template_source("receipt").replace("#opening()", "#opening()\n#align(center)[BẢN CỦA XÃ]")
    with pytest.raises(dossier.TemplatesNotYours):
        dossier.change_template(K.RECEIPT, {}, source, clock.today(), "", admin())
    with pytest.raises(dossier.TemplatesNotYours):
        dossier.change_template(K.RECEIPT, TODAY_NOTE, None, clock.today(), "", province.lan)

    dossier.change_template(K.RECEIPT, {}, source, clock.today(), "", admin("system_admin"))

    assert "BẢN CỦA XÃ" in receipt(province)


def test_a_file_that_typst_cannot_print_is_refused_with_its_line_and_the_last_good_one_stays(
    province: Province,
) -> None:
    dossier.change_template(K.RECEIPT, TODAY_NOTE, None, clock.today(), "", admin())

    with pytest.raises(dossier.SlipTemplateRefused) as refused:
        dossier.change_template(
            K.RECEIPT, {}, '#import "common.typ": *\n#show: slip\n\n#nothing', clock.today(), "", admin("system_admin")
        )  # fmt: skip

    assert refused.value.facts["complaint"] == "dòng 4: unknown variable: nothing"
    assert "Mang theo giấy này khi nhận kết quả." in receipt(province)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('#read("/etc/passwd")', "bad_template"),
        ('#read("../../rendering.py")', "bad_template"),
        ('#import "@preview/cetz:0.3.0"', "bad_template"),
        ("#let f(n) = f(n + 1) + 1\n#f(0)", "bad_template"),
        ("#let a = (1,)\n#for i in range(40) { a = a + a }", "template_too_large"),
    ],
    ids=["file", "escape", "network", "recursion", "memory"],
)
def test_a_file_reaches_nothing_and_uses_no_more_than_its_share(line: str, reason: str) -> None:
    with pytest.raises(slips.SlipError) as refused:
        slips.print_slip("stop", slips.example_of("stop"), slips.template_source("stop") + "\n" + line)

    assert refused.value.code == reason
    assert str(store.__file__).split("/engine/")[0] not in refused.value.detail


def test_a_file_that_fails_on_real_data_does_not_keep_the_paper_from_the_applicant(
    province: Province,
) -> None:
    source = slips.template_source("receipt") + '\n#if data.applicant.name.starts-with("Rơ Châm") { panic() }'
    dossier.change_template(K.RECEIPT, {}, source, clock.today(), "", admin("system_admin"))

    assert "GIẤY TIẾP NHẬN HỒ SƠ" in receipt(province)


def test_the_preview_is_about_nobody(province: Province) -> None:
    text = words(dossier.preview(K.RECEIPT, TODAY_NOTE, None, admin()))

    assert "Mang theo giấy này" in text
    assert "Ủy ban nhân dân thị trấn Chư Prông".upper() in text
