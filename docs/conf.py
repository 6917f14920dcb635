"""Sphinx's settings: ``sphinx-build -W --keep-going docs site`` builds the site, offline."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

HERE = Path(__file__).parent
# The checkout is what is documented, whatever else is installed.
sys.path[:0] = [str(HERE.parent), str(HERE)]

project = "Threadheat"
author = "the Threadheat maintainers"
project_copyright = "the Threadheat maintainers, Apache-2.0"
version = release = version_of("threadheat")

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "building.api",
    "building.console",
    "building.copies",
    "building.docstrings",
    "building.offline",
]
exclude_patterns = ["made/extra", "benchmarks"]
default_role = "py:obj"

myst_heading_anchors = 4
myst_links_external_new_tab = True

autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 88
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "Threadheat"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["made/extra"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "logo": {"text": "Threadheat"},
    "header_links_before_dropdown": 7,
    "navbar_align": "left",
    "navigation_with_keys": False,
    "show_prev_next": False,
    "show_toc_level": 2,
    "pygments_light_style": "tango",
    "pygments_dark_style": "github-dark",
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {"start": [], "ethics": []}
