"""What a source hands over, under the name source modules import it by."""

from fullcourt.domain.parsed import Parsed, Problem

__all__ = ["Parsed", "Problem"]
