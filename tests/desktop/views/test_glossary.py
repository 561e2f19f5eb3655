"""The terms, the "?" beside them, and the page of all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.core.layers import Layer
from desktop.views.explain import Explain
from desktop.views.glossary import glossary
from desktop.views.glossary_page import GlossaryPage
from desktop.views.sampling.stage_card import StageCard
from desktop.views.tokens.legend import TERMS
from engine.stage_settings import StageName
from tests.desktop.opened import Opened

LONGEST = 170  # letters: two lines of a page


def test_every_term_is_told_in_two_lines_once() -> None:
    terms = list(glossary().values())
    assert len({term.title for term in terms}) == len({term.text for term in terms}) == len(terms)
    assert [term.title for term in terms if len(term.text) > LONGEST] == []


def test_the_question_mark_opens_its_terms_by_key_and_esc_closes(qtbot: QtBot) -> None:
    mark = Explain("rank", "entropy")
    qtbot.addWidget(mark)
    mark.show()
    assert mark.accessibleName() == "What is this: Rank, Entropy"
    assert glossary()["entropy"].text in mark.accessibleDescription()
    assert mark.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.keyClick(mark, Qt.Key.Key_Space)
    assert mark.menu_card.isVisible()
    assert "1 is the likeliest" in mark.card.text()
    qtbot.keyClick(mark.menu_card, Qt.Key.Key_Escape)
    assert not mark.menu_card.isVisible()


@pytest.mark.parametrize("stage", StageName)
def test_each_stage_is_explained_on_its_card(stage: StageName, qtbot: QtBot) -> None:
    card = StageCard(stage)
    qtbot.addWidget(card)
    (mark,) = card.findChildren(Explain)
    assert glossary()[stage.value].text == mark.accessibleDescription()


def test_the_legend_explains_the_layer_it_shows(opened: Opened) -> None:
    legend = opened.page.legend
    for layer in Layer:
        opened.app.tokens.show_layer(layer)
        told = [glossary()[key].text for key in TERMS[layer]]
        assert legend.explain.accessibleDescription() == "\n".join(told)


def test_the_numbers_of_the_token_panel_are_explained(opened: Opened) -> None:
    marks = opened.window.token.findChildren(Explain)
    told = "\n".join(mark.accessibleDescription() for mark in marks)
    for key in ("probability", "log_probability", "rank", "entropy", "die"):
        assert glossary()[key].text in told


def test_the_page_finds_terms_by_all_words(qtbot: QtBot) -> None:
    page = GlossaryPage()
    qtbot.addWidget(page)
    assert all(term.text in page.terms.toPlainText() for term in glossary().values())
    page.field.setText("LIKELIEST share")
    assert page.terms.toPlainText().splitlines()[0] == "Min-p"
    assert "Perplexity" not in page.terms.toPlainText()
    page.field.setText("zebra")
    assert page.terms.toPlainText() == "No term has these words."


def test_the_menu_opens_the_page(opened: Opened) -> None:
    opened.action("Glossary").trigger()
    assert isinstance(opened.window.pages.currentWidget(), GlossaryPage)
