"""The window's language: Qt's own words and ours, from compiled Qt Linguist files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from resources import TRANSLATIONS

# Those with a complete translation; the source is English.
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


def best_language(wanted: str) -> str:
    """The language to show: the wanted one where it is known, else the system's, else English."""
    if wanted in LANGUAGES:
        return wanted
    return "zh_CN" if QLocale.system().language() == QLocale.Language.Chinese else "en"


class Language(QObject):
    """Installs the translators of one language at a time."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._translators: list[QTranslator] = []
        self.current = "en"

    def use(self, wanted: str) -> bool:
        """Switch to a language ("" is the system's); whether that changed anything. Widgets made
        from now on have its words."""
        language = best_language(wanted)
        if language == self.current:
            return False
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = []
        self.current = language
        QLocale.setDefault(QLocale(language))
        if language != "en":
            qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            for name, folder in ((f"qtbase_{language}", qt), (f"tessera_{language}", TRANSLATIONS)):
                translator = QTranslator(self)
                if translator.load(name, str(folder)):
                    QCoreApplication.installTranslator(translator)
                    self._translators.append(translator)
        return True
