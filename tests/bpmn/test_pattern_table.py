"""Which patterns of the law each procedure has: the table in docs/designer-patterns.md is what the diagrams hold."""

from pathlib import Path

from tests.bpmn.playing import FOLDERS, ROOT
from tests.bpmn.reading import BPMN, SHARED_FILES, diagram, properties

DOCUMENT = ROOT.parent / "docs" / "designer-patterns.md"
PATTERNS = {
    "supplement": "bo_sung_ho_so",
    "refusal": "tu_choi_ho_so",
    "withdrawal": "rut_ho_so",
    "stop": "dung_giai_quyet",
    "apology": "xin_loi_hen_lai",
    "extension": "gia_han",
    "obligation": "nghia_vu_tai_chinh",
    "return": "tra_ket_qua",
    "uncollected": "ket_qua_chua_nhan",
}
# how a procedure may do a pattern by steps of its own: an effect, or the status beside handing something over
EFFECTS = {"extension": "due.extend"}
HANDED_OVER = {"refusal": "8", "return": "9"}


def called_by(place: Path) -> set[str]:
    """The shared diagrams that a diagram calls, and those that they call."""
    shared = {file.stem: file for file in SHARED_FILES}
    found: set[str] = set()
    waiting = [call.get("calledElement") for call in diagram(place).iter(f"{BPMN}callActivity")]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [c.get("calledElement") for c in diagram(shared[name]).iter(f"{BPMN}callActivity")]
    return found


def cell(folder: Path, pattern: str) -> str:
    if PATTERNS[pattern] in called_by(folder):
        return "calls"
    told = [properties(node) for node in diagram(folder).iter() if isinstance(node.tag, str)]
    effects = {one["mc:tacDong"] for one in told if "mc:tacDong" in one}
    statuses = {one["mc:trangThai"] for one in told if "mc:trangThai" in one}
    own = EFFECTS.get(pattern) in effects or HANDED_OVER.get(pattern) in statuses
    return "own" if own else "–"


def table() -> str:
    head = ["procedure", *PATTERNS]
    rows = [[f"`{folder.name}`", *(cell(folder, name) for name in PATTERNS)] for folder in FOLDERS]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def test_the_document_s_table_is_what_the_diagrams_hold() -> None:
    assert table() in DOCUMENT.read_text(encoding="utf-8")


# the joint birth dossier is checked at the counter; what is lacking comes back to the commune from each partner
REFUSED_AT_THE_COUNTER = "khai_sinh_lien_thong"


def test_every_procedure_can_be_withdrawn_refused_returned_and_apologised_for() -> None:
    for folder in FOLDERS:
        if folder.name == REFUSED_AT_THE_COUNTER:
            continue
        lacking = [
            name for name in ("refusal", "withdrawal", "apology", "return") if cell(folder, name) == "–"
        ]
        assert lacking == [], folder.name
