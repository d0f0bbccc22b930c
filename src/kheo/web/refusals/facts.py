from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "facts.append_only": _("What is in %(table)s is never changed or deleted. Add a correction."),
    "facts.not_accepted": _(
        "Record %(record)s was not accepted, so it is not posted (%(count)s such). Accept it first."
    ),
    "facts.joint_refused": _(
        "The joint activities in %(file)s were not loaded, and nothing was changed. Problems found: %(count)s."
    ),
    "facts.joint_nothing": _("%(file)s names columns and no joint activity below them. Add its lines."),
    "facts.joint_alone": _("only one line tells of the activity %(activity)s; joint work has at least two."),
    "facts.joint_one_agency": _(
        "All of these are one agency’s. What one agency tells twice is a double; joint work is told by several."
    ),
    "facts.joint_rules_differ": _("the activity %(activity)s has several rules: %(rules)s. Give one."),
    "facts.joint_two_leads": _("the activity %(activity)s has a lead already, on line %(first)s."),
    "facts.joint_lead": _("in “lead”, “%(value)s” is neither yes nor no."),
    "facts.joint_which_line": _(
        "this row names no line. Give record; or submission and line; or file and line; or form and its key fields."
    ),
    "facts.joint_not_whole": _("in “%(column)s”, %(value)s is not a whole number from 1."),
    "facts.joint_twice": _("this line tells of %(activity)s already, on line %(first)s of the file."),
    "facts.joint_elsewhere": _(
        "this line tells of the activity %(activity)s already. Name that activity in the file without it, or leave it there."
    ),
    "facts.joint_rule_stands": _(
        "the activity %(activity)s is counted by the rule “%(rule)s”, and earlier figures rest on it. For another rule give it another code."
    ),
    "facts.joint_not_accepted": _("record %(record)s is no fact: it was not accepted, or is not there."),
    "facts.joint_no_such_line": _("submission %(submission)s has no record from line %(line)s."),
    "facts.joint_no_such_key": _("no record of the form %(form)s has %(key)s."),
    "facts.joint_no_such_file": _("nobody sent a file named %(file)s."),
    "facts.joint_which_file": _(
        "%(file)s was sent several times: submissions %(submissions)s. Give the submission."
    ),
}
