"""XLSForms that others wrote, from their file to the record of a report: what each needs of a person is done by a program."""
