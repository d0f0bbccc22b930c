"""What can be wrong with a definition, an expression or a question."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "expression.too_long": _("The expression is longer than %(longest)s characters. Shorten it."),
    "expression.not_understood": _(
        "“%(text)s” is not understood. Write, for example: status = 'Completed' and people > 0"
    ),
    "expression.not_allowed": _(
        "“%(part)s” may not stand in an expression. Use fields, numbers, 'text', + - * /, = <> < <= > >=, "
        "in (…), is null, and, or, not, coalesce(…)."
    ),
    "expression.not_a_condition": _(
        "The expression gives a %(kind)s; a condition that is true or false is needed."
    ),
    "expression.mixed": _(
        "The expression puts a %(one)s beside a %(other)s; they cannot be compared or added."
    ),
    "expression.not_a_day": _("“%(value)s” stands beside a day but is not one. Write it as 2025-07-01."),
    "definition.no_code": _("The indicator has no code. Add a line such as “code: HOU-01”."),
    "definition.no_unit": _("The indicator %(indicator)s has no unit. Add a line such as “unit: household”."),
    "definition.good": _(
        "In the indicator %(indicator)s, “good” is “%(good)s”. Write higher, lower or none."
    ),
    "definition.no_denominator": _("The ratio %(indicator)s has a numerator but no denominator. Add one."),
    "definition.no_rule": _(
        "The indicator %(indicator)s needs “sources” and “steps”, each with at least one entry."
    ),
    "definition.source": _(
        "In the indicator %(indicator)s, the source %(source)s is not understood. Write {form: …, value: …, where: …}."
    ),
    "definition.unknown_word": _(
        "In the indicator %(indicator)s, a source has the word “%(word)s”, which means nothing there. "
        "Use form, value, where and as_told."
    ),
    "definition.step": _(
        "In the indicator %(indicator)s, the step %(step)s is not understood. Write one verb, such as "
        "{max: value, per: [place]}, {sum: value}, {distinct: agency} or {where: value > 0}."
    ),
    "definition.distinct_value": _(
        "In the indicator %(indicator)s, “distinct” needs a key, such as {distinct: agency}."
    ),
    "definition.last_step": _(
        "The last step of the indicator %(indicator)s must leave one value: end with a step without “per”, "
        "such as {sum: value}."
    ),
    "definition.key_is_gone": _(
        "In the indicator %(indicator)s, a step asks for “%(key)s”, which an earlier step did not keep. "
        "Name it in that step's “per”."
    ),
    "definition.carry": _(
        "In the indicator %(indicator)s, “carry” is “%(carry)s”. Write a number and a length, such as “2 quarters”."
    ),
    "definition.no_form": _(
        "The indicator %(indicator)s counts from the form “%(form)s”, which does not exist."
    ),
    "definition.no_field": _(
        "The indicator %(indicator)s names the field “%(field)s”, which the form “%(form)s” lacks."
    ),
    "definition.not_a_number": _(
        "The indicator %(indicator)s takes its value from “%(field)s” of the form “%(form)s”, which is not a number."
    ),
    "definition.no_key": _(
        "The indicator %(indicator)s groups by “%(key)s”, which is no field of its forms."
    ),
    "figures.no_indicator": _("Name at least one indicator, for example: kheo figures HOU-01"),
    "figures.no_such_indicator": _("There is no indicator “%(indicator)s”."),
    "figures.no_such_calendar": _("There is no calendar “%(calendar)s”."),
    "figures.no_such_form": _("The form “%(form)s” that the indicator counts from has not been loaded."),
    "figures.no_such_breakdown": _("Figures cannot be broken down by “%(key)s”. Choose from: %(choices)s."),
    "figures.breakdown_twice": _("A breakdown is named twice: %(by)s."),
    "figures.no_such_level_then": _(
        "On %(day)s there were no places of the level %(levels)s. Choose another map date."
    ),
    "figures.no_such_place": _(
        "There is no place “%(place)s”. Write the whole name of a place on the map asked for, or its reference, such "
        "as vn:p:01@pre2025."
    ),
    "figures.several_places": _(
        "%(count)s places are called “%(place)s”. Name the map with --boundaries, or write the reference of "
        "one: %(choices)s."
    ),
    "figures.no_such_view": _("“%(view)s” is not an agency. Write “programme” or the code of an agency."),
    "figures.no_such_field": _(
        "There is no field “%(field)s” in the forms asked about. Choose from: %(choices)s."
    ),
    "figures.no_such_grade": _("“%(grade)s” is not a grade. Write reported, verified or audited."),
    "figures.stock_needs_period": _(
        "A stock broken down by time needs a period. Add, for example, --period 2025."
    ),
    "figures.no_such_passport": _("There is no passport “%(passport)s”."),
    "figures.no_such_fate": _("“%(fate)s” is nothing that becomes of a line. Choose from: %(choices)s."),
    "figures.output_needs_file": _("Parquet is not text: name a file with --output."),
    "figures.not_a_day": _("“%(day)s” is not a day. Write it as 2025-07-01."),
}
