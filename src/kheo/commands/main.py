"""``kheo COMMAND …``: parse, call, print. Each command is a module of this package.

A command module has ``HELP`` (one line), ``add_arguments(parser)`` and ``run(args) -> int``. A trailing underscore
in the module's name is not part of the command's (``import_.py`` is ``kheo import``). Exit codes: 0 done, 1 refused
(one sentence on stderr), 2 wrong usage.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from functools import partial
from importlib import metadata
from types import ModuleType

import django
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import kheo.commands
from kheo.commands import migrate
from kheo.commands.terminal import usage
from kheo.kit.refusals import Refused

REFUSED, INTERRUPTED = 1, 130


def main(argv: list[str] | None = None) -> int:
    """Run one command; ``argv`` is without the program's name. Returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if not _set_up():
        return REFUSED
    with translation.override(language()):
        try:
            return _run(arguments)
        except Refused as refused:
            _complain(refused)
            return REFUSED
        except DatabaseError as error:
            _complain(_database_refusal(error))
            return REFUSED
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else REFUSED
        except KeyboardInterrupt:
            print(_("Stopped."), file=sys.stderr)
            return INTERRUPTED
        except BrokenPipeError:
            # The reader (head, less) has gone. Python would complain once more while flushing at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return REFUSED


def language() -> str:
    """The language to speak: ``KHEO_LANGUAGE``, or Vietnamese in a Vietnamese locale, or English."""
    wanted = os.environ.get("KHEO_LANGUAGE", "")
    if wanted in ("vi", "en"):
        return wanted
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "vi" if locale.startswith("vi") else "en"


def command_names() -> list[str]:
    """Every command there is, sorted."""
    modules = pkgutil.iter_modules(kheo.commands.__path__)
    return sorted(m.name.rstrip("_") for m in modules if not m.ispkg and m.name != "main")


def _set_up() -> bool:
    """Start Django. It writes its signing key into the data folder, so that is the first thing that can fail."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kheo.settings")
    try:
        django.setup()
    except OSError as error:
        # No catalogue can be read before the settings stand, so this one sentence is kept here.
        sentence = {
            "en": f"The data folder cannot be used: {error.strerror}: {error.filename}. Set KHEO_DATA to one you own.",
            "vi": f"Không dùng được thư mục dữ liệu: {error.strerror}: {error.filename}. "
            "Hãy đặt KHEO_DATA là thư mục mà bạn có quyền ghi.",
        }
        print(sentence[language()], file=sys.stderr)
        return False
    return True


def _run(arguments: list[str]) -> int:
    from kheo.ground.audit.actions import unsealed

    parser = _parser(arguments)
    args = parser.parse_args(arguments)
    unsealed.clear()
    code = args.run(args)
    sys.stdout.flush()
    if unsealed.is_set():
        _seal()
    return int(code)


def _seal() -> None:
    """What this command wrote into the record of acts is sealed before it ends."""
    from kheo.ground.audit.actions import seal

    seal(moment=timezone.now())


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    """The parser, with only the module of the command that was asked for, or all of them to list."""
    usage.speak()
    parser = argparse.ArgumentParser(
        prog="kheo",
        description=_("Plan, deliver, verify, add up, review and publish support to communities."),
        formatter_class=partial(argparse.HelpFormatter, max_help_position=18),
    )
    parser.add_argument(
        "--version", action="version", version=f"kheo {_version()}", help=_("show the version")
    )
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, title=_("commands"))
    names = command_names()
    asked = next((word for word in arguments if not word.startswith("-")), "")
    for name in [asked] if asked in names else names:
        module = _module(name)
        one = commands.add_parser(name, help=str(module.HELP), description=str(module.HELP))
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    return parser


def _module(name: str) -> ModuleType:
    modules = {m.name.rstrip("_"): m.name for m in pkgutil.iter_modules(kheo.commands.__path__)}
    return importlib.import_module(f"kheo.commands.{modules[name]}")


def _version() -> str:
    return metadata.version("kheo")


def _complain(refused: Refused) -> None:
    # Imported late: the catalogue needs Django's settings.
    from kheo.web.refusals import sentence

    sys.stdout.flush()
    for problem in refused.particulars.get("problems", ()):
        print(_located(problem.file, problem.line, sentence(problem.refused)), file=sys.stderr)
    print(sentence(refused), file=sys.stderr)


def _located(file: str, line: int, words: str) -> str:
    if not line:
        return f"{file}: {words}"
    return _("%(file)s, line %(line)d: %(words)s") % {"file": file, "line": line, "words": words}


def _database_refusal(error: DatabaseError) -> Refused:
    """Say what an administrator can do about a database error; anything else is a fault of ours and goes up."""
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    try:
        behind = migrate.unapplied()
    except DatabaseError:
        return Refused("commands.database", reason=reason)
    if behind:
        return Refused("commands.migrate_first")
    raise error


if __name__ == "__main__":
    sys.exit(main())
