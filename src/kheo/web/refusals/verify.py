from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "verify.reason_needed": _("Say why: the sender has to know what to mend."),
    "verify.already_decided": _("This record is %(outcome)s already."),
}
