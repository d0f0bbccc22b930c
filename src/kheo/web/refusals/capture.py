from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "capture.correction_reason": _("Say why it is corrected: the words stay with the report."),
    "capture.correction_same": _("This is the answer that stands already."),
    "capture.correct_in_file": _(
        "This came in a file. Mend the line there and import the file again: it takes the old one's place."
    ),
    "capture.correct_newest": _(
        "Another version came in its place, or it was withdrawn. Correct the newest one."
    ),
    "capture.not_corrected": _(
        "The form works out “%(question)s” by itself, or it is a picture: it cannot be typed anew."
    ),
    "capture.no_such_repetition": _("“%(question)s” has no repetition %(turn)s."),
    "capture.no_such_file": _("The file %(file)s cannot be read: %(reason)s."),
    "capture.file_empty": _("The file %(file)s holds no lines. Send the file that has the table."),
    "capture.file_is_pdf": _(
        "What is in the file %(file)s is a PDF, whatever its name says: a page to look at, no table. Send the table that "
        "it was made from, as one of: %(known)s."
    ),
    "capture.file_is_image": _(
        "What is in the file %(file)s is a picture, whatever its name says: it is no table. Send the table as one of: "
        "%(known)s."
    ),
    "capture.file_is_archive": _(
        "What is in the file %(file)s is an archive, whatever its name says. Unpack it, and send the table in it as one "
        "of: %(known)s."
    ),
    "capture.not_text": _(
        "The file %(file)s is no table: it holds neither text nor a workbook. Open it with the program that made it, and save "
        "it as CSV UTF-8 or as a workbook."
    ),
    "capture.no_such_user": _(
        "There is no user “%(username)s”. Write the name with which the sender signs in, or leave out --by."
    ),
    "capture.file_damaged": _(
        "The file %(file)s is damaged and cannot be opened. Save it again and send the new copy."
    ),
    "capture.password": _(
        "The file %(file)s is locked with a password. Save it without one and send that copy."
    ),
    "capture.unpacks_to_too_much": _(
        "The file %(file)s unpacks to far more than a table holds. Save the sheet as CSV and send that."
    ),
    "capture.sheet_too_large": _(
        "A sheet of %(file)s is too large to be read: cells far to the right or far below widen it. "
        "Delete what stands beside the table, or save the sheet as CSV and send that."
    ),
    "capture.nested_columns": _(
        "In %(file)s these columns hold lists or structures: %(columns)s. Write one plain value in each cell."
    ),
    "capture.encoding": _(
        "The letters of %(file)s cannot be read, from line %(line)s on. Save it as “CSV UTF-8”."
    ),
    "capture.encoding_line": _(
        "Line %(line)s of %(file)s is not written in %(encoding)s. Save the file as “CSV UTF-8”."
    ),
    "capture.header_only": _(
        "%(file)s names its columns on line %(line)s, and no line below says anything. Send the file that has the lines."
    ),
    "capture.cell_too_long": _(
        "On line %(line)s of %(file)s a cell is longer than %(longest)s letters. Shorten it, or check what separates the cells."
    ),
    "capture.quotes": _(
        "A quotation mark on line %(line)s of %(file)s is never closed, so the lines after it run together. Remove it or close it."
    ),
    "capture.no_such_encoding": _(
        "There is no encoding “%(encoding)s”. Write utf-8, utf-16 or cp1258, or leave it out."
    ),
    "capture.no_such_delimiter": _("“%(delimiter)s” does not separate cells. Write one of: %(known)s."),
    "capture.no_such_sheet": _("%(file)s has no sheet “%(sheet)s”. Its sheets are: %(known)s."),
    "capture.no_header": _(
        "No line of %(file)s names the columns. Expected names such as %(wanted)s; found %(seen)s. Name the columns in the mapping."
    ),
    "capture.header_row": _(
        "The mapping says that the columns of %(file)s are named on line %(rows)s, and that line is empty or too far down."
    ),
    "capture.two_columns": _(
        "Line %(line)s of %(file)s calls two columns “%(column)s”: %(first)s and %(second)s. Rename one, or give its number in the mapping (position)."
    ),
    "capture.missing_column": _(
        "%(file)s has no column for “%(field)s”: expected %(names)s. Line %(line)s names these columns: %(seen)s."
    ),
    "capture.missing_column_but": _(
        "%(file)s, line %(line)s: there is no column for “%(field)s”: expected %(names)s. Did you mean “%(near)s”? Write that in the mapping."
    ),
    "capture.mapping_yaml": _("The mapping %(file)s cannot be read: %(reason)s."),
    "capture.mapping_shape": _("In the mapping, “%(key)s” is written differently: %(expected)s."),
    "capture.mapping_key": _("In the mapping, “%(key)s” means nothing. Did you mean: %(known)s?"),
    "capture.mapping_field": _(
        "The mapping names the field “%(field)s”, which the form does not have. Did you mean: %(known)s?"
    ),
    "capture.mapping_value": _(
        "In the mapping, “%(key)s” cannot be “%(value)s”. Expected one of: %(known)s."
    ),
    "capture.mapping_choice": _(
        "The mapping gives the field “%(field)s” the value “%(value)s”, which is not one of its choices: %(known)s."
    ),
    "capture.expression": _(
        "The form's expression “%(expression)s” cannot be read near “%(near)s”. Correct the form."
    ),
    "capture.expression_long": _(
        "The form's expression “%(expression)s” is too long. Split it over several fields."
    ),
    "capture.expression_function": _(
        "The form's expression “%(expression)s” calls %(function)s(), which import does not know. Use another function in the form."
    ),
    "capture.expression_arguments": _(
        "In the form's expression “%(expression)s”, %(function)s() has too few or too many arguments. Correct the form."
    ),
    "capture.pattern": _(
        "The form's expression “%(expression)s” holds the pattern “%(pattern)s”, which cannot be checked (no look-ahead, no back references). Correct the form."
    ),
    "capture.required": _("this must be filled in (%(field)s)."),
    "capture.key_missing": _("“%(field)s” tells the lines apart, so it must be filled in."),
    "capture.key_twice": _("line %(line)s tells of the same thing with other values. Keep one of the two."),
    "capture.error_cell": _(
        "the spreadsheet shows an error here, and nobody knows what should stand there. Mend the formula, or empty "
        "the cell if it is not known."
    ),
    "capture.whole_number": _("a whole number is expected here."),
    "capture.not_a_choice": _("this is none of the choices: %(known)s."),
    "capture.not_a_choice_but": _(
        "this is none of the choices; did you mean “%(near)s”? The choices are: %(known)s."
    ),
    "capture.constraint_said": _("not allowed: %(message)s"),
    "capture.constraint": _("this does not meet the form's condition: %(constraint)s"),
    "capture.too_large": _("this number is too large: at most 14 digits."),
    "capture.too_many_cells": _(
        "the line has more cells than the header's %(width)s. A separator inside a text needs quotation marks around the text."
    ),
    "capture.end_before_start": _("the work ends (%(end)s) before it begins (%(start)s)."),
    "capture.no_such_place": _("no place is called so."),
    "capture.place_not_then": _(
        "this place did not exist on %(day)s; it existed from %(first)s until %(last)s. Give the place of that day."
    ),
    "capture.place_not_yet": _(
        "this place did not exist yet on %(day)s; it exists since %(first)s. Give the place of that day."
    ),
    "capture.place_no_more": _(
        "this place did not exist any more on %(day)s; it existed until %(last)s. Give the place of that day."
    ),
    "capture.which_place": _(
        "several places are called so on %(day)s: %(refs)s. Give the code of the one that is meant (in an import, the"
        " mapping may say what lies around it)."
    ),
    "capture.day_not_iso": _("“%(value)s” is no day of the calendar written as 2025-07-01."),
    "capture.no_such_agency": _(
        "no agency is called so. Write its name as in the list of organisations, or let the mapping create it (agency: create)."
    ),
    "capture.no_such_unit": _(
        "no unit is called so. Write its name or reference as in the list of organisations."
    ),
    "capture.organisation_not_then": _(
        "this organisation did not exist on %(day)s; it existed from %(first)s until %(last)s. Give the one of that day."
    ),
    "capture.organisation_not_yet": _(
        "this organisation did not exist yet on %(day)s; it exists since %(first)s. Give the one of that day."
    ),
    "capture.organisation_no_more": _(
        "this organisation did not exist any more on %(day)s; it existed until %(last)s. Give the one of that day."
    ),
    "capture.which_organisation": _("several organisations are called so: %(refs)s. Write the reference."),
    "capture.unit_of_another_agency": _("the unit %(unit)s does not belong to the agency %(agency)s."),
}
