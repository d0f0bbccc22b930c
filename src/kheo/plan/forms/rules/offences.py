"""What a form may not ask, found: a kind, where it stands, and the word that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from kheo.kit.refusals import Refused


@dataclass(frozen=True)
class Offence:
    """``kind``: belief ethnicity opinion loyalty origin identity home, or of one question: health person position scan.
    ``where``: a field's name, "" for the title."""

    kind: str
    where: str
    text: str
    word: str

    def as_refused(self) -> Refused:
        return Refused(f"plan.asks_{self.kind}", field=self.where or "—", text=self.text, word=self.word)
