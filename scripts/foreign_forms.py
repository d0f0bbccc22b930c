"""Read XLSForms that others wrote, and say which are refused and why: for finding traps before users do.

    python -m scripts.foreign_forms FOLDER [--table]

Every .xlsx, .xls, .csv and .md below FOLDER is read as if a person had uploaded it, without the files beside it. Nothing
is kept. ``--table`` prints the counts as they stand in the guide.
"""

import sys
from collections import Counter
from pathlib import Path

from kheo.plan.forms.rules import SUFFIXES, Checked, check_form

# Refusals that are no fault of the reader: what the files lack, or what Kheo does not ask.
GROUPS = {
    "plan.asks_": "asks who a person is, or what Kheo does not ask",
    "plan.media_missing_list": "its list is in another file, which was not given with it",
    "plan.form_language": "texts are missing in one of its languages",
    "plan.field_": "names that figures cannot use, or twice the same",
    "plan.choice_": "an answer twice in one list",
    "plan.choices_of_phones_only": "choices that only ODK Collect can read (select_one_external)",
    "plan.no_expression": "an expression that is none",
    "plan.type_not_read": "a loop, which XLSForm itself gave up",
    "plan.xls_include": "includes another file, which pyxform no longer does",
    "plan.form_without_survey": "no XLSForm",
    "plan.form_damaged": "no XLSForm",
    "plan.xls_": "an error that pyxform refuses too",
    "plan.form_not_read": "an error that pyxform refuses too",
}


def group(checked: Checked) -> str:
    codes = [one.refused.code for one in checked.errors]
    return next(
        (name for start, name in GROUPS.items() if any(code.startswith(start) for code in codes)), codes[0]
    )


def main(arguments: list[str]) -> int:
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    counts: Counter[str] = Counter()
    for path in sorted(Path(folders[0]).rglob("*")):
        if path.suffix.lower() not in SUFFIXES:
            continue
        checked = check_form(path.read_bytes(), path.name)
        counts["read" if not checked.errors else group(checked)] += 1
        if "--table" not in arguments:
            tell(path, checked)
    print("\n| result | forms |\n|---|---:|")
    for name, count in [("read", counts.pop("read", 0)), *counts.most_common()]:
        print(f"| {name} | {count} |")
    return 0


def tell(path: Path, checked: Checked) -> None:
    fields = len(checked.reading.fields) if checked.reading else 0
    print(f"{path}: {f'{fields} fields' if checked.reading else 'not read'}")
    for one in checked.errors:
        spot = " ".join(str(part) for part in (one.spot.sheet, one.spot.row or "", one.spot.column) if part)
        print(f"    {spot}: {one.refused}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
