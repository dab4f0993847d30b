"""A chart as plain text: what the specs, the published cases, a bug report and an export use.

``read`` takes a text to entries; ``write`` takes entries to a text that reads back as the
same entries, to the last field. Reading judges nothing: a history may hold what a policy
would refuse, because it did happen. What cannot have happened is an error with its place.

One file each: ``words`` (a line taken apart), ``moments`` (days and times), ``kinds``,
``phrase`` and ``grammar`` (the sentences), ``sentence`` (reads and writes one), ``scene``
(what may be left unsaid), ``build`` and ``tell`` (to an act and from it), ``following`` (the
same for the trusted person and the days between), ``header``, ``residue`` (what no sentence
says), ``reader``, ``writer``.
"""

from dosekeeper.core.notation.reader import read
from dosekeeper.core.notation.text import Line, TextChart
from dosekeeper.core.notation.words import NotationError
from dosekeeper.core.notation.writer import write


__all__ = ["Line", "NotationError", "TextChart", "read", "write"]
