"""From a file of any wrapping to one plain file on disk: what it is, is read off its bytes."""

import gzip
import hashlib
import lzma
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from fullcourt.domain.outcomes import Outcome
from fullcourt.errors import EmptySourceError, MalformedSourceError, SourceError

SUFFIXES = (
    ".csv",
    ".csv.gz",
    ".csv.xz",
    ".parquet",
    ".json",
    ".json.gz",
    ".tar.xz",
    ".tar.gz",
    ".zip",
)
"""Endings that folders are searched for. A file named by itself may have any name."""

_BROKEN = (EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, OSError)
_MAGIC = {b"PAR1": "parquet", b"\x1f\x8b": "gzip", b"\xfd7zXZ": "xz", b"PK\x03\x04": "zip"}
_MAX_WRAPPINGS = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A plain file of `kind` parquet, json or csv, and a folder to work in."""

    plain: Path
    kind: str
    folder: Path


def is_known(path: Path) -> bool:
    """Whether a file in a folder has an ending fullcourt reads."""
    return path.name.lower().endswith(SUFFIXES)


def find_files(path: Path) -> list[Path]:
    """The source files under a folder, sorted; hidden files aside. A file is itself."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in _visible_files(path) if is_known(p))


def find_unknown(path: Path) -> list[Path]:
    """Files under a folder that `find_files` passes over, so that a caller can name them."""
    return sorted(p for p in _visible_files(path) if not is_known(p)) if path.is_dir() else []


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes, hex."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise malformed(path, f"cannot be read: {error.strerror}", "check the path") from error


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Unwrap a file (gzip, xz, tar, zip) into a temporary one where needed."""
    if path.stat().st_size == 0:
        raise EmptySourceError(
            f"{path}: the file has no bytes",
            hint="fetch it again, then ingest it",
            fields={"path": str(path), "outcome": Outcome.EMPTY},
        )
    with TemporaryDirectory(prefix="fullcourt-") as folder:
        plain = path
        for step in range(_MAX_WRAPPINGS):
            kind = _kind_of(plain)
            if kind in {"parquet", "json", "csv"}:
                yield Opened(plain, kind, Path(folder))
                return
            plain = _unwrap(path, plain, kind, Path(folder) / str(step))
        raise malformed(path, "is wrapped more than three times over", "unpack it, then ingest it")


def malformed(path: Path, what: str, hint: str) -> SourceError:
    """The error for a file that is unreadable as a whole."""
    fields = {"path": str(path), "outcome": Outcome.MALFORMED}
    return MalformedSourceError(f"{path}: {what}", hint=hint, fields=fields)


def _visible_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts):
            yield path


def _kind_of(path: Path) -> str:
    with path.open("rb") as handle:
        head = handle.read(512)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    return "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["} else "csv"


def _unwrap(path: Path, plain: Path, kind: str, target: Path) -> Path:
    try:
        if kind == "gzip":
            with gzip.open(plain) as source:
                _copy(source, target)
        elif kind == "xz":
            with lzma.open(plain) as source:
                _copy(source, target)
        elif kind == "tar":
            _unpack_tar(path, plain, target)
        else:
            _unpack_zip(path, plain, target)
    except _BROKEN as error:
        what = f"the {kind} archive is truncated or damaged ({error})"
        raise malformed(path, what, "fetch the file again, then ingest it") from error
    return target


def _unpack_tar(path: Path, plain: Path, target: Path) -> None:
    with tarfile.open(plain, "r:") as archive:
        members = [m for m in archive if m.isfile() and _is_payload(m.name)]
        _require_one(path, [m.name for m in members])
        source = archive.extractfile(members[0])
        if source is None:
            raise tarfile.TarError("member cannot be read")
        with source:
            _copy(source, target)


def _unpack_zip(path: Path, plain: Path, target: Path) -> None:
    with zipfile.ZipFile(plain) as archive:
        names = [n for n in archive.namelist() if not n.endswith("/") and _is_payload(n)]
        _require_one(path, names)
        with archive.open(names[0]) as source:
            _copy(source, target)


def _is_payload(name: str) -> bool:
    return not name.startswith("__MACOSX/") and not Path(name).name.startswith(".")


def _require_one(path: Path, names: list[str]) -> None:
    if len(names) != 1:
        what = f"the archive holds {len(names)} files, not one"
        raise malformed(path, what, "unpack it into a folder, then ingest the folder")


def _copy(source: IO[bytes] | gzip.GzipFile | lzma.LZMAFile, target: Path) -> None:
    with target.open("wb") as handle:
        shutil.copyfileobj(source, handle, 1 << 20)
