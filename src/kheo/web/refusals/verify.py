from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "verify.reason_needed": _("Say why: the sender has to know what to mend."),
    "verify.already_decided": _("This record is %(outcome)s already."),
    "verify.own_report": _("You had a hand in sending this. Somebody else has to decide about it."),
    "verify.made_their_link": _(
        "Its sender’s password was chosen by a link that you made. Somebody else has to decide about what came in the ninety days after."
    ),
    "verify.replaced_report": _(
        "A mended version has come in its place: report no. %(number)s. Decide about that one."
    ),
    "verify.withdrawn_report": _("Its sender withdrew this report. There is nothing left to decide."),
    "verify.no_record": _(
        "This report broke the form's rules and went back by itself. It waits for a mended version."
    ),
    "verify.nothing_left": _(
        "It has passed every step of its verification, or went back: nothing is left to decide."
    ),
    "verify.moved": _("Something changed about this report just now. Look at it again."),
    "verify.decided_meanwhile": _("%(by)s %(said)s in the meantime. Nothing of yours was done."),
    "verify.accepted_it": _("accepted it"),
    "verify.returned_it": _("returned it"),
    "verify.rejected_it": _("rejected it"),
    "verify.you_decided": _("You decided about it just now. Take that back first."),
    "verify.too_late": _(
        "It is carried out already. Return the report, or have a value corrected, and the reason stays with it."
    ),
    "verify.took_a_step": _(
        "You took an earlier step of its verification. Each step is another person's: somebody else takes this one."
    ),
    "verify.not_your_step": _("Your roles do not let you decide about it."),
    "verify.step_of_superior": _(
        "This step is for whoever is over the unit that reports, not for the unit itself."
    ),
    "verify.step_of_agency": _("This step is for those who verify for the whole agency of the unit."),
    "verify.step_of_programme": _("This step is for those who verify for all agencies of the programme."),
    "verify.rival_reason": _("Say why: whoever looks at this later has to understand the choice."),
    "verify.rival_decided": _("Somebody decided about these two already."),
    "verify.no_such_question": _("The form has no question “%(field)s”. Choose one from the list."),
}
