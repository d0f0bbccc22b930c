from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "plan.two_steps_verify": _(
        "two steps are said to verify: “%(first)s” and “%(second)s”. One step makes a figure verified."
    ),
    "plan.reminder_twice": _("in “%(column)s”, the day %(value)s stands twice."),
    "plan.no_such_programme": _("There is no programme “%(programme)s”. Expected one of: %(known)s."),
    "plan.no_such_calendar": _("There is no calendar “%(calendar)s”. Expected one of: %(known)s."),
    "plan.no_such_indicator": _(
        "There is no indicator “%(indicator)s”. Write a code such as HOU-01, or HOU-01@2."
    ),
    "plan.no_such_form": _("There is no form “%(form)s”. Expected one of: %(known)s."),
    "plan.not_a_code": _(
        "in “%(column)s”, “%(value)s” is not a code. Use letters without diacritics, digits, hyphens and underscores."
    ),
    "plan.code_twice": _("the code “%(code)s” is used twice."),
    "plan.indicator_of_another": _(
        "the code “%(code)s” belongs to an indicator of the programme “%(programme)s”."
    ),
    "plan.definition": _("the definition cannot be used: %(reason)s"),
    "plan.schedule_twice": _("the form “%(form)s” is asked of “%(agency)s” twice in the same way."),
    "plan.form_suffix": _("“%(filename)s” is not a form. Expected a file that ends in: %(known)s."),
    "plan.form_not_read": _("the form cannot be read: %(reason)s"),
    "plan.form_id": _(
        "the form calls itself “%(form_id)s”, and its file “%(code)s”. The two must be the same."
    ),
    "plan.form_language": _(
        "“%(field)s” lacks its %(what)s in: %(languages)s. A phone would show “-” there. Write every text in every "
        "language, or in none."
    ),
    "plan.form_without_fields": _("the form asks nothing."),
    "plan.field_name": _(
        "“%(field)s” cannot be a field's name. Use a letter, then letters without diacritics, digits and underscores."
    ),
    "plan.field_is_built_in": _(
        "“%(field)s” cannot be a field's name: figures give this word a meaning of their own. Choose another."
    ),
    "plan.field_is_level": _(
        "“%(field)s” is a level of places. Only the question that says where the work was may bear this name: if it is that "
        "one, give it bind::kheo:role place; if not, choose another name, such as %(field)s_name."
    ),
    "plan.field_named_twice": _(
        "two questions are called “%(field)s”. A table has one column for each name, so names must differ across all "
        "groups, and not by capital letters only. Call one of them otherwise."
    ),
    "plan.no_such_role": _("“%(field)s” has the role “%(role)s”. Expected one of: %(known)s."),
    "plan.role_given_twice": _("two fields have the role “%(role)s”. Only one may."),
    "plan.role_needs_date": _("“%(field)s” has the role “%(role)s” and must be a date, not %(type)s."),
    "plan.role_needs_text": _(
        "“%(field)s” has the role “%(role)s” and must be a text, a select_one or a "
        "select_one_from_file, not %(type)s."
    ),
    "plan.choice_named_twice": _("“%(field)s” has the answer “%(choice)s” twice."),
    "plan.asks_belief": _(
        "“%(field)s” asks about belief (“%(word)s” in “%(text)s”). Kheo counts work, not people's beliefs. Ask about "
        "the service or the place instead."
    ),
    "plan.asks_ethnicity": _(
        "“%(field)s” asks about ethnicity (“%(word)s” in “%(text)s”). Kheo keeps no data on the ethnicity of persons. "
        "Use the official class of the commune instead."
    ),
    "plan.asks_opinion": _(
        "“%(field)s” asks about opinions (“%(word)s” in “%(text)s”). Kheo keeps none. Ask whether the service was good."
    ),
    "plan.asks_loyalty": _(
        "“%(field)s” judges people (“%(word)s” in “%(text)s”). Kheo keeps no such data. Leave it out."
    ),
    "plan.asks_origin": _(
        "“%(field)s” asks where persons come from (“%(word)s” in “%(text)s”). Kheo keeps no such data. Leave it out."
    ),
    "plan.asks_identity": _(
        "“%(field)s” asks who a person is (“%(word)s” in “%(text)s”). Kheo holds no list of people. Ask how many."
    ),
    "plan.asks_health": _(
        "“%(field)s” asks about a person's health (“%(word)s” in “%(text)s”). Kheo keeps no data on the health of persons. "
        "Ask for a number, and say of what it is one: “Number of cases treated”. Call an outbreak by its name: “Outbreak of …”."
    ),
    "plan.asks_person": _(
        "“%(field)s” asks for a description of a person or a household (“%(word)s” in “%(text)s”). Kheo keeps none. Ask how "
        "many, or ask what was done."
    ),
    "plan.asks_position": _(
        "“%(field)s” asks for a place on the map and does not say of which public thing (“%(text)s”): somebody may note a "
        "home. Name it in the label, such as “Position of the school”, or of the bridge or the commune office. Where "
        "households are meant, ask for the commune instead."
    ),
    "plan.asks_scan": _(
        "“%(field)s” may scan a person's card (“%(word)s” for “%(text)s”). Say in the label which goods bear the code, such "
        "as “Code on the box”; no paper, card or number of a person may be scanned."
    ),
    "plan.asks_home": _(
        "“%(field)s” asks where somebody's home or a person stands (“%(word)s” in “%(text)s”). Name the commune instead."
    ),
    "plan.not_a_share": _("%(column)s: “%(value)s” is not a share from 0 to 1, such as 0.95."),
    "plan.sampling_shares": _(
        "a lot that is bad (%(bad)s) must have a smaller share of right records than one that is good (%(good)s)."
    ),
    "plan.sampling_twice": _("two rows of sampling begin on %(day)s. Only one may."),
}
