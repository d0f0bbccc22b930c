from django.utils.translation import gettext_lazy as _

ACTS = {
    "ledger.posted": (
        _("Ledger posted"),
        _("%(who)s wrote posting %(number)s into the ledger; facts: %(facts)s."),
    ),
    "joint.loaded": (
        _("Joint activities loaded"),
        _("%(who)s loaded joint activities from %(what)s: %(activities)s."),
    ),
    "joint.joined": (
        _("Joint work told"),
        _("%(who)s said that the reports no. %(what)s tell of the same work, which counts once."),
    ),
    "joint.separated": (
        _("Joint work separated"),
        _("%(who)s said that the reports no. %(what)s tell of different work after all."),
    ),
    "joint.followed": (
        _("Joint activities followed"),
        _("%(who)s posted facts that took the places of others in joint activities: %(facts)s."),
    ),
    "edition.frozen": (
        _("Edition frozen"),
        _("%(who)s froze the figures of %(period)s as the edition %(what)s; figures: %(figures)s."),
    ),
    "review.loaded": (_("Review loaded"), _("%(who)s loaded the review %(what)s.")),
    "review.written": (
        _("Review written"),
        _("%(who)s wrote in the review %(what)s."),
    ),
    "demo.begun": (_("Demonstration begun"), _("%(who)s began to make the demonstration (%(what)s).")),
    "demo.made": (_("Demonstration made"), _("%(who)s made the demonstration (%(what)s).")),
    "audit.verified": (
        _("Record checked"),
        _("%(who)s read the whole record and checked it; rows: %(rows)s."),
    ),
    "audit.anchored": (
        _("Anchor taken"),
        _("%(who)s took an anchor of the record up to row %(last)s; rows: %(count)s."),
    ),
}
