from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ground.username_taken": _("There is an account named %(username)s already."),
    "ground.user_not_valid": _("The account is not valid: %(reasons)s"),
    "ground.password_too_weak": _("The password is too weak: %(reasons)s"),
}
