"""The HTML report: templates, styles and script; data, read through `plancheck.resources`."""
