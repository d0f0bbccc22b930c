from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "demo.not_empty": _(
        "%(folder)s already holds people or reports that are not the demonstration's. Set KHEO_DATA to another "
        "folder (and KHEO_DATABASE to another database, if you use one)."
    ),
    "demo.other_size": _(
        "%(folder)s holds the demonstration of size %(size)s. For size %(asked)s set KHEO_DATA to another folder."
    ),
}
