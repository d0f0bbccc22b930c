from django.utils.translation import gettext_lazy as _

ACTS = {
    "lot.drawn": (
        _("Sample drawn"),
        _(
            "%(who)s drew %(drawn)s of %(records)s records of the form %(form)s (%(field)s) by the seed “%(what)s”, as sample "
            "no. %(number)s."
        ),
    ),
    "lot.visited": (
        _("Record visited"),
        _("%(who)s noted the visit to record %(rank)s of sample no. %(number)s; found: %(found)s."),
    ),
    "lot.passed": (
        _("Sample passed"),
        _("%(who)s closed sample no. %(number)s: it passed. Right: %(right)s; not right: %(wrong)s."),
    ),
    "lot.look_again": (
        _("Sample to look at again"),
        _(
            "%(who)s closed sample no. %(number)s: all of it is to be looked at again. Right: %(right)s; not right: %(wrong)s."
        ),
    ),
}
