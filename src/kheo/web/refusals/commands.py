from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "bench.unknown": _("There is no benchmark “%(name)s”. Choose one of: %(known)s."),
    "commands.database": _("The database cannot be used: %(reason)s"),
    "commands.migrate_first": _("The database is not prepared for this version. Run `kheo migrate` first."),
    "commands.port_taken": _(
        "Port %(port)s of %(host)s is taken or not allowed. Choose another one with --port."
    ),
    "commands.no_terminal": _("A password cannot be asked here. Give it with --password-stdin."),
    "commands.passwords_differ": _("The two passwords are not the same."),
    "commands.no_mail_server": _("No mail server is set: see KHEO_MAIL in the guide to installing."),
    "commands.cannot_mail": _("Nothing was mailed to %(address)s: %(reason)s."),
    "commands.cannot_write": _("%(file)s cannot be written: %(reason)s. Choose another file."),
    "commands.cannot_read": _("%(file)s cannot be read: %(reason)s."),
    "commands.one_of": _("Give only one of %(options)s."),
    "commands.checks_failed": _("%(failed)s of %(total)s checks failed."),
}
