"""The tables that a pack brings along, and the programme that it defines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kheo.kit.nodes import node_of, nodes_of, read_yaml
from kheo.kit.problems import Problems
from kheo.kit.refusals import Refused
from kheo.plan.programmes.queries.folder import Folder

IMPORTS = "imports.yaml"


@dataclass(frozen=True)
class Import:
    """A table to be read against the form with the code ``form``."""

    file: Path
    form: str
    mapping: Path | None
    accept: bool


def imports_of(pack: Path) -> list[Import]:
    """What the pack's ``imports.yaml`` names, in its order; nothing where there is none.

    Refuses ``load.refused`` with every problem: what is not understood, and files that are not there.
    """
    problems = Problems()
    content = Folder(pack).content(IMPORTS)
    found = []
    for node in nodes_of(read_yaml(content, IMPORTS, problems), IMPORTS, problems) if content else ():
        node.only(("file", "form", "mapping", "accept"))
        paths = {}
        for key in ("file", "mapping"):
            if name := node.text(key, required=key == "file"):
                paths[key] = pack / name
                if not paths[key].is_file():
                    node.wrong(key, "load.no_file")
        form = node.text("form", required=True)
        if "file" in paths:
            accept = node.mapped.get("accept", True) is True
            found.append(Import(paths["file"], form, paths.get("mapping"), accept))
    if problems.found:
        raise Refused("load.refused", pack=pack.name, count=len(problems), problems=problems.found)
    return found


def programme_code(pack: Path) -> str:
    """The code of the programme that the pack defines; "" where it defines none."""
    problems = Problems()
    content = Folder(pack).content("programme.yaml")
    node = (
        node_of(read_yaml(content, "programme.yaml", problems), "programme.yaml", problems)
        if content
        else None
    )
    return node.text("code") if node else ""
