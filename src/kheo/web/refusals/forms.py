from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "plan.paper_no_glyph": _(
        "the form “%(form)s” cannot be printed: no typeface here has the sign “%(sign)s”. Take it out of the form's "
        "texts, or print the form in another language."
    ),
    "plan.paper_not_printed": _("the form “%(form)s” cannot be printed: %(reason)s"),
    "plan.no_such_form_version": _(
        "the form “%(form)s” has no version “%(version)s”. Expected one of: %(known)s."
    ),
    # What is wrong with an XLSForm, in place of pyxform's own words.
    "plan.form_without_survey": _("the file has no sheet called “survey”. An XLSForm needs one."),
    "plan.form_damaged": _(
        "the file is damaged, or no XLSForm. Open it in a spreadsheet, and save it again as .xlsx."
    ),
    "plan.form_too_large": _(
        "the form is too large. A form of a thousand questions has less than one megabyte."
    ),
    "plan.form_too_much": _(
        "the form holds more than anybody could fill in: at most %(questions)s questions, %(rows)s answers to choose from, "
        "%(length)s characters in a cell and %(depth)s groups within each other. Make several forms of it."
    ),
    "plan.form_with_macros": _(
        "the workbook has macros. A form needs none, and whoever opens it later would run them: save it without."
    ),
    "plan.hanging_pattern": _(
        "“%(expression)s” holds a pattern that one text fits in ever more ways, such as (a+)+ or (a|aa)*. On some "
        "answers a phone would try for hours. Write it so that each letter can be read in one way."
    ),
    "plan.form_warning": _("pyxform says: %(reason)s"),
    "plan.xls_type": _("there is no type of question “%(type)s”. Look for a slip of the pen."),
    "plan.xls_no_type": _("this question has no type."),
    "plan.xls_no_name": _("this question or group has no name."),
    "plan.xls_name": _(
        "this name cannot be used. Use a letter, then letters without diacritics, digits and underscores."
    ),
    "plan.xls_name_twice": _("“%(name)s” is the name of another question of the same group. Choose another."),
    "plan.xls_choice_twice": _("two answers of one list have the same name. Choose another for one of them."),
    "plan.xls_choice_no_name": _("this answer has no name. Write one: it is what figures read."),
    "plan.xls_no_list": _("the sheet “choices” has no list “%(list)s”."),
    "plan.xls_begin": _("a %(type)s begins here and does not end. Add a row “end %(type)s”."),
    "plan.xls_end": _(
        "a %(type)s ends here that did not begin. Add a row “begin %(type)s” or take this one out."
    ),
    "plan.xls_no_question": _("“${%(name)s}” is meant here, and no question has this name."),
    "plan.xls_which_question": _("“${%(name)s}” is meant here, and several questions have this name."),
    "plan.xls_reference": _("a reference to a question is written “${name}”, with both braces."),
    "plan.xls_no_label": _("“%(name)s” has neither a label nor a hint, so nobody can know what to answer."),
    "plan.xls_no_calculation": _("this calculation has nothing to calculate. Fill the column “calculation”."),
    "plan.xls_column_twice": _("two columns are called “%(column)s”. Take one out."),
    "plan.xls_include": _(
        "“include” takes questions from another file, which is not here. Copy them into this form."
    ),
    "plan.xls_pixels": _(
        "pictures are sent as large as the phone takes them. Write max-pixels=1024 in the column “parameters”: reports "
        "then arrive over a slow network too."
    ),
    "plan.xls_choice_label": _("this answer has no label, so that nobody can read it. Write one."),
    "plan.type_not_read": _(
        "“%(field)s” has the type “%(type)s”, which Kheo does not read. Use a repeat or separate questions instead."
    ),
    "plan.choices_of_phones_only": _(
        "“%(field)s” takes its answers from the sheet “external_choices”, which only ODK Collect can read. Put them in a "
        "CSV file with the columns name and label, give it with the form, and ask select_one_from_file."
    ),
    "plan.setting_left_out": _(
        "the setting “%(setting)s” is left out: reports go to Kheo and nowhere else, in a form that it can read."
    ),
    "plan.no_expression": _(
        "“%(expression)s” is not an expression: no phone could open the form. Mend it or take it out."
    ),
    "plan.form_called": _("the form calls itself “%(form_id)s”. It will be published as “%(code)s”."),
    "plan.field_gone": _(
        "the version in force asks “%(field)s”, and this one does not. Figures that read it will find nothing in new "
        "reports."
    ),
    "plan.field_type_changed": _(
        "“%(field)s” is of the type %(before)s in the version in force, and here of the type %(after)s. Figures read both as "
        "one. A question of another kind is better called otherwise."
    ),
    "plan.choices_gone": _(
        "“%(field)s” no longer offers: %(choices)s. Conditions of figures that name these will match old reports only."
    ),
    # What a form costs.
    "plan.no_place": _(
        "no question has the role “place”. Reports then lie nowhere: they count for the whole programme, and on no map "
        "and in no table by place. Give the question that asks where bind::kheo:role place."
    ),
    "plan.no_end": _(
        "no question has the role “end”. Reports then have no day and fall into no period. Give the question that asks "
        "for the last day of the work bind::kheo:role end."
    ),
    "plan.no_unit": _(
        "no question has the role “unit” or “agency”. Who reports is then known by the sign-in only, and lines of an "
        "imported table belong to nobody."
    ),
    "plan.typed_though_listed": _(
        "“%(field)s” is typed by hand, and a name that Kheo does not know sends the report back. “select_one_from_file "
        "%(list)s” as its type offers Kheo's own list instead. The name and the role stay, figures go on reading it, and it "
        "needs no purpose and no approval."
    ),
    "plan.not_checked_by_server": _(
        "phones check “%(expression)s”, the server cannot: %(reason)s Tables imported into this form will be refused."
    ),
    "plan.not_computed_by_server": _(
        "phones compute “%(expression)s”, the server cannot: %(reason)s In imported tables this field stays empty."
    ),
    # Said of drafts that were checked before it was told which of the two it was.
    "plan.odk_not_checked": _(
        "Not run: there is no Java on the server, or it took too long. Nobody has checked whether ODK Collect opens the "
        "form. Try it there before publishing."
    ),
    "plan.odk_no_java": _(
        "Not run: the server has no Java. Nobody has checked whether ODK Collect opens the form. Try it there before "
        "publishing, or have Java installed."
    ),
    "plan.odk_no_jar": _(
        "Not run: its program (ODK_Validate.jar, which comes with pyxform) is missing on the server. Nobody has checked "
        "whether ODK Collect opens the form. Try it there before publishing."
    ),
    "plan.odk_no_answer": _(
        "It began and did not come to an end within twenty seconds. Nobody knows what it would have said: try the form in "
        "ODK Collect before publishing."
    ),
    "plan.odk_error": _("ODK Validate refuses the form, and so will phones: %(reason)s"),
    "plan.odk_warning": _("ODK Validate says: %(reason)s"),
    # Files beside a form.
    "plan.media_missing_list": _(
        "the form takes answers from “%(filename)s”, which is not here. Phones cannot open it without. Add the file."
    ),
    "plan.media_missing": _(
        "the form shows “%(filename)s”, which is not here. Phones leave it out. Add the file."
    ),
    "plan.media_not_named": _(
        "“%(filename)s” is not named anywhere in the form. Phones will not ask for it."
    ),
    "plan.media_built_in": _(
        "“%(filename)s” is fed by Kheo from its own places or units, so that it never grows old. Take this file out, or "
        "call it otherwise."
    ),
    "plan.media_suffix": _(
        "“%(filename)s” is not a file that a form can use. Expected one that ends in: %(known)s."
    ),
    "plan.media_name": _(
        "“%(filename)s” cannot be a file's name here. Use letters without diacritics, digits, hyphens and underscores."
    ),
    "plan.media_too_large": _(
        "“%(filename)s” is larger than 10 MB. Phones could not fetch it. Make it smaller."
    ),
    "plan.media_too_many": _("%(count)s files are given, and a form can have %(most)s. Leave some out."),
    "plan.media_not_read": _("“%(filename)s” cannot be read: %(reason)s. Save it as CSV in UTF-8."),
    "plan.list_column": _("the list “%(filename)s” has no column “%(column)s”. Phones need name and label."),
    "plan.list_of_no_level": _(
        "“%(filename)s” names a level of places “%(level)s”. Expected one of: %(known)s."
    ),
    "plan.no_such_list": _("Kheo feeds no list “%(filename)s”. Expected kheo-places.csv or kheo-units.csv."),
    # Drafts.
    "plan.trial_of_another": _(
        "The draft was corrected in the meantime. Begin the trial again: the answers belong to the form as it was."
    ),
    "plan.no_file": _("No file was chosen. Choose an XLSForm: .xlsx, .xls, .csv or .md."),
    "plan.no_such_draft": _("This draft is no longer there."),
    "plan.draft_state": _(
        "This cannot be done with the draft as it stands now. Open it again to see what can."
    ),
    "plan.draft_is_closed": _("This draft was published or put away. Upload the form again to change it."),
    "plan.draft_has_errors": _(
        "The form has errors and cannot be published. Mend the %(count)s errors that the draft lists, then upload it again."
    ),
    "plan.no_purpose": _(
        "A coded field needs a written purpose of at least %(least)s letters. Still without: %(fields)s."
    ),
    "plan.purpose_too_long": _("The purpose of “%(field)s” is longer than %(most)s letters. Say it shorter."),
    "plan.nothing_to_approve": _("This form has no new coded field: nobody needs to approve it. Publish it."),
    "plan.not_approved": _(
        "New coded fields need a second person's approval before the form is published: %(fields)s. Ask for it."
    ),
    "plan.own_draft": _("Nobody approves a form that he or she had a hand in. Ask another coordinator."),
    "plan.reason_length": _("Say why, in %(least)s to %(most)s letters, so that the author can mend it."),
    "plan.nothing_new": _(
        "This is the version %(version)s of “%(form)s”, which is in force. Nothing was published."
    ),
}
