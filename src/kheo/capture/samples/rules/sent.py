"""Columns of facts turned back into a table as a unit would send it: refs for numbers, a reference for each line."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from kheo.capture.samples.rules.world import World

MAPPING = {"key": ["reference"], "place": {"by": ["ref"]}, "unit": {"by": ["ref"]}}
"""What an import must know to read such a table."""


def sent_table(form: str, columns: pa.Table, world: World) -> pa.Table:
    """The form's fields, in its order, from a table of ``columns.tables``. Numbers are told as exact ones."""
    units, spots = world.refs
    told: dict[str, pa.ChunkedArray] = {}
    for one in world.forms[form]:
        match one.role:
            case "unit":
                told[one.name] = _refs(columns["unit"], units)
            case "place":
                told[one.name] = _refs(columns["place"], spots)
            case "start":
                told[one.name] = columns["start"]
            case "end":
                told[one.name] = columns["day"]
            case _ if one.name == "reference":
                told[one.name] = references(form, columns)
            case _ if one.name in columns.column_names:
                told[one.name] = columns[one.name]
    return pa.table(told)


JOINT_RULES = {0: "lead", 1: "highest", 2: "sum"}
JOINT = ("activity", "rule", "rank", "form", "reference")
"""The columns of a list of joint activities."""


def joint_rows(form: str, columns: pa.Table) -> list[tuple[str, str, str, str, str]]:
    """The rows of the list of joint activities of such a table, the lead's before those that tell it again."""
    told = columns.filter(pc.is_valid(columns["joint"])).sort_by(
        [("joint", "ascending"), ("joint_rank", "ascending")]
    )
    rows = zip(*(told[name].to_pylist() for name in ("joint", "joint_rule", "joint_rank")), strict=True)
    names = references(form, told).to_pylist()
    return [
        (f"{form}-{joint}", JOINT_RULES[rule], str(rank), form, name)
        for (joint, rule, rank), name in zip(rows, names, strict=True)
    ]


def references(form: str, columns: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(form, pc.cast(columns["record"], pa.string()), "-")


def _refs(numbers: pa.ChunkedArray, refs: Mapping[int, str]) -> pa.ChunkedArray:
    known = numbers.combine_chunks().dictionary_encode()
    names = pa.array([refs[number] for number in known.dictionary.to_pylist()], pa.string())
    return pa.chunked_array([names.take(known.indices)])
