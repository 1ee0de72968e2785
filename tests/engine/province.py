"""A small province in one database: real procedures, real forms, officers who work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine import dossier, people, process, store
from tests import databases

ROOT = Path(__file__).parents[2]
COMMUNE, DISTRICT = "H21.52.21", "H21.52"
MORNING = datetime(2024, 4, 15, 2, 0, tzinfo=UTC)  # Monday 09:00 at the counter
CERTIFIED_COPIES, BUSINESS, ALLOWANCE = "2.000815", "1.001612", "1.001776"

FUNCTIONS = (None, "reception", "leaders", "justice", "culture_social", "labour", "finance_planning")
ROLES = (
    "reception",
    "specialist",
    "head_of_room",
    "leader",
    "clerk",
    "returns",
    "justice_officer",
    "social_officer",
)


@cache
def folder(name: str) -> Mapping[str, bytes]:
    return process.with_called(own_files(name), own_files("mau_chung"))


def own_files(name: str) -> dict[str, bytes]:
    """The files of a procedure's folder, without the shared diagrams that it calls."""
    place = ROOT / "bpmn" / name
    return {file.name: file.read_bytes() for file in sorted(place.iterdir()) if file.is_file()}


def officer(username: str, agency_code: str, *, roles: tuple[str, ...] = ROLES) -> people.Officer:
    """Somebody who may do everything in every room of an agency."""
    units = {people.unit_for(agency_code, function).code for function in FUNCTIONS}
    return people.Officer(
        account_id=username,
        username=username,
        name=username.title(),
        title="",
        unit_code=agency_code,
        agency_code=agency_code,
        grants=frozenset(people.Grant(role, unit) for role in roles for unit in units),
    )


@dataclass(frozen=True)
class Province:
    """Deployed procedures and two officers of the commune."""

    database: store.Database
    lan: people.Officer
    minh: people.Officer

    def received(
        self, procedure: str = CERTIFIED_COPIES, *, received_at: datetime | None = None, **answers: str
    ) -> str:
        """A complete dossier of a procedure, received at the counter; answers its code. received_at: on paper."""
        found = dossier.procedure_at(self.lan.agency_code, procedure)
        papers = found.sheet.cases[0].components
        given = {**START_ANSWERS[procedure], **answers}
        return dossier.receive(
            dossier.Reception(
                procedure_code=procedure,
                channel="direct",
                applicant=dossier.Applicant(full_name="Rơ Châm H'Lan", id_number="064190001234"),
                components=tuple(dossier.ComponentGiven(paper.name, originals=1) for paper in papers),
                answers={key: [value] for key, value in given.items()},
                received_at=received_at,
            ),
            self.lan,
        )

    def task(self, code: str) -> process.WorkItem:
        """The one open task of a dossier."""
        (item,) = process.items_of(code)
        return item


START_ANSWERS: Mapping[str, dict[str, Any]] = {
    CERTIFIED_COPIES: {
        "ten_giay_to": "Bằng tốt nghiệp",
        "co_quan_cap": "Sở Giáo dục",
        "nguon_ban_sao": "nguoi_nop",
        "so_trang": "3",
        "so_ban": "2",
    },
    BUSINESS: {
        "ten_ho_kinh_doanh": "Phở Ngọc Ánh",
        "dia_chi_tru_so": "15 Hùng Vương",
        "von_kinh_doanh": "50000000",
        "chu_the": "ca_nhan",
        "nganh_nghe.0.ten_nganh": "Nhà hàng",
        "nganh_nghe.0.ma_nganh": "5610",
        "le_phi": "100000",
        "hinh_thuc_thu": "tien_mat",
        "biet_khong_hoan_le_phi": "true",
    },
    ALLOWANCE: {
        "loai_de_nghi": "huong_moi",
        "mau_to_khai": "1d",
        "ly_do_de_nghi": "Tuổi cao",
        "ho_ten_doi_tuong": "Rơ Châm H'Lan",
        "so_dinh_danh_doi_tuong": "064190001234",
        "ngay_sinh_doi_tuong": "1940-01-02",
        "nhom_doi_tuong": "nguoi_cao_tuoi",
        "hoan_canh_cao_tuoi": "khong_luong_huu",
        "che_do_khac": "khong",
        "hinh_thuc_nhan": "tien_mat",
    },
}


def _load_and_deploy() -> None:
    people.load_units(people.bundled_units())
    for name in ("chung_thuc_ban_sao", "dang_ky_ho_kinh_doanh", "tro_cap_xa_hoi"):
        process.deploy(folder(name), key=name, author="test")


UNITS = databases.Prepared(lambda: people.load_units(people.bundled_units()))
_PROCEDURES = databases.Prepared(_load_and_deploy)


def build(database: store.Database) -> Province:
    """Load the units and deploy the real procedures. database: an empty one."""
    _PROCEDURES.into(database)
    return Province(database, officer("lan", COMMUNE), officer("minh", COMMUNE))
