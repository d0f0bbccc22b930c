from django.utils.translation import gettext_lazy as _

ACTS = {
    "submission.received": (
        _("Report received"),
        _("%(who)s sent report no. %(number)s (%(what)s), form %(form)s; lines kept: %(recorded)s."),
    ),
    "submission.contradicted": (
        _("Report contradicted"),
        _("%(who)s sent something else under the name of report no. %(number)s; both were kept."),
    ),
    "submission.withdrawn": (
        _("Report withdrawn"),
        _("%(who)s withdrew report no. %(number)s: “%(reason)s”"),
    ),
    "submission.corrected": (
        _("Answer corrected"),
        _(
            "%(who)s corrected “%(field)s” from “%(before)s” to “%(after)s” in report no. %(number)s: “%(reason)s”"
        ),
    ),
    "picture.seen": (
        _("Picture seen as it came"),
        _("%(who)s looked at the picture %(what)s of report no. %(number)s as the camera made it."),
    ),
    "picture.expired": (
        _("Picture given up"),
        _("%(who)s gave up the picture %(what)s of report no. %(number)s as the camera made it."),
    ),
    "record.accepted": (_("Line accepted"), _("%(who)s accepted the line %(what)s.")),
    "record.returned": (
        _("Line returned"),
        _("%(who)s returned the line %(what)s: “%(reason)s”"),
    ),
    "record.rejected": (
        _("Line rejected"),
        _("%(who)s rejected the line %(what)s: “%(reason)s”"),
    ),
    "records.accepted": (
        _("Report accepted"),
        _("%(who)s accepted what waited of report no. %(number)s; lines: %(records)s."),
    ),
    "report.accepted": (
        _("Report accepted again"),
        _("%(who)s accepted report no. %(number)s as a whole; lines: %(records)s."),
    ),
    "report.returned": (
        _("Report returned"),
        _("%(who)s returned report no. %(number)s: “%(reason)s”"),
    ),
    "report.rejected": (
        _("Report rejected"),
        _("%(who)s rejected report no. %(number)s: “%(reason)s”"),
    ),
    "decision.taken_back": (
        _("Decision taken back"),
        _("%(who)s took back a decision about report no. %(number)s before it was carried out."),
    ),
    "rival.set_aside": (
        _("Contradiction set aside"),
        _("%(who)s set aside what contradicts report no. %(number)s: “%(reason)s”"),
    ),
    "rival.taken": (
        _("Contradiction taken"),
        _("%(who)s let what contradicted report no. %(number)s stand in its place: “%(reason)s”"),
    ),
}
