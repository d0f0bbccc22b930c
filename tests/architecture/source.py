"""The source as the architecture tests read it: files and their syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kheo"


def python_files(folder: Path = SOURCE) -> list[Path]:
    """The Python files of a folder, without migrations (they are printed by a program)."""
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def trees(folder: Path = SOURCE) -> Iterator[tuple[str, ast.Module]]:
    """Each file's name, relative to ``folder``, and its tree."""
    for path in python_files(folder):
        yield path.relative_to(folder).as_posix(), tree(path)


def functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (each for each in ast.walk(node) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(node: ast.AST) -> Iterator[str]:
    """Every module or name that a file imports, dotted."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name for alias in each.names)
        elif isinstance(each, ast.ImportFrom) and each.module:
            yield from (f"{each.module}.{alias.name}" for alias in each.names)


def kept_files() -> list[Path]:
    """The files of the repository: what git keeps, or would keep; all but hidden folders where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return [path for name in names if name and (path := ROOT / name).is_file()]
    files = (path for path in ROOT.rglob("*") if path.is_file())
    return [
        path for path in files if not any(part.startswith(".") for part in path.relative_to(ROOT).parts[:-1])
    ]
