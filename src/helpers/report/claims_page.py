"""The page of claims: each with its verdict, the definitions tried, its rows and sources."""

from __future__ import annotations

import html
from dataclasses import replace

from helpers import claims
from helpers.claims.decision import Decision
from helpers.claims.model import UndecidableError
from helpers.prose import Note
from helpers.report.notes import render_body

VERDICT_WORDS = {
    "supported": "supported",
    "partly": "partly",
    "contradicted": "contradicted",
    "undetermined": "undetermined",
    "not_scored": "not scored",
}
DOCUMENTS = {
    "article_2023": "The review of foreign affairs of June 2023",
    "article_2025": "The article on integration, Ha Noi and Resolution 59 of April 2025",
    "collection": "Headlines of this collection",
}
_MEANT = {"yes": "holds", "no": "does not hold", "open": "open"}
_BESIDE = {"yes": "a neighbouring figure: fits", "no": "a neighbouring figure", "open": "quoted"}
_MOVES = {
    "verdict": "Another reading of the data changes the verdict",
    "value": "Another reading of the data changes the value, not the verdict",
    "nothing": "No other reading of the data changes value or verdict",
}


def write_claims_page(as_of: str | None) -> str:
    """Every claim in print on the day, by document, as Markdown."""
    parts = [
        "# Claims: what is said, and what the data say of it",
        "Each claim is in our words, with its place in the document. The plain sense of the "
        "words is tried first, then every other sense they can bear. *Supported*: the plain "
        "sense holds. *Partly*: only another one does, or the evidence is weak throughout. "
        "*Contradicted*: none does. *Undetermined*: the data do not decide; the reason says "
        "which would. *Not scored*: a judgement of value. No verdict is typed in.",
    ]
    if as_of is not None:
        parts.append(
            "Claims printed after this day are left out and nothing that happened later is "
            "used; statistical series are those of the release held, even where it is newer."
        )
    for document, title in DOCUMENTS.items():
        decisions = _decide_all(document, as_of)
        if decisions:
            entries = "\n".join(_write_claim(decision) for decision in decisions)
            parts += [f"## {title}", _tally(decisions), f"```{{raw}} html\n{entries}\n```"]
    return "\n\n".join(parts) + "\n"


def _decide_all(document: str, as_of: str | None) -> list[Decision]:
    decisions = []
    for claim in claims.list_claims(document):
        try:
            decisions.append(claims.decide(claim.id, known=as_of))
        except UndecidableError:
            continue  # not yet in print on that day
    return decisions


def _tally(decisions: list[Decision]) -> str:
    counts = dict.fromkeys(VERDICT_WORDS, 0)
    for decision in decisions:
        counts[decision.verdict] += 1
    listed = ", ".join(f"{count} {VERDICT_WORDS[word]}" for word, count in counts.items() if count)
    return f"{len(decisions)} claims: {listed}."


def _write_claim(decision: Decision) -> str:
    claim = decision.claim
    verdict = VERDICT_WORDS[decision.verdict]
    return (
        f'<details class="claim"><summary><span class="verdict {decision.verdict}">{verdict}'
        f"</span> {html.escape(claim.statement)} <code>{claim.id}</code></summary>"
        f'<div class="note-body" id="{claim.id}"><p>{html.escape(decision.reason)}</p>'
        f"<p>Place: {html.escape(claim.locator)}</p>"
        f"{_write_definitions(decision)}{_write_robustness(decision)}"
        f"{_write_evidence(decision)}"
        "</div></details>"
    )


def _write_definitions(decision: Decision) -> str:
    if not decision.tried:
        return ""
    rows = "".join(
        f"<tr><th>{html.escape(tried.name)}</th><td>{html.escape(tried.value)}</td>"
        f"<td>{(_BESIDE if tried.beside else _MEANT)[tried.meets]}</td></tr>"
        for tried in decision.tried
    )
    return (
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Definitions tried">'
        "<table><thead><tr><th>definition</th><th>value</th><th>the claim</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _write_evidence(decision: Decision) -> str:
    if not decision.tried:
        return ""
    return render_body(Note(replace(decision.evidence, claim=None)).as_dict())


def _write_robustness(decision: Decision) -> str:
    table = decision.robustness
    if table.empty:
        return ""
    strict = table["kind"] == "stricter evidence"
    moving = table[(table["verdict_moves"] | table["value_moves"]) & ~strict]
    named = "; ".join(_show_variant(row) for row in moving.head(4).to_dict("records"))
    listed = f": {html.escape(named)}" if named else ""
    floor = "; ".join(table.loc[strict, "value"])
    return (
        f"<p>{_MOVES[decision.moves]} ({int((~strict).sum())} tried){listed}.</p>"
        f"<p>As a floor, with rows of two independent sources only: {html.escape(floor)}.</p>"
    )


def _show_variant(row: dict[str, object]) -> str:
    return f"{row['variant']}: {row['value']}, {VERDICT_WORDS[str(row['verdict'])]}"
