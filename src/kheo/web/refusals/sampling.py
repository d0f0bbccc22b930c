from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "sampling.no_plan": _(
        "The programme's data does not say how samples are drawn. Add a row “sampling” to its programme.yaml."
    ),
    "sampling.seed_missing": _("Give the seed: a public text that nobody chose for this sample."),
    "sampling.seed_used": _(
        "“%(seed)s” drew a sample before. Each seed draws once: choose another public text."
    ),
    "sampling.too_few": _(
        "%(size)s records that count report this number here, and a sample needs %(needed)s. Choose a longer period or a "
        "larger area."
    ),
    "sampling.own_lot": _(
        "You had a hand in reporting some of this. Somebody else has to draw and close the sample."
    ),
    "sampling.own_record": _("You had a hand in reporting this. Somebody else has to visit it."),
    "sampling.open_lot": _(
        "Some of these records are in the sample “%(seed)s”, which is still being visited. Close that one first."
    ),
    "sampling.not_a_number": _(
        "“%(value)s” is no number from 0 on. Write what you found, such as 12 or 3.5."
    ),
    "sampling.two_ways": _(
        "“%(value)s” may be read in two ways. For a whole number write %(plain)s, without a sign between its digits."
    ),
    "sampling.too_large": _("“%(value)s” is too large. Look at it again."),
    "sampling.not_whole": _("This question counts whole things, and %(value)s is no whole number."),
    "sampling.both": _("You wrote %(value)s, and that nothing could be found. Take one of the two back."),
    "sampling.no_day": _("Give the day of the visit."),
    "sampling.day_out": _("A visit is made between the day of the draw and today: %(first)s to %(last)s."),
    "sampling.closed": _("The sample is closed, and its verdict is final."),
    "sampling.not_drawn": _("This record was not drawn. Only those that were drawn are visited."),
    "sampling.not_decided": _(
        "The verdict is still open: %(count)s of the drawn records were not visited, and they can change it."
    ),
}
