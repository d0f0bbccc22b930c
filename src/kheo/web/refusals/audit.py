from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "audit.no_anchor": _(
        "%(file)s, line %(line)s: this is no anchor. `kheo audit anchor --file` writes them, one a line."
    ),
    "audit.no_anchors": _("%(file)s holds no anchor. `kheo audit anchor --file %(file)s` writes one."),
    "audit.nothing_sealed": _(
        "Nothing is sealed yet: nobody has done anything, or an act is still going on."
    ),
    "audit.bad_day": _("“%(value)s” is no day. Write it as 2025-07-01."),
    "audit.unknown_act": _("There is no act “%(value)s”. Choose one from the list."),
}
