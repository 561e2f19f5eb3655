"""The style sheet of the whole window, drawn from a `Palette`. Grid of 4, radii 4, 6 and 10."""

from __future__ import annotations

from desktop.views.palette import Palette
from resources import ICONS

_SHEET = """
QWidget {{ color: {ink}; }}
QMainWindow, QDialog, #sidebar, #panel {{ background: {background}; }}
#centre, #bar, #legend {{ background: {panel}; }}
#bar, #legend {{ border-bottom: 1px solid {line}; }}
#side_tabs::tab {{
    background: transparent; color: {ink2}; padding: 10px 2px 8px 2px; margin: 0 8px 0 12px;
    border: 0; border-bottom: 2px solid transparent;
}}
#side_tabs::tab:selected {{ color: {accent}; font-weight: 600; border-bottom: 2px solid {accent}; }}
#side_tabs::tab:focus {{ color: {ink}; }}
#switch {{ background: {raised}; border: 1px solid {line}; border-radius: 8px; }}
#switch QToolButton {{ padding: 4px 12px; }}
#sidebar {{ border-right: 1px solid {line}; }}
#panel {{ border-left: 1px solid {line}; }}
#window_parts {{ background: transparent; border: 0; outline: 0; }}
#window_parts::item {{ padding: 4px 8px; border-bottom: 1px solid {line}; }}
#window_parts::item:selected {{ background: {accent_soft}; color: {ink}; }}
#tools {{ border-top: 1px solid {line}; }}
#heading {{ font-size: 18px; font-weight: 600; }}
#tools QToolButton {{ color: {ink2}; padding: 4px 8px; }}
#tools QToolButton:checked {{ color: {accent}; }}
QSplitter::handle {{ background: transparent; }}
QLabel[quiet="true"] {{ color: {ink2}; }}
QLabel[small="true"] {{ color: {ink2}; font-size: 12px; }}
QLabel[caption="true"] {{ color: {ink2}; font-weight: 600; }}

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit[field="true"] {{
    background: {raised}; border: 1px solid {line}; border-radius: 6px; padding: 5px 8px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QPlainTextEdit[field="true"]:focus {{ border: 1px solid {accent}; }}
QSpinBox, QDoubleSpinBox {{ padding: 2px 4px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}
QAbstractSpinBox QLineEdit {{ background: transparent; border: 0; padding: 0 5px; }}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow {{ image: url({icons}/chevron-{theme}.svg); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{
    background: {raised}; border: 1px solid {line}; selection-background-color: {accent_soft};
    selection-color: {ink}; outline: 0;
}}

QPushButton {{
    background: {raised}; border: 1px solid {line}; border-radius: 6px; padding: 6px 12px;
}}
QPushButton:hover {{ background: {accent_soft}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled {{ color: {ink3}; background: {background}; }}
QPushButton[primary="true"] {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 600;
}}
QPushButton[primary="true"]:hover {{ background: {accent}; border: 1px solid {ink}; }}
QPushButton[primary="true"]:focus {{ border: 1px solid {ink}; }}
QPushButton[primary="true"]:disabled {{
    background: {line}; color: {ink2}; border: 1px solid {line};
}}
QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px 8px;
}}
QToolButton:hover {{ background: {accent_soft}; }}
QToolButton:checked {{ background: {accent_soft}; color: {accent}; font-weight: 600; }}
QToolButton::menu-indicator {{ image: none; }}

#composer {{ background: {raised}; border: 1px solid {line}; border-radius: 10px; }}
#composer[focused="true"] {{ border: 1px solid {accent}; }}
#composer QPlainTextEdit {{ background: transparent; border: 0; }}
#notice {{ background: {raised}; border: 1px solid {line}; border-radius: 8px; }}
#notice[kind="error"] {{ border-left: 3px solid {cut}; }}
#notice[kind="hint"] {{ border-left: 3px solid {cool}; }}
#whatif {{
    background: {panel}; border: 1px solid {line}; border-left: 3px solid {cool};
    border-radius: 8px;
}}
#card {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
#card QPlainTextEdit {{ background: transparent; border: 0; }}

#stage {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
#stage[off="true"] QCheckBox {{ color: {ink2}; }}
#dropline {{ background: {accent}; border: 0; }}
QCheckBox {{ spacing: 6px; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {ink3}; border-radius: 4px; background: {raised};
}}
QCheckBox::indicator:checked {{
    background: {accent}; border: 1px solid {accent}; image: url({icons}/check-{theme}.svg);
}}
QCheckBox:focus {{ color: {accent}; }}

QSlider {{ min-height: 20px; }}
QSlider::groove:horizontal {{ height: 4px; background: {line}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ height: 4px; background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
    width: 10px; height: 10px; margin: -5px 0; border-radius: 7px;
    background: {raised}; border: 2px solid {accent};
}}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QProgressBar {{ background: {line}; border: 0; border-radius: 2px; max-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}

QScrollArea {{ background: transparent; border: 0; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; min-height: 32px; margin: 2px; }}
QScrollBar::handle:hover {{ background: {ink3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

#picker {{ background: {raised}; border: 1px solid {line}; }}
QListWidget {{ background: transparent; border: 0; outline: 0; }}
QListWidget::item {{ padding: 4px 8px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {accent_soft}; color: {ink}; }}
QTreeView {{
    background: {raised}; border: 1px solid {line}; border-radius: 8px; outline: 0;
    selection-background-color: {accent_soft}; selection-color: {ink};
}}
QTreeView::item {{ height: 28px; padding: 0 6px; border: 0; }}
QTreeView::item:selected {{ background: {accent_soft}; color: {ink}; }}
QHeaderView {{ background: transparent; border: 0; }}
QHeaderView::section {{
    background: {panel}; color: {ink2}; border: 0; border-bottom: 1px solid {line};
    padding: 6px 6px;
}}
QTableCornerButton::section {{ background: {panel}; border: 0; }}

QMenuBar {{ background: {background}; padding: 2px 6px; }}
QMenuBar::item {{ background: transparent; padding: 4px 8px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {accent_soft}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {ink}; }}
QMenu::item:disabled {{ color: {ink3}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QToolTip {{ background: {raised}; color: {ink}; border: 1px solid {line}; padding: 4px 6px; }}
"""


def style_sheet(palette: Palette) -> str:
    """The sheet in the colours of `palette`."""
    names = (name for name in palette.__struct_fields__ if name != "dark")
    colours = {name: getattr(palette, name).name() for name in names}
    theme = "dark" if palette.dark else "light"
    return _SHEET.format(icons=ICONS.as_posix(), theme=theme, **colours)
