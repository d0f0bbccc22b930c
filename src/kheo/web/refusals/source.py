"""What is wrong with the files of a pack, line by line. The column or key and the value are always named."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "source.missing": _("the column “%(column)s” is empty, and must not be."),
    "source.too_long": _("“%(column)s” is longer than %(longest)s letters: “%(value)s”."),
    "source.not_a_day": _("in “%(column)s”, “%(value)s” is not a day. Write it as 2025-07-01."),
    "source.not_a_number": _("in “%(column)s”, “%(value)s” is not a number. Write it as 1234.5."),
    "source.not_whole": _("in “%(column)s”, “%(value)s” is not a whole number from %(low)s to %(high)s."),
    "source.not_one_of": _("in “%(column)s”, “%(value)s” is not known. Expected one of: %(known)s."),
    "source.cells": _("this line has %(found)s cells, and the first line names %(expected)s columns."),
    "source.no_column": _("there is no column “%(column)s”. The columns are: %(known)s."),
    "source.column_twice": _("the column “%(column)s” stands there twice."),
    "source.not_csv": _("this is not CSV: %(reason)s."),
    "source.not_utf8": _("this is not UTF-8. Save the file as “CSV UTF-8”."),
    "source.not_yaml": _("this is not YAML: %(reason)s."),
    "source.not_text": _("“%(key)s” must be a text."),
    "source.not_texts": _("“%(key)s” must be a text for each language: {vi: …, en: …}."),
    "source.no_such_language": _("“%(key)s” has a text in “%(language)s”. Expected: %(known)s."),
    "source.not_a_list": _("“%(key)s” must be a list."),
    "source.not_a_mapping": _("“%(key)s” must be made of “key: value” lines."),
    "source.key_missing": _("“%(key)s” is missing."),
    "source.unknown_key": _("“%(key)s” means nothing here. Expected one of: %(known)s."),
    "source.twice": _("“%(value)s” stands there twice; first on line %(first)s."),
    "source.unknown_ref": _("in “%(column)s”, there is no “%(value)s”."),
    "source.dates_backwards": _(
        "it ends on %(valid_to)s, which is not after its beginning on %(valid_from)s."
    ),
}
