"""How myst-nb renders outputs here; Sphinx loads the class by its name in pyproject.toml."""

from __future__ import annotations

import itertools

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer

from helpers.prose import FINDINGS_MIME
from helpers.report.inline import drop_plain_note, inline_figure, scroll_table
from helpers.report.notes import render_findings, render_note, render_sources

_number = itertools.count(1)


class ReportRenderer(NbElementRenderer):  # type: ignore[misc]
    """myst-nb's renderer with inline figures and scrolling tables."""

    def render_image(self, data: MimeData) -> list[nodes.Element]:
        if data.mime_type != "image/svg+xml":
            rendered: list[nodes.Element] = super().render_image(data)
            return rendered
        words = data.output_metadata.get("image/svg+xml", {})
        figure = inline_figure(data.string, words, next(_number))
        return [nodes.raw("", figure, format="html")]

    def render_mime_type(self, data: MimeData) -> list[nodes.Element]:
        if data.mime_type == FINDINGS_MIME:
            return [nodes.raw("", render_findings(data.content), format="html")]
        rendered: list[nodes.Element] = super().render_mime_type(data)
        return rendered

    def render_text_html(self, data: MimeData) -> list[nodes.Element]:
        content = scroll_table(data.string) if "<table" in data.string else data.string
        words = data.output_metadata.get("text/html", {})
        if "note" in words:
            content = drop_plain_note(content) + render_note(words["note"], wide=True)
        if "sources" in words:
            content = drop_plain_note(content) + render_sources(words["sources"].split(" "))
        return [nodes.raw("", content, format="html")]
