from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "load.no_such_pack": _("There is no pack “%(pack)s”. Give a folder, or one of: %(known)s."),
    "load.no_head": _("The folder %(path)s is no pack: it has no pack.yaml."),
    "load.no_file": _("this file is missing."),
    "load.refused": _(
        "The pack %(pack)s was not loaded, and nothing was changed. Problems found: %(count)s."
    ),
}
