from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "web.oidc_failed": _(
        "The other service did not sign you in: its answer did not come, came too late or could not be trusted. Try again, or sign "
        "in with your name and password."
    ),
    "web.passwords_differ": _("The two passwords are not the same. Type them again."),
    "web.no_such_map": _("“%(value)s” is not a map date. Write “reported” or a day such as 2025-07-01."),
    "web.no_such_view": _("No agency has the reference “%(value)s”. Choose one from the list of views."),
    "web.no_such_indicator": _(
        "This programme has no indicator “%(value)s”. Choose one from the list of indicators."
    ),
    "web.no_such_breakdown": _("Figures cannot be broken down by “%(value)s”. Choose one of: %(known)s."),
    "web.no_such_lines": _("“%(value)s” is no kind of lines. Choose from: %(known)s."),
    "web.no_such_attention": _("“%(value)s” is no kind of things to look at. Choose from: %(known)s."),
    "web.no_such_file_filter": _(
        "Files cannot be filtered by “%(value)s”. Choose a form and an agency from the lists above the table."
    ),
    "web.no_such_grade": _("“%(value)s” is not a grade. Choose reported, verified or audited."),
    "web.no_such_place": _("No place has the reference “%(value)s”. Search for it by its name."),
}
