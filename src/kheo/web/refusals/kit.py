from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "periods.no_regimes": _("The calendar %(calendar)s has no regimes. Say from which day its months run."),
    "periods.bad_month_start": _(
        "In the calendar %(calendar)s, month_starts_on is “%(value)s”. Write a day from 1 to 28."
    ),
    "periods.bad_month_offset": _(
        "In the calendar %(calendar)s, month_offset is “%(value)s”. Write a whole number from -12 to 12."
    ),
    "periods.bad_date": _("In the calendar %(calendar)s, “%(value)s” is not a day. Write it as 2025-07-01."),
    "periods.regimes_do_not_join": _(
        "In the calendar %(calendar)s, one regime ends before %(until)s and the next begins on %(since)s. "
        "Each must begin on the day on which the one before ends."
    ),
    "periods.empty_month": _(
        "The calendar %(calendar)s changes on %(day)s in a way that leaves the month %(month)s without days."
    ),
    "periods.out_of_calendar": _(
        "The calendar %(calendar)s has no regime for %(day)s. Choose a later or earlier period."
    ),
    "periods.unknown_grain": _("“%(grain)s” is not a length of period. Choose month, quarter, half or year."),
    "periods.bad_label": _(
        "“%(label)s” is not a period. Write 2025, 2025-H1, 2025-Q3, 2025-07, or a span such as 2023..2025."
    ),
    "periods.backwards": _("The span “%(period)s” ends before it begins. Write the earlier period first."),
    "quantity.not_a_number": _(
        "“%(value)s” is not a number. Write it in digits, such as 12000; leave it empty if it is not known."
    ),
    "quantity.two_numbers": _("“%(value)s” holds more than one number. Write one number."),
    "quantity.range": _(
        "“%(value)s” is a range. Write one number; “over 10” and “nearly 15” are understood."
    ),
    "quantity.bad_separators": _(
        "In “%(value)s” it is not clear which sign separates thousands. Write 1.234,5 or 1,234.5 or 1234.5."
    ),
    "quantity.zero_or_missing": _(
        "“%(value)s” may mean zero or not known. Write 0 if there was none; leave it empty if it is not known."
    ),
    "quantity.too_large": _("“%(value)s” is too large. Numbers must be below 1,000,000,000,000,000."),
    "quantity.bad_date": _("“%(value)s” is not a day. Write it as 2025-07-01 or 1/7/2025."),
    "quantity.no_such_day": _(
        "There is no day “%(value)s” (read in the order %(order)s). Write it as 2025-07-01."
    ),
}
