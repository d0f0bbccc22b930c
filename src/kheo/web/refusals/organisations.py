from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "organisations.unit_rule_lacks": _("organisations.yaml: a rule lacks “%(part)s”: %(rule)s"),
    "organisations.no_such_place": _("organisations.yaml, %(rule)s: there is no place “%(place)s”."),
}
