"""Files that belong to cases: scans, results. The bytes lie in the node's blob store."""

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from sqlalchemy import bindparam, or_, select

import forms
from engine import clock, people, store
from engine.errors import NotFound
from engine.process.errors import BadFile
from engine.process.tables import case_file, process_instance

MAX_SIZE = 10 * 1024 * 1024
"""Bytes of one file; larger ones come with the exchange in full."""

# extension → what its first bytes must be; b"" where the format has no signature
_SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "doc": (b"\xd0\xcf\x11\xe0",),
    "xls": (b"\xd0\xcf\x11\xe0",),
    "txt": (b"",),
    "csv": (b"",),
}
_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
ACCEPTED = tuple(_SIGNATURES)

_F = case_file.c
_OF_DOSSIER = store.Read(
    select(_F.id, _F.name, _F.size, _F.content_type)
    .where(_F.dossier_code == bindparam("dossier"))
    .order_by(_F.uploaded_at)
)


class FileMissing(NotFound):
    """No such file, or it belongs to another agency's dossier."""

    code = "file_missing"


def keep_file(
    name: str,
    chunks: Iterable[bytes],
    officer: people.Officer,
    dossier_code: str | None = None,
    request_key: str = "",
) -> forms.FileInfo:
    """Keep an uploaded file, checked by its first bytes and not by what its sender says.

    dossier_code: None until the dossier has a code (`bind_files` then); request_key: of the reception until then. The
    same file put to the same dossier or reception twice by the same officer is one file, also when both arrive at the
    same moment. Raises BadFile, BlobTooLarge, DiskFull.
    """
    clean_name = safe_name(name)
    extension = clean_name.rpartition(".")[2].lower()
    if extension not in _SIGNATURES:
        raise BadFile(name=clean_name, extension=extension)
    stored = store.current().blobs.put(_checked(chunks, extension, clean_name), limit=MAX_SIZE)
    # whoever presses again because no answer came sends his files again: they are the ones that are there already
    earlier = _same_file(clean_name, stored, officer.account_id, dossier_code) if dossier_code else ""
    place = dossier_code or request_key
    file_id = earlier or (_id_of(place, clean_name, stored, officer.account_id) if place else "")
    return insert_file(clean_name, content_type(extension), stored, officer.account_id, dossier_code, file_id)


def _id_of(place: str, name: str, stored: store.StoredBlob, uploaded_by: str) -> str:
    """The id that this file gets whenever it comes: of two requests that bring it at once the second finds its row."""
    return hashlib.sha256("\0".join((place, name, stored.sha256, uploaded_by)).encode()).hexdigest()[:32]


def _same_file(name: str, stored: store.StoredBlob, uploaded_by: str, dossier_code: str) -> str:
    """The id of the same bytes under the same name by the same officer in the dossier, "" when there are none: files
    kept before their dossier had a code have ids of another place.
    """
    query = select(_F.id).where(
        _F.dossier_code == dossier_code,
        _F.name == name,
        _F.sha256 == stored.sha256,
        _F.uploaded_by == uploaded_by,
    )
    with store.reading() as link:
        return link.execute(query.limit(1)).scalar() or ""


def insert_file(
    name: str,
    kind: str,
    stored: store.StoredBlob,
    uploaded_by: str,
    dossier_code: str | None,
    file_id: str = "",
) -> forms.FileInfo:
    """The row of bytes that are already at rest; an existing id stays as it is (a transfer delivered again)."""
    info = forms.FileInfo(id=file_id or uuid.uuid4().hex, name=name, size=stored.size, content_type=kind)
    row: dict[str, Any] = {"id": info.id, "dossier_code": dossier_code, "name": name, "content_type": kind}
    row |= {"sha256": stored.sha256, "size": stored.size, "uploaded_by": uploaded_by}
    with store.transaction():
        store.insert_if_new(case_file, {**row, "uploaded_at": clock.now()})
    return info


def _checked(chunks: Iterable[bytes], extension: str, name: str) -> Iterable[bytes]:
    first = True
    for chunk in chunks:
        if first and not chunk.startswith(_SIGNATURES[extension]):
            raise BadFile(name=name, extension=extension)
        first = False
        yield chunk
    if first:
        raise BadFile(name=name, extension=extension)


def safe_name(name: str) -> str:
    """A file name without path, control characters or excess length, NFC."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    base = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "_", base).strip(". ")
    stem, dot, extension = base.rpartition(".")
    return (stem[:120] + dot + extension[:10]) if dot else base[:120]


def content_type(extension: str) -> str:
    return _TYPES.get(extension, "application/octet-stream")


def files_of(dossier_code: str) -> dict[str, forms.FileInfo]:
    """The files of a dossier by id."""
    return dict(store.once((files_of, dossier_code), lambda: _files_of(dossier_code)))


def _files_of(dossier_code: str) -> dict[str, forms.FileInfo]:
    return {row.id: forms.FileInfo(*row) for row in store.rows(_OF_DOSSIER, dossier=dossier_code)}


class FilesOf(Mapping[str, forms.FileInfo]):
    """The files of a dossier by id, read when the first of them is asked for: most forms ask for none."""

    def __init__(self, dossier_code: str) -> None:
        self._dossier_code = dossier_code

    def _found(self) -> Mapping[str, forms.FileInfo]:
        return files_of(self._dossier_code)

    def __getitem__(self, file_id: str) -> forms.FileInfo:
        return self._found()[file_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())


def unbound_files(officer: people.Officer, ids: Sequence[str]) -> dict[str, forms.FileInfo]:
    """Those of the ids that the officer has uploaded for a dossier still without a code."""
    query = select(_F.id, _F.name, _F.size, _F.content_type).where(
        _F.id.in_(list(ids)), _F.dossier_code.is_(None), _F.uploaded_by == officer.account_id
    )
    with store.reading() as link:
        return {row.id: forms.FileInfo(**row._mapping) for row in link.execute(query)}


def bind_files(ids: Iterable[str], dossier_code: str) -> None:
    """Give files to the dossier they were uploaded for."""
    wanted = list(ids)
    if wanted:
        store.connection().execute(
            case_file.update()
            .where(_F.id.in_(wanted), _F.dossier_code.is_(None))
            .values(dossier_code=dossier_code)
        )


def open_file(file_id: str, officer: people.Officer) -> tuple[forms.FileInfo, BinaryIO]:
    """A file's description and its bytes. Raises FileMissing for strangers too: they learn nothing."""
    handled_here = select(process_instance.c.dossier_code).where(
        process_instance.c.dossier_code == _F.dossier_code,
        process_instance.c.agency_code == officer.agency_code,
    )
    query = select(_F.id, _F.name, _F.size, _F.content_type, _F.sha256).where(
        _F.id == file_id, or_(_F.uploaded_by == officer.account_id, handled_here.exists())
    )
    with store.reading() as link:
        row = link.execute(query).first()
    if row is None:
        raise FileMissing(file_id)
    info = forms.FileInfo(row.id, row.name, row.size, row.content_type)
    return info, store.current().blobs.open(row.sha256)


def blobs_of(dossier_code: str) -> tuple[tuple[forms.FileInfo, store.StoredBlob], ...]:
    """Every file of a dossier with where its bytes are, for hand-over to another agency."""
    query = select(_F.id, _F.name, _F.size, _F.content_type, _F.sha256).where(_F.dossier_code == dossier_code)
    with store.reading() as link:
        return tuple(
            (forms.FileInfo(r.id, r.name, r.size, r.content_type), store.StoredBlob(r.sha256, r.size))
            for r in link.execute(query.order_by(_F.uploaded_at, _F.id))
        )
