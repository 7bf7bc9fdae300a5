"""A register in Qt: the cashier's part is drawn with widgets, the customer's is the ePOS page in a web engine view.

    python ecr.py --site FOLDER --token FILE --products FILE [--folder FOLDER] [--over loopback|scheme] [--script]
"""

import argparse
import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWebEngineCore import qWebEngineChromiumVersion
from PySide6.QtWidgets import (QApplication, QGridLayout, QHBoxLayout, QInputDialog, QLabel, QLineEdit, QListWidget, QPlainTextEdit,
                               QPushButton, QVBoxLayout, QWidget)

import sale as books
from register import Register
from view import EposView, register_scheme

FLOOR = 108  # Chromium 108 is in Qt 6.5


class Window(QWidget):
    def __init__(self, options: argparse.Namespace):
        super().__init__()
        self.setWindowTitle("Blagajna")
        self.products = {}
        for product in json.loads(Path(options.products).read_text()):
            self.products |= {product["sku"]: product, product.get("plu", product["sku"]): product}
        engine = int(qWebEngineChromiumVersion().split(".")[0])
        old = engine < options.floor
        # Of the cases of conformance those that the script can play.
        query = f"able=voucher&patience=60&part={options.part}" if options.conform else ""
        self.view = None if old else EposView(Path(options.site), options.folder, options.over, options.port, query)
        post = (lambda _: None) if old else self.view.post
        self.register = Register(options.folder, Path(options.token).read_text().strip(), post)
        self.ask_cash = True
        self._draw(engine, options.floor)
        if self.view:
            self.view.heard.connect(self.register.epos.receive)
            self.view.died.connect(self._died)
            self.register.epos.silent.connect(self.view.reload_page)
        self.register.changed.connect(self.refresh)
        self.register.said.connect(self.message.setText)
        self.register.printed.connect(self.print)
        self.register.cash_wanted.connect(self.count_cash)
        self.refresh()

    def _draw(self, engine: int, floor: int) -> None:
        self.scan = QLineEdit(placeholderText="Šifra ili 3*šifra")
        self.scan.returnPressed.connect(lambda: (self.entered(self.scan.text().strip()), self.scan.clear()))
        self.lines, self.sums, self.message = QListWidget(), QLabel(), QLabel(wordWrap=True)
        self.paper = QPlainTextEdit(readOnly=True)
        self.paper.setStyleSheet("font-family: monospace")
        self.lines.itemDoubleClicked.connect(lambda item: self.register.void(item.data(Qt.ItemDataRole.UserRole)))
        keys = QGridLayout()
        for place, (text, work) in enumerate([
            ("Ukupno", self.register.total), ("Gotovina", lambda: self.register.pay("cash")),
            ("Poklon-kartica", lambda: self.register.pay("gift_card")), ("Zaslon iznova", self._anew),
        ]):
            keys.addWidget(QPushButton(text, clicked=lambda _=False, work=work: work()), place // 2, place % 2)
        left = QVBoxLayout()
        for part in (self.scan, self.lines, self.sums, self.message):
            left.addWidget(part)
        left.addLayout(keys)
        left.addWidget(self.paper)
        both = QHBoxLayout(self)
        both.addLayout(left, 2)
        both.addWidget(self.view or QLabel(
            f"<h2>Zaslon za kupca nije dostupan</h2><p>Ovaj program ima Chromium {engine}; potreban je {floor} ili noviji "
            f"(Qt 6.5). Obnovite program blagajne.</p><p>Prodaja ide dalje bez zaslona.</p>", wordWrap=True,
            alignment=Qt.AlignmentFlag.AlignCenter), 3)

    def entered(self, text: str) -> None:
        quantity, star, code = text.rpartition("*")
        code = code if star else text
        weighed = len(code) == 13 and code.startswith("21") and code[2:7].lstrip("0") in self.products and code not in self.products
        if code in self.products:
            self.register.sell(self.products[code], quantity or "1")
        elif weighed:
            grams = int(code[7:12])
            self.register.sell(self.products[code[2:7].lstrip("0")], f"{grams // 1000}.{grams % 1000:03}".rstrip("0").rstrip("."))
        elif code:
            self.register.code(code)

    def refresh(self) -> None:
        sale = self.register.sale
        self.lines.clear()
        for line in sale.lines if sale else []:
            self.lines.addItem(f"{line.quantity} × {line.name}   {books.plain(line.amount)}")
            self.lines.item(self.lines.count() - 1).setData(Qt.ItemDataRole.UserRole, line.id)
        for one in sale.adjustments if sale else []:
            self.lines.addItem(f"   {one['text_38']}   {books.plain(one['amount'])}")
        self.sums.setText(f"Ukupno {books.plain(sale.total)}   za platiti {books.plain(sale.remaining)}" if sale else "")

    def print(self, text: str) -> None:
        if text.startswith("receipt "):
            text = books.receipt(books.Sale.from_json(json.loads(text.removeprefix("receipt "))))
        self.paper.setPlainText(text)

    def count_cash(self, due: int) -> None:
        if not self.ask_cash:
            return
        given, good = QInputDialog.getDouble(self, "Gotovina", f"Za platiti {books.plain(due)}", due / 100, 0, 99999, 2)
        if good:
            self.register.cash_given(round(given * 100))

    def _died(self, why: str) -> None:
        self.register.epos.lost()
        self.message.setText(f"Zaslon je pao: {why}")

    def _anew(self) -> None:
        if self.view:
            self.register.epos.lost()
            self.view.reload_page()

    def closeEvent(self, event) -> None:
        if self.view:
            self.view.release()
        super().closeEvent(event)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--site", required=True, help="the page's folder, with bridge in its config.json")
    parser.add_argument("--token", required=True, help="file with the device token")
    parser.add_argument("--products", required=True)
    parser.add_argument("--folder", type=Path, default=Path("ecr-qt-data"), help="profile and journal")
    parser.add_argument("--over", choices=["loopback", "scheme"], default="loopback")
    parser.add_argument("--port", type=int, default=8097, help="of the loopback address; part of the page's origin")
    parser.add_argument("--floor", type=int, default=FLOOR, help="the oldest Chromium that will do")
    parser.add_argument("--script", action="store_true", help="plays the scripted sale and ends with 0 or 1")
    parser.add_argument("--conform", action="store_true", help="with --script: the page is the conformance page")
    parser.add_argument("--part", default="1/1", help="with --conform: of the cases every so manieth, such as 2/3")
    return parser.parse_args()


# PySide 6.12 on Python 3.11 counts True, False and None wrongly at each call of a slot, and Python stops when none is left.
SPARE = [True] * 1_000_000 + [False] * 1_000_000 + [None] * 1_000_000


def main() -> None:
    chosen = options()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    register_scheme()
    app = QApplication(sys.argv[:1])
    window = Window(chosen)
    window.resize(1280, 800)
    window.show()
    if chosen.script:
        from script import Script
        script = Script(window, chosen)
        script.start()
    code = app.exec()
    window.close()
    sys.stdout.flush()
    # PySide 6.12 on Python 3.11 counts True and False wrongly, which Python notices only while it clears itself away.
    os._exit(code)


if __name__ == "__main__":
    main()
