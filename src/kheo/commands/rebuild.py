"""``kheo rebuild``: make everything derived anew, or check that it is what it should be."""

import argparse

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kheo.capture.submissions.queries.kept import Checked, checked_files, files_named_anywhere
from kheo.commands.terminal.progress import Progress
from kheo.commands.terminal.tables import print_table
from kheo.facts.columns import actions, queries
from kheo.verify.quality.actions import drop, look, weigh
from kheo.verify.quality.queries import digest_of_weight, forms_of, kept_digest, stale_forms, weigh_form

HELP = gettext_lazy("drop and rebuild everything that is derived from the ledger")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--verify", action="store_true", help=_("compare digests and change nothing"))


def run(args: argparse.Namespace) -> int:
    progress = Progress(_("facts"))
    if args.verify:
        damaged = _read_back()
        compared = queries.compare(actions.rebuild_beside(progress=progress))
        rows = [
            [row.form, row.rows, row.digest[-16:], row.fresh[-16:], _("same") if row.same else _("DIFFERENT")]
            for row in compared
        ]
        print_table([_("form"), _("facts"), _("digest"), _("rebuilt"), ""], rows, right=(1,))
        weighed_alike = _compare_findings()
        return 0 if not damaged and weighed_alike and all(row.same for row in compared) else 1
    state = actions.rebuild(progress=progress)
    print(
        _("Rebuilt: %(facts)s facts of %(forms)s forms, at position %(position)s.")
        % {
            "facts": sum(form.rows for form in state.forms.values()),
            "forms": len(state.forms),
            "position": state.position,
        }
    )
    _weigh_anew()
    return 0


def _weigh_anew() -> None:
    """What checks found about the reports that wait is derived, too."""
    forms = forms_of()
    drop(forms=forms)
    done = [weigh(form=form, moment=timezone.now()) for form in forms]
    if any(one.records for one in done):
        told = {
            "records": sum(one.records for one in done),
            "findings": sum(one.findings for one in done),
        }
        print(_("Weighed anew: %(records)s records that wait, %(findings)s findings about them.") % told)


def _compare_findings() -> bool:
    """Whether checks find now what is kept. Forms of which something came since are weighed soon: they may differ."""
    look(moment=timezone.now())
    rows, alike = [], True
    for form in forms_of():
        kept, fresh = kept_digest(form), digest_of_weight(weigh_form(form))
        same = kept == fresh
        waits = form.pk in stale_forms()
        alike = alike and (same or waits)
        word = _("same") if same else _("not weighed yet") if waits else _("DIFFERENT")
        rows.append([form.code, kept[-16:], fresh[-16:], word])
    if rows:
        print_table([_("findings about the form"), _("digest"), _("rebuilt"), ""], rows)
    return alike


def _read_back() -> list[Checked]:
    """Read everything back that was ever acknowledged; returns and prints what is damaged."""
    progress, total = Progress(_("files")), files_named_anywhere()
    damaged = []
    for at, one in enumerate(checked_files(), 1):
        if one.damage:
            damaged.append(one)
        progress(at, total)
    print(_("%(good)s of %(total)s files read back whole.") % {"good": total - len(damaged), "total": total})
    if damaged:
        words = {"missing": _("missing"), "changed": _("changed")}
        rows = [[one.kind, one.number, one.name, one.sha256[:16], words[str(one.damage)]] for one in damaged]
        print_table([_("kind"), _("number"), _("name"), _("digest"), ""], rows, right=(1,))
    return damaged
