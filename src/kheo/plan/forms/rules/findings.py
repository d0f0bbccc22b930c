"""What a check found in a form, and where: for people to mend it, and for a draft to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kheo.kit.refusals import Refused
from kheo.plan.forms.rules.book import Spot
from kheo.plan.forms.states import Level

NOWHERE = Spot()


@dataclass(frozen=True)
class Finding:
    level: Level
    refused: Refused
    spot: Spot = NOWHERE

    def as_json(self) -> dict[str, Any]:
        spot = self.spot
        return {
            "level": self.level.value,
            **_plain(self.refused),
            "sheet": spot.sheet,
            "row": spot.row,
            "column": spot.column,
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Finding:
        refused = Refused(
            plain["code"], **{name: _back(value) for name, value in plain["particulars"].items()}
        )
        return cls(Level(plain["level"]), refused, Spot(plain["sheet"], plain["row"], plain["column"]))


def error(refused: Refused, spot: Spot = NOWHERE) -> Finding:
    return Finding(Level.ERROR, refused, spot)


def warning(refused: Refused, spot: Spot = NOWHERE) -> Finding:
    return Finding(Level.WARNING, refused, spot)


def note(refused: Refused, spot: Spot = NOWHERE) -> Finding:
    return Finding(Level.NOTE, refused, spot)


def _plain(refused: Refused) -> dict[str, Any]:
    return {
        "code": refused.code,
        "particulars": {name: _as_plain(value) for name, value in refused.particulars.items()},
    }


def _as_plain(value: Any) -> Any:
    if isinstance(value, Refused):
        return {"refused": _plain(value)}
    return list(value) if isinstance(value, tuple | set | frozenset) else value


def _back(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"refused"}:
        inner = value["refused"]
        return Refused(inner["code"], **{name: _back(each) for name, each in inner["particulars"].items()})
    return value
