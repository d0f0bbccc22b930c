"""A counting rule in words, in Vietnamese and English: one sentence for each step.

The sentences are written here and not through gettext because they are put together from parts whose order differs
between the two languages; both are complete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kheo.plan.programmes.rules.definition import Choose, Definition, Keep, Make, Rule, Source, Step
from kheo.plan.programmes.rules.expressions import (
    Arithmetic,
    Both,
    Coalesce,
    Compare,
    Either,
    Expression,
    Literal,
    Missing,
    Name,
    Not,
    OneOf,
)

Texts = Mapping[str, str]
Labels = Mapping[str, Texts]
LANGUAGES = ("vi", "en")

KEYS: dict[str, dict[str, str]] = {
    "record": {"vi": "báo cáo", "en": "report"},
    "unit": {"vi": "đơn vị", "en": "unit"},
    "agency": {"vi": "cơ quan", "en": "agency"},
    "place": {"vi": "địa bàn", "en": "place"},
    "joint": {"vi": "hoạt động", "en": "activity"},
    "day": {"vi": "ngày", "en": "day"},
    "month": {"vi": "tháng", "en": "month"},
    "quarter": {"vi": "quý", "en": "quarter"},
    "half": {"vi": "nửa năm", "en": "half-year"},
    "year": {"vi": "năm", "en": "year"},
    "period": {"vi": "kỳ báo cáo", "en": "reporting period"},
    "value": {"vi": "giá trị", "en": "value"},
}
_CHOSEN = {
    "max": {"vi": "lấy báo cáo có số cao nhất", "en": "the highest report stands"},
    "min": {"vi": "lấy báo cáo có số thấp nhất", "en": "the lowest report stands"},
    "first": {"vi": "lấy báo cáo đầu tiên", "en": "the first report stands"},
    "last": {"vi": "lấy báo cáo mới nhất", "en": "the latest report stands"},
}
_MADE = {
    "sum": {"vi": "cộng lại", "en": "add up"},
    "mean": {"vi": "lấy trung bình", "en": "take the mean"},
    "median": {"vi": "lấy trung vị", "en": "take the median"},
    "count": {"vi": "đếm", "en": "count"},
    "distinct": {"vi": "đếm, mỗi {of} một lần", "en": "count each {of} once"},
}
_AS_TOLD = {
    "vi": "; mọi dòng như đã báo cáo, gồm cả dòng lặp và việc làm chung",
    "en": "; every line as told, repeats and joint work among them",
}
_COMPARED = {
    "=": {"vi": "là", "en": "is"},
    "<>": {"vi": "khác", "en": "is not"},
    "<": {"vi": "nhỏ hơn", "en": "is below"},
    "<=": {"vi": "không quá", "en": "is at most"},
    ">": {"vi": "lớn hơn", "en": "is above"},
    ">=": {"vi": "ít nhất là", "en": "is at least"},
}


def words(definition: Definition, language: str, labels: Labels, forms: Labels) -> tuple[str, ...]:
    """The rule as sentences. ``labels``: field → its label; ``forms``: form → its title."""
    if definition.denominator is None:
        return _rule(definition.rule, language, labels, forms)
    above, below = {"vi": ("Tử số", "Mẫu số"), "en": ("Numerator", "Denominator")}[language]
    return (
        *(f"{above}: {_lower(text)}" for text in _rule(definition.rule, language, labels, forms)),
        *(f"{below}: {_lower(text)}" for text in _rule(definition.denominator, language, labels, forms)),
        {
            "vi": "Tỷ lệ luôn được tính lại từ tử số và mẫu số, không bao giờ lấy trung bình của các tỷ lệ.",
            "en": "The ratio is always computed from its numerator and denominator, never averaged.",
        }[language],
    )


def steps_in_words(rule: Rule, language: str, labels: Labels) -> tuple[str, ...]:
    """One sentence for each step, in order."""
    return tuple(
        _step(step, turn == 0, turn == len(rule.steps) - 1, language, labels)
        for turn, step in enumerate(rule.steps)
    )


def _rule(rule: Rule, language: str, labels: Labels, forms: Labels) -> tuple[str, ...]:
    return (
        *(_source(source, language, labels, forms) for source in rule.sources),
        *steps_in_words(rule, language, labels),
    )


def _source(source: Source, language: str, labels: Labels, forms: Labels) -> str:
    form = _text(forms.get(source.form), language) or source.form
    taken = "" if source.value is None else expression(source.value, language, labels)
    only = "" if source.where is None else expression(source.where, language, labels)
    told = _AS_TOLD[language] if source.as_told else ""
    if language == "vi":
        text = f"Từ biểu “{form}”, mỗi báo cáo tính là một" if not taken else f"Từ biểu “{form}”: {taken}"
        return text + (f"; chỉ tính khi {only}" if only else "") + told + "."
    text = (
        f"From the form “{form}”, each report counts as one"
        if not taken
        else f"From the form “{form}”: {taken}"
    )
    return text + (f"; only where {only}" if only else "") + told + "."


def _step(step: Step, first: bool, last: bool, language: str, labels: Labels) -> str:
    if isinstance(step, Keep):
        only = expression(step.where, language, labels)
        if step.per is not None:
            keys = _listed([_label(key, language, labels) for key in step.per], language)
            return (
                f"Với mỗi {keys}: giữ tất cả nếu có báo cáo mà {only}, nếu không thì bỏ."
                if language == "vi"
                else f"For each {keys}: keep everything if there is a report where {only}, else nothing."
            )
        return f"Chỉ giữ khi {only}." if language == "vi" else f"Keep only where {only}."
    what = _CHOSEN[step.how][language] if isinstance(step, Choose) else _MADE[step.how][language]
    if isinstance(step, Make) and step.of:
        what = what.format(of=_label(step.of, language, labels))
    if step.per is None:
        everything = {
            "vi": "Cuối cùng, {}." if not first else "{}.",
            "en": "At last, {}." if not first else "{}.",
        }
        return _upper(everything[language].format(what) if last else f"{what}.")
    keys = _listed([_label(key, language, labels) for key in step.per], language)
    return f"Với mỗi {keys}: {what}." if language == "vi" else f"For each {keys}: {what}."


def expression(tree: Expression, language: str, labels: Labels) -> str:
    """A condition or a measure in words."""
    vi = language == "vi"
    match tree:
        case Name(name):
            return f"“{_label(name, language, labels)}”"
        case Literal(value):
            return _label(value, language, labels) if isinstance(value, str) else str(value)
        case Not(Missing(item)):
            return f"{expression(item, language, labels)} " + ("có báo cáo" if vi else "is reported")
        case Missing(item):
            return f"{expression(item, language, labels)} " + ("không báo cáo" if vi else "is not reported")
        case Not(item):
            return ("không phải " if vi else "not ") + f"({expression(item, language, labels)})"
        case OneOf(item, options):
            listed = ", ".join(expression(option, language, labels) for option in options)
            return (
                f"{expression(item, language, labels)} "
                + ("là một trong: " if vi else "is one of: ")
                + listed
            )
        case Coalesce(items):
            joined = (" hoặc, nếu thiếu, " if vi else " or, if missing, ").join(
                expression(item, language, labels) for item in items
            )
            return f"({joined})"
        case Both(left, right) | Either(left, right) | Compare(_, left, right) | Arithmetic(_, left, right):
            return _pair(
                tree, expression(left, language, labels), expression(right, language, labels), language
            )
    raise TypeError(tree)


def _pair(tree: Expression, left: str, right: str, language: str) -> str:
    match tree:
        case Both():
            return f"{left} {'và' if language == 'vi' else 'and'} {right}"
        case Either():
            return f"({left} {'hoặc' if language == 'vi' else 'or'} {right})"
        case Compare(how, _, _):
            return f"{left} {_COMPARED[how][language]} {right}"
        case Arithmetic(how, _, _):
            return f"{left} {({'*': '×', '/': '÷', '-': '−'}).get(how, how)} {right}"
    raise TypeError(tree)


def _label(key: str, language: str, labels: Labels) -> str:
    return _text(labels.get(key), language) or _text(KEYS.get(key), language) or key


def _text(texts: Texts | None, language: str) -> str:
    if not texts:
        return ""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def _listed(items: Sequence[str], language: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {'và' if language == 'vi' else 'and'} {items[-1]}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
