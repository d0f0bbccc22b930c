"""What can be wrong with a review, its document, and editions."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "review.not_found": _("There is no review “%(review)s”. There are: %(known)s."),
    "review.none_loaded": _(
        "There is no review “%(review)s”; no pack with reviews was loaded. Load one with `kheo load PACK`."
    ),
    "review.no_name": _(
        "A review needs a name of letters, digits, hyphens and underscores, at most 80; found “%(name)s”."
    ),
    "review.no_period": _('The review “%(review)s” names no period. Write for example: period: "2025".'),
    "review.unknown_key": _(
        "In the review “%(review)s”, “%(key)s” means nothing. Expected one of: %(known)s."
    ),
    "review.not_a_mapping": _("In the review “%(review)s”, “%(key)s” must be made of “key: value” lines."),
    "review.not_texts": _(
        "In the review “%(review)s”, “%(key)s” must have an entry for each language: {vi: …, en: …}."
    ),
    "review.bad_day": _(
        "In the review “%(review)s”, “%(key)s” is “%(value)s”, which is not a day. Write it as 2025-07-01."
    ),
    "review.bad_layout": _(
        "In the review “%(review)s”, there is no layout “%(layout)s”. Expected one of: %(known)s."
    ),
    "review.unknown_finding": _(
        "The review “%(review)s” has no section “%(finding)s”. Expected one of: %(known)s."
    ),
    "review.not_paragraphs": _(
        "In the review “%(review)s”, section “%(section)s” must be a text or a list of texts."
    ),
    "review.other_programme": _(
        "The review “%(review)s” belongs to the programme %(programme)s. Give this one another name."
    ),
    "review.no_such_indicator": _(
        "In the review “%(review)s”, “%(key)s” names the indicator %(indicator)s, which the programme does not have."
    ),
    "review.unknown_indicator": _(
        "Review “%(review)s”, %(language)s, section “%(section)s”, paragraph %(paragraph)s: {%(indicator)s} names an "
        "indicator that the programme does not have."
    ),
    "review.unknown_breakdown": _(
        "Review “%(review)s”, %(language)s, section “%(section)s”, paragraph %(paragraph)s: in %(placeholder)s, "
        "“%(name)s” is neither a breakdown nor one of period, boundaries, view, grade, within, where."
    ),
    "review.placeholder": _(
        "%(placeholder)s is not a number that can be asked for. Write {CODE} or {CODE|province=Hà Nội|period=2024}; a "
        "brace that is only a brace is doubled."
    ),
    "review.brace": _("A brace stands alone near “%(text)s”. Close it, or double it if it is only a brace."),
    "review.placeholder_in": _(
        "Review “%(review)s”, %(language)s, section “%(section)s”, paragraph %(paragraph)s: %(reason)s"
    ),
    "review.in_section": _("Review “%(review)s”, section “%(section)s”, paragraph %(paragraph)s: %(reason)s"),
    "review.bad_grade": _("There is no grade “%(grade)s”. Expected one of: %(known)s."),
    "review.bad_boundaries": _(
        "“%(day)s” is not a map's date. Write boundaries=2025-07-01, or boundaries=reported."
    ),
    "review.no_such_place": _("On the map of %(day)s there is no %(level)s “%(place)s”."),
    "review.which_place": _(
        "On the map of %(day)s there are several of the level %(level)s called “%(place)s”. Write the ref of the one "
        "that is meant."
    ),
    "review.no_such_organisation": _(
        "There is no organisation “%(organisation)s”, or there are several. Write its ref."
    ),
    "review.no_layout": _("No layout rule “%(layout)s” is in force on %(day)s."),
    "review.no_glyph": _(
        "The sign “%(sign)s” in “%(section)s” cannot be printed: no typeface of the document has it. Replace it and "
        "render again."
    ),
    "review.not_printable": _("The PDF could not be made: %(reason)s"),
    "review.template": _(
        "The template %(template)s cannot be used: %(reason)s. Copy the one that comes with Kheo and change that."
    ),
    "edition.not_found": _("There is no edition “%(edition)s”. There are: %(known)s."),
    "edition.none_frozen": _(
        "There is no edition “%(edition)s”; none was frozen. Make one with `kheo edition freeze`."
    ),
    "edition.exists": _("The edition “%(edition)s” exists already and never changes. Choose another name."),
    "edition.bad_name": _(
        "“%(edition)s” cannot be an edition's name: use letters, digits, hyphens and underscores, at most 80."
    ),
    "edition.no_programme": _("There is no programme “%(programme)s”. There are: %(known)s."),
    "edition.no_indicators": _(
        "The programme %(programme)s has no indicators, so there is nothing to freeze."
    ),
    "edition.other_programme": _(
        "The editions “%(before)s” and “%(after)s” belong to different programmes and cannot be compared."
    ),
    "edition.altered": _(
        "The edition “%(edition)s” is not what was frozen: its digest differs. Restore it from a backup."
    ),
    "edition.bad_day": _("“%(value)s” is not a day. Write --boundaries as 2025-07-01."),
}
