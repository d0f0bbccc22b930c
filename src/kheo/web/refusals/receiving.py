from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "capture.paper_number_long": _("a paper's number has at most %(most)s letters and digits."),
    "capture.xml": _("What was sent is no readable form (line %(line)s: %(reason)s). It was not kept."),
    "capture.xml_entities": _("What was sent declares entities of its own. A filled-in form has none."),
    "capture.xml_too_much": _(
        "What was sent is larger than any form: at most %(nodes)s answers, %(depth)s levels deep."
    ),
    "capture.xml_long": _("A filled-in form has at most %(most)s MB without its pictures."),
    "capture.files_long": _(
        "At most %(most)s MB can be sent at once. Send the pictures one after the other."
    ),
    "capture.not_multipart": _("What was sent broke off on the way. Send it again."),
    "capture.no_xml_part": _("One part of what is sent must be called %(part)s and hold the filled-in form."),
    "capture.not_an_xform": _("This form holds no questions. Publish it again."),
    "capture.instance_without_form": _("The filled-in form does not say which form it is."),
    "capture.instance_without_id": _(
        "The filled-in form has no number of its own (instanceID), so that sending it twice would count it twice."
    ),
    "capture.instance_id_long": _("The names of a filled-in form have at most %(most)s letters."),
    "capture.instance_replaces_itself": _("The filled-in form says that it replaces itself."),
    "capture.no_such_form": _("There is no form “%(form)s” here. Fetch the list of forms again."),
    "capture.no_such_version": _(
        "Version %(version)s of the form “%(form)s” was never published here. Fetch the form again and fill it in."
    ),
    "capture.no_room": _("The server could not keep this just now. Nothing is lost: it will be sent again."),
    "capture.rival": _(
        "Another report with this number is here already (no. %(number)s). Both are kept for a person to look at."
    ),
    "capture.rival_file": _(
        "Another picture is called %(file)s in report no. %(number)s. Both are kept for a person to look at."
    ),
    "capture.rival_is_file": _(
        "A picture cannot take another one's place: %(file)s is part of what was sent. Return the report, and its "
        "sender sends it again with the right picture."
    ),
    "capture.rival_other_form": _("The two are filled in on different forms. Set this one aside."),
    "capture.rival_against_rules": _(
        "The other one breaks a rule of the form, so nothing would be left to count. Set it aside, or return the report."
    ),
    "capture.rival_moved": _("Something else came for this report just now. Look at it again."),
    "capture.no_such_report": _(
        "The server knows no report of this name that you sent. Look at it under Sent, or ask the administrator."
    ),
    "capture.not_your_report": _("Only whoever sent a report can withdraw it."),
    "capture.withdraw_newest": _(
        "A mended version has come in its place: report no. %(number)s. Withdraw that one, and the whole report is "
        "withdrawn."
    ),
    "capture.withdraw_reason": _("Say why you withdraw it: whoever looked at it has to understand."),
    "ground.device_revoked": _("This device was revoked. Sign in on it again to make it another one."),
    "capture.not_a_stick": _(
        "This is no file of waiting reports. Make it again in the app (“Export to a file”) and hand that in."
    ),
    "capture.stick_too_much": _(
        "A file of waiting reports unpacks to at most %(most)s MB. Save it in two parts."
    ),
    "capture.stick_too_many": _("A file holds at most %(most)s reports. Export the rest into another one."),
    "capture.stick_broken": _("This part of the file cannot be read. Export the file again on the phone."),
    "web.no_device": _(
        "This device may not send any more, or its key is wrong. Sign in again to get a new one."
    ),
    "web.try_later": _("The server is busy or just starting. Nothing is lost: it will be sent again."),
    "web.openrosa_version": _("This server speaks version 1.0 of OpenRosa."),
    "capture.no_such_question": _("The form has no question “%(question)s”. What stands there: %(known)s."),
    "capture.answer_not_told": _("The form works out “%(question)s” by itself: leave it away."),
    "capture.answer_shape": _("The answer to “%(question)s” has the wrong shape: expected %(wanted)s."),
    "capture.answer_character": _(
        "The answer to “%(question)s” holds a character that no form can hold (%(code)s)."
    ),
    "capture.file_not_named": _("The report's answers name no file “%(file)s”. They name: %(known)s."),
    "capture.no_picture": _(
        "“%(file)s” is no picture that can be read (JPEG, PNG or WebP). Nothing was kept; send the right one under the same name."
    ),
    "web.no_such_report": _("You sent no report with the key “%(key)s”."),
    "web.no_such_form_file": _("The form has no file “%(file)s”."),
    "web.api_key": _(
        "Send the header Idempotency-Key with your own name for the report: 8 to 100 letters, digits and . _ : ~ -"
    ),
    "web.api_json": _("What was sent is no JSON."),
    "web.api_object": _("A report is one JSON object with “form” and “answers”."),
    "web.api_missing": _("“%(where)s” is missing."),
    "web.api_extra": _("A report has nothing called “%(where)s”."),
    "web.api_text": _("“%(where)s” takes a text, without control characters."),
    "web.api_long": _("“%(where)s” is too long: at most %(most)s characters."),
    "web.api_shape": _("What was sent has the wrong shape at “%(where)s”: see /api/v1/openapi.json."),
}
