from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "quality.not_between": _(
        "“%(column)s” is %(value)s. Expected a number from %(low)s to %(high)s, a whole one where only whole ones make sense."
    ),
    "quality.low_over_high": _(
        "“low” (%(low)s) is more than “high” (%(high)s): nothing could lie between them."
    ),
    "quality.no_such_field": _(
        "the form “%(form)s” has no question “%(field)s”. Name one of its questions, or other forms under “forms”."
    ),
    "quality.field_type": _(
        "“%(field)s” of the form “%(form)s” is of the type %(type)s. This check needs one of the type %(wanted)s."
    ),
    "quality.known": _("say under “known” where the number stands: one of %(known)s; a form with its field."),
}
