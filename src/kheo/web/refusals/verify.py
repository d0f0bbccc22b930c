from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "verify.reason_needed": _("Say why: the sender has to know what to mend."),
    "verify.already_decided": _("This record is %(outcome)s already."),
    "verify.own_report": _("You had a hand in sending this. Somebody else has to decide about it."),
    "verify.replaced_report": _(
        "A mended version has come in its place: report no. %(number)s. Decide about that one."
    ),
    "verify.withdrawn_report": _("Its sender withdrew this report. There is nothing left to decide."),
    "verify.no_record": _(
        "This report broke the form's rules and went back by itself. It waits for a mended version."
    ),
    "verify.rival_reason": _("Say why: whoever looks at this later has to understand the choice."),
    "verify.rival_decided": _("Somebody decided about these two already."),
    "verify.no_such_question": _("The form has no question “%(field)s”. Choose one from the list."),
}
