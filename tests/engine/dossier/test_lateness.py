"""The agency of a chain that was not done in time owes the apology; it is found from the hand-overs alone."""

from datetime import datetime, timedelta

from engine import clock, dossier, store
from tests.engine.dossier.test_transfers import Chain, chain, complete, sent_up  # noqa: F401 - `chain` is a fixture
from tests.engine.province import ALLOWANCE, COMMUNE, DISTRICT, MORNING, officer


def late(chain: Chain, code: str, at: datetime) -> str | None:  # noqa: F811
    with store.using(chain.commune.database), clock.at(at):
        found = dossier.late_agency(dossier.dossier_of(code, officer("lan", COMMUNE)))
        return found.code if found else None


def test_while_everybody_is_in_time_nobody_is_late(chain: Chain) -> None:  # noqa: F811
    with store.using(chain.commune.database), clock.at(MORNING):
        code = chain.commune.received(ALLOWANCE)

    assert late(chain, code, MORNING + timedelta(days=10)) is None


def test_a_commune_that_holds_the_dossier_beyond_its_share_is_late(chain: Chain) -> None:  # noqa: F811
    with store.using(chain.commune.database), clock.at(MORNING):
        code = chain.commune.received(ALLOWANCE)

    assert late(chain, code, MORNING + timedelta(days=30)) == COMMUNE


def test_a_district_that_got_it_in_time_and_keeps_it_is_late(chain: Chain) -> None:  # noqa: F811
    with store.using(chain.commune.database), clock.at(MORNING):
        code = sent_up(chain)

    assert late(chain, code, MORNING + timedelta(days=21)) is None
    assert late(chain, code, MORNING + timedelta(days=60)) == DISTRICT


def test_the_commune_that_was_late_stays_the_late_one_when_the_district_hurries(chain: Chain) -> None:  # noqa: F811
    with store.using(chain.commune.database), clock.at(MORNING):
        code = chain.commune.received(ALLOWANCE)
    with clock.at(MORNING + timedelta(days=25)):
        for values in (
            {"ket_luan": "du_dieu_kien", "he_so_de_nghi": 1.5, "y_kien_xet_duyet": "Đủ"},
            {"khieu_nai": "khong"},
            {"quyet_dinh_xa": "de_nghi", "so_van_ban_xa": "12/TTr-UBND"},
        ):
            complete(chain.commune, code, COMMUNE, **values)

    assert late(chain, code, MORNING + timedelta(days=26)) == COMMUNE
