"""Every error a user can meet, as one tree.

    FullcourtError                 exit
    ├── UsageError                   2   the call's words are off
    │   └── NotSupportedError        2   this store cannot do it; names the setting
    ├── ProjectError                 2   no project here, or its settings are wrong
    ├── ModelError                   2   a model file breaks its own contract
    ├── SourceError                  5   a source file cannot be used
    │   ├── UnknownFormatError       5   no source module recognises its columns
    │   ├── MalformedSourceError     5   recognised, but unreadable as a whole
    │   └── EmptySourceError         5   recognised, but without rows
    ├── NothingBuildableError        5   no cell could be built, because of a source
    ├── BuildFailedError             4   some cells ended in an error
    ├── PlanOutOfDateError           6   the warehouse moved since the plan was made
    └── LockedError                  7   another writer holds the lease

Each message says what happened, where, and the next command.
"""

from collections.abc import Mapping


class FullcourtError(Exception):
    """Base of everything fullcourt raises on purpose.

    Args:
        message: What happened and where.
        hint: The next command or edit, printed on its own line.
        fields: Machine-readable context for `--json`.
    """

    exit_code = 1

    def __init__(
        self, message: str, *, hint: str = "", fields: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return f"{self.message}\n  next: {self.hint}" if self.hint else self.message


class UsageError(FullcourtError):
    """The call's words are off."""

    exit_code = 2


class NotSupportedError(UsageError):
    """The configured store cannot do this; the message names the setting."""


class ProjectError(FullcourtError):
    """There is no project here, or its settings are wrong."""

    exit_code = 2


class ModelError(FullcourtError):
    """A model file breaks its own contract."""

    exit_code = 2


class SourceError(FullcourtError):
    """A source file cannot be used."""

    exit_code = 5


class UnknownFormatError(SourceError):
    """No source module recognises the file's columns."""


class MalformedSourceError(SourceError):
    """The format is known, but the file is unreadable as a whole (truncated, wrong encoding)."""


class EmptySourceError(SourceError):
    """The file has no rows."""


class NothingBuildableError(FullcourtError):
    """No wanted cell could be built, because a source is missing or refused."""

    exit_code = 5


class BuildFailedError(FullcourtError):
    """Some cells ended in an error; the others are published."""

    exit_code = 4


class PlanOutOfDateError(FullcourtError):
    """The warehouse has moved since the stored plan was made."""

    exit_code = 6


class LockedError(FullcourtError):
    """Another writer holds the lease on these cells."""

    exit_code = 7
