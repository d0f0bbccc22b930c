from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ground.username_taken": _("There is an account named %(username)s already."),
    "ground.user_not_valid": _("The account is not valid: %(reasons)s"),
    "ground.password_too_weak": _("The password is too weak: %(reasons)s"),
    "ground.level_twice": _("the level “%(level)s” stands there twice."),
    "ground.rank_twice": _("the rank %(rank)s is that of “%(level)s” already."),
    "ground.not_on_earth": _("in “%(column)s”, %(value)s is not between -%(most)s and %(most)s."),
    "ground.parents_in_a_circle": _("“%(place)s” lies in “%(parent)s”, which lies in “%(place)s”."),
    "ground.outlives_parent": _(
        "“%(place)s” exists on days on which its parent “%(parent)s” (from %(since)s until %(until)s) does not."
    ),
    "ground.code_used_twice": _(
        "“%(place)s” has the code %(code)s, which “%(other)s” has too on the same days. A code may only come "
        "back after the other place has ended."
    ),
    "ground.change_says_two_things": _(
        "the lines of the change “%(change)s” do not name the same day and decision."
    ),
    "ground.more_than_all": _(
        "the shares of “%(place)s” add up to %(share)s; they cannot be more than 1. Leave a share empty where it is "
        "not known."
    ),
    "ground.becomes_itself": _("“%(place)s” cannot become itself."),
    "ground.origin_does_not_end": _(
        "“%(place)s” ends on %(until)s in places.csv, and here on %(day)s. The two must be the same day."
    ),
    "ground.target_does_not_begin": _(
        "“%(place)s” begins on %(since)s in places.csv, and here on %(day)s. The two must be the same day."
    ),
    "ground.not_a_share": _("in “%(column)s”, %(value)s is not a share from 0 to 1."),
    "ground.not_an_agency": _(
        "“%(agency)s” is given as the agency of “%(organisation)s”, and is itself a unit of another agency."
    ),
    "ground.name_shared": _(
        "“%(organisation)s” and “%(other)s” are both called “%(name)s”. A report could not tell them apart."
    ),
}
