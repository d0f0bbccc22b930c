"""What a form is made of, how an XLSForm is read, and what a form may not ask."""

from kheo.plan.forms.rules.book import SUFFIXES
from kheo.plan.forms.rules.checking import Checked, check_form
from kheo.plan.forms.rules.coded import is_coded, needs_purpose, new_coded
from kheo.plan.forms.rules.fields import BUILT_IN, NUMBERS, ROLES, Choice, Field, check_fields
from kheo.plan.forms.rules.findings import Finding
from kheo.plan.forms.rules.offences import Offence
from kheo.plan.forms.rules.protection import (
    check_columns,
    offences_in_form,
    offences_in_table,
    offences_in_texts,
)
from kheo.plan.forms.rules.reading import Reading, read_form

__all__ = [
    "BUILT_IN",
    "NUMBERS",
    "ROLES",
    "SUFFIXES",
    "Checked",
    "Choice",
    "Field",
    "Finding",
    "Offence",
    "Reading",
    "check_fields",
    "check_form",
    "check_columns",
    "is_coded",
    "needs_purpose",
    "new_coded",
    "offences_in_form",
    "offences_in_table",
    "offences_in_texts",
    "read_form",
]
