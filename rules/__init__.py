"""Units, words and indicators that people edit; data, read through `plancheck.resources`."""
