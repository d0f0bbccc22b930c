from django.utils.translation import gettext_lazy as _

WHY_NOT = {
    "wrong": _("it is wrong"),
    "reused": _("the code was used before"),
    "recovery": _("the recovery code was used before or is none"),
    "empty": _("nothing was typed"),
}
ACTS = {
    "user.added": (_("Account opened"), _("%(who)s opened the account %(what)s.")),
    "user.password_set": (_("Password set"), _("%(who)s set another password for the account %(what)s.")),
    "user.password_changed": (_("Own password changed"), _("%(who)s changed their own password.")),
    "user.invited": (_("Invited"), _("%(who)s made an invitation for the account %(what)s.")),
    "user.joined": (
        _("Invitation accepted"),
        _("%(who)s chose the first password of the account %(what)s, invited by %(made_by)s."),
    ),
    "user.link_made": (
        _("Link for a new password made"),
        _("%(who)s made a link by which a new password can be chosen for the account %(what)s."),
    ),
    "user.link_used": (
        _("New password by a link"),
        _("%(who)s chose a new password for the account %(what)s by the link that %(made_by)s made."),
    ),
    "user.shut": (_("Account shut"), _("%(who)s shut the account %(what)s.")),
    "user.opened": (_("Account opened again"), _("%(who)s opened the account %(what)s again.")),
    "role.given": (_("Role given"), _("%(who)s gave %(what)s the role %(role_name)s: %(scope)s.")),
    "role.taken": (_("Role taken"), _("%(who)s took the role %(role_name)s from %(what)s.")),
    "notices.wishes_set": (_("Mail chosen"), _("%(who)s chose what comes by mail.")),
    "user.signed_in": (_("Signed in"), _("%(who)s signed in.")),
    "user.not_let_in": (
        _("Password refused"),
        _("%(who)s was not let in: a password was given that does not fit this account."),
    ),
    "user.door_closed": (
        _("Sign-in closed"),
        _(
            "%(who)s is not let in from one address for a quarter of an hour: %(times)s passwords were given that do not "
            "fit this account."
        ),
    ),
    "user.signed_out": (_("Signed out"), _("%(who)s signed out.")),
    "user.signed_out_elsewhere": (
        _("Signed out elsewhere"),
        _("%(who)s ended all other sessions of the account %(what)s."),
    ),
    "factor.app_added": (
        _("Authenticator app added"),
        _("%(who)s added an authenticator app to the account %(what)s."),
    ),
    "factor.app_removed": (
        _("Authenticator app removed"),
        _("%(who)s removed the authenticator app from the account %(what)s."),
    ),
    "factor.passkey_added": (_("Passkey added"), _("%(who)s added the passkey “%(what)s”.")),
    "factor.passkey_removed": (_("Passkey removed"), _("%(who)s removed the passkey “%(what)s”.")),
    "factor.passkey_copied": (
        _("Passkey refused"),
        _("%(who)s was not let in with the passkey “%(what)s”: there seems to be a copy of it."),
    ),
    "factor.recovery_made": (
        _("Recovery codes made"),
        _("%(who)s made new recovery codes for the account %(what)s."),
    ),
    "factor.recovery_used": (
        _("Recovery code used"),
        _("%(who)s used a recovery code of the account %(what)s."),
    ),
    "factor.refused": (
        _("Code refused"),
        _("%(who)s gave a code or password that does not fit the account %(what)s: %(why_not)s."),
    ),
    "factor.reset": (
        _("Second factors removed"),
        _("%(who)s removed all second factors of the account %(what)s."),
    ),
    "identity.linked": (
        _("Sign-in service linked"),
        _("%(who)s signed in through %(issuer)s for the first time: the account %(what)s is linked to it."),
    ),
    "device.added": (_("Device added"), _("%(who)s added the device “%(what)s”.")),
    "device.renewed": (_("Device’s key renewed"), _("%(who)s gave the device “%(what)s” another key.")),
    "device.numbers_taken_back": (
        _("Numbers of unsent reports taken back"),
        _("%(who)s took back reports on the device “%(what)s” before sending them: numbers %(numbers)s."),
    ),
    "device.revoked": (
        _("Device revoked"),
        _("%(who)s revoked the device “%(what)s”: nothing is taken from it any more."),
    ),
}
