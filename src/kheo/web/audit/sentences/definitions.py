from django.utils.translation import gettext_lazy as _

ACTS = {
    "pack.loaded": (_("Pack loaded"), _("%(who)s loaded the pack %(what)s.")),
    "levels.loaded": (
        _("Levels of places loaded"),
        _("%(who)s loaded the levels of places: new %(created)s, changed %(updated)s."),
    ),
    "places.loaded": (
        _("Places loaded"),
        _("%(who)s loaded places: new %(created)s, changed %(updated)s."),
    ),
    "changes.loaded": (
        _("Changes of places loaded"),
        _("%(who)s loaded how places became others: new %(created)s, changed %(updated)s."),
    ),
    "shapes.loaded": (
        _("Maps loaded"),
        _("%(who)s loaded the shapes of places: new %(created)s, changed %(updated)s."),
    ),
    "organisations.loaded": (
        _("Organisations loaded"),
        _("%(who)s loaded agencies and units: new %(created)s, changed %(updated)s."),
    ),
    "organisation_links.loaded": (
        _("Links of organisations loaded"),
        _("%(who)s loaded which units stand in for which: new %(created)s, changed %(updated)s."),
    ),
    "units.loaded": (
        _("Units of measure loaded"),
        _("%(who)s loaded units of measure: new %(created)s, changed %(updated)s."),
    ),
    "calendars.loaded": (
        _("Calendars loaded"),
        _("%(who)s loaded calendars: new %(created)s, changed %(updated)s."),
    ),
    "programme.loaded": (_("Programme loaded"), _("%(who)s loaded the programme %(what)s.")),
    "indicators.loaded": (
        _("Indicators loaded"),
        _(
            "%(who)s loaded the indicators of %(what)s: new %(created)s, changed %(updated)s, retired %(retired)s."
        ),
    ),
    "targets.loaded": (
        _("Targets loaded"),
        _("%(who)s loaded the targets of %(what)s: new %(created)s, changed %(updated)s."),
    ),
    "schedules.loaded": (
        _("Schedules loaded"),
        _(
            "%(who)s loaded when reports of %(what)s are due: new %(created)s, changed %(updated)s, retired %(retired)s."
        ),
    ),
    "checks.loaded": (
        _("Checks of reports loaded"),
        _(
            "%(who)s loaded the checks of reports of %(what)s: new %(created)s, changed %(updated)s, retired %(retired)s."
        ),
    ),
    "form.published": (
        _("Form published"),
        _("%(who)s published version %(version)s of the form %(number)s."),
    ),
    "form.draft_added": (_("Draft of a form uploaded"), _("%(who)s uploaded %(what)s as a draft.")),
    "form.draft_replaced": (
        _("Draft of a form corrected"),
        _("%(who)s put a corrected form in the place of the draft %(what)s."),
    ),
    "form.purposes_written": (
        _("Purposes of fields written"),
        _("%(who)s wrote what fields of the draft %(what)s are for."),
    ),
    "form.approval_asked": (
        _("Approval of a form asked for"),
        _("%(who)s asked a second person to approve the draft %(what)s (%(fields)s)."),
    ),
    "form.approved": (_("Form approved"), _("%(who)s approved the draft %(what)s (%(fields)s).")),
    "form.refused": (_("Form refused"), _("%(who)s refused the draft %(what)s: “%(reason)s”")),
    "form.draft_discarded": (_("Draft of a form put away"), _("%(who)s put the draft %(what)s away.")),
}
