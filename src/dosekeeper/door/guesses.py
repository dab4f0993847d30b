"""How often a secret may be guessed: counted for all workers together, in the shared cache.

Every guess takes a slot *before* the secret is looked at and gives it back when it was
right. Counting afterwards would let a hundred guesses at once pass under a limit of five.
"""

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import cache


class GuessedTooOftenError(Exception):
    """No more guesses for a while; ``seconds`` says for how long at most."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


class Guess:
    """One guess; it stands as a wrong one until somebody says that it was right."""

    def __init__(self) -> None:
        self.was_right = False

    def right(self) -> None:
        self.was_right = True


@dataclass(frozen=True)
class Guesses:
    """At most so many wrong guesses at one name in so many seconds."""

    kind: str
    most: int
    seconds: int

    @contextmanager
    def one(self, name: str) -> Iterator[Guess]:
        slot, guess = self._take(name), Guess()
        try:
            yield guess
        finally:
            if guess.was_right:
                cache.delete(slot)

    def wrong(self, name: str) -> None:
        """Count a guess that was wrong, for secrets too long to be guessed at all."""
        self._take(name)

    def _take(self, name: str) -> str:
        # An account is found whatever the case, so a guess at NELL is one at nell.
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
        digest = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
        for number in range(self.most):
            slot = f"guess:{self.kind}:{digest}:{number}"
            if cache.add(slot, 1, timeout=self.seconds):
                return slot
        raise GuessedTooOftenError(self.seconds)
