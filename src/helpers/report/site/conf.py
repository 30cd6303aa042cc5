"""Sphinx settings of the reading site; ``helpers.report.build`` fills in the rest."""

from __future__ import annotations

import json
import os

from sphinx.application import Sphinx

project = "Viet Nam's international integration"
author = "Maintainers of vietnam-integration-notebooks"
copyright = "the authors; text, data and figures CC BY 4.0, code MIT"  # noqa: A001
release = os.environ["REPORT_DATA_VERSION"]

extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_render_plugin = "helpers"
nb_mime_priority_overrides = [("html", "application/vnd.integration.findings+json", 0)]
nb_code_prompt_show = "Show code"
nb_code_prompt_hide = "Hide code"
myst_enable_extensions = ["attrs_inline"]
suppress_warnings = ["myst.header"]

language = "en"
html_title = "Viet Nam's integration"
html_theme = "pydata_sphinx_theme"
html_baseurl = os.environ.get("REPORT_URL", "")
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["report.css"]
html_js_files = ["report.js"]
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
html_last_updated_fmt = None
html_permalinks_icon = "#"
html_theme_options = {
    "show_prev_next": True,
    "navbar_align": "left",
    "navbar_center": [],
    "navbar_persistent": ["search-link.html"],
    "navbar_end": ["theme-switcher"],
    "article_header_start": ["where.html"],
    "footer_start": ["copyright"],
    "footer_end": ["data-version"],
    "secondary_sidebar_items": ["page-toc", "code-switch"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars: dict[str, list[str]] = {"**": ["site-nav.html"]}
html_context = {
    "data_version": os.environ["REPORT_STAMP"],
    "default_mode": "auto",
    "site_nav": json.loads(os.environ["REPORT_NAVIGATION"]),
    "day": os.environ.get("REPORT_DAY", ""),
    "site_url": html_baseurl,
}
templates_path = ["_templates"]


def setup(app: Sphinx) -> None:
    """Leave out Sphinx's own search: ``helpers.report.search`` says why."""
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
