"""The documentation site: `python -m sphinx -W docs build/site` (extra `docs`)."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

project = "plancheck"
author = "plancheck contributors"
project_copyright = "plancheck contributors, MIT License"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
exclude_patterns = ["build"]
default_role = "code"  # docstrings put names into single backticks
html_theme = "furo"
html_title = "plancheck"
html_show_sphinx = False
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
suppress_warnings = ["misc.highlighting_failure"]


def setup(app):
    """Write the pages of codes before the site is built, so that they cannot fall behind the message table."""
    import codepages

    app.connect("builder-inited", lambda _: codepages.write(HERE / "codes"))
