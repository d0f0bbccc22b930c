from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "samples.unknown_word": _("generator.yaml, %(where)s: the word “%(word)s” is not known."),
    "samples.nothing": _("generator.yaml says nothing under “%(what)s”, so there is nothing to make up."),
    "samples.missing": _("generator.yaml, %(where)s: “%(word)s” is missing."),
    "samples.no_distribution": _(
        "generator.yaml, %(where)s: say what the values are: median, mean, pick, share_of, text, event or partner."
    ),
    "samples.season": _("generator.yaml, %(where)s: a season has %(months)s numbers, one for each month."),
    "samples.no_generator": _(
        "The pack %(pack)s has no generator.yaml: nothing says what its reports look like."
    ),
    "samples.no_size": _("The generator knows no size “%(size)s”. It knows: %(known)s."),
    "samples.no_programme": _("The programme %(programme)s was not loaded. Run `kheo load` first."),
}
