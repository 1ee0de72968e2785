"""Files on disk, named by what they hold: written once, never changed."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.errors import InvalidInput, NotFound, Unavailable

CHUNK = 1 << 20


class BlobTooLarge(InvalidInput):
    """The file is larger than allowed."""

    code = "file_too_large"


class BlobDigestMismatch(InvalidInput):
    """The bytes are not those announced."""

    code = "blob_digest_mismatch"


class DiskFull(Unavailable):
    """The disk has no room for the file."""

    code = "disk_full"


class BlobMissing(NotFound):
    """The file is not on this node's disk."""

    code = "blob_missing"


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """Bytes at rest. sha256: hex. size: bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class BlobStore:
    """The folder of files of one node."""

    folder: Path

    def path(self, sha256: str) -> Path:
        """Where the bytes lie. Raises BlobMissing."""
        place = self._place(sha256)
        if not place.exists():
            raise BlobMissing(sha256)
        return place

    def has(self, sha256: str, size: int) -> bool:
        place = self._place(sha256)
        return place.exists() and place.stat().st_size == size

    def open(self, sha256: str) -> BinaryIO:
        """The bytes as a stream. Raises BlobMissing."""
        return self.path(sha256).open("rb")

    def put(self, chunks: Iterable[bytes], *, limit: int, expect: StoredBlob | None = None) -> StoredBlob:
        """Write, hash while writing, make durable, then name it: a half-written file is never visible.

        limit: most bytes taken. expect: what was announced, refused when different.
        Raises BlobTooLarge, BlobDigestMismatch, DiskFull; nothing is left behind.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".part-")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                stored = _copy(chunks, file, limit)
                file.flush()
                os.fsync(file.fileno())
            if expect is not None and stored != expect:
                raise BlobDigestMismatch(expect.sha256)
            self._name(part, stored)
            return stored
        except OSError as error:
            raise DiskFull(str(error)) from error
        finally:
            part.unlink(missing_ok=True)

    def put_bytes(self, data: bytes) -> StoredBlob:
        """Keep bytes made by this program itself (slips)."""
        return self.put([data], limit=len(data))

    def _name(self, part: Path, stored: StoredBlob) -> None:
        place = self._place(stored.sha256)
        place.parent.mkdir(exist_ok=True)
        part.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _place(self, sha256: str) -> Path:
        if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
            raise BlobMissing("not a digest")
        return self.folder / sha256[:2] / sha256


def _copy(chunks: Iterable[bytes], file: BinaryIO, limit: int) -> StoredBlob:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise BlobTooLarge(limit=limit)
        digest.update(chunk)
        file.write(chunk)
    return StoredBlob(digest.hexdigest(), size)
