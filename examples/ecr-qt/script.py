"""The scripted sale: what a cashier and a customer do, and what must come out, worked out by hand.

    2 x milk chocolate 1.79 = 3.58 A, dark chocolate 1.99 A, 0.735 kg bananas x 1.69 = 1.24 C, cola 1.69 A with its
    deposit 0.10 N, bread 1.59 C, 3 x toilet paper 4.99 = 14.97 A: 25.16
    3 for 2 on chocolate -1.79: 23.37; coupon 10 % on household -1.50 (1.497): 21.87
    A 18.94 (tax 3.79), C 2.83 (tax 0.13), N 0.10; without the coupon A 20.44 (tax 4.09)
    gift card 15.00, remains 6.87, in cash 6.85, of 10.00 back 3.15; 23.37 in cash is 23.35, of 50.00 back 26.65
"""

import json
import os
import signal
import time
import traceback

from PySide6.QtCore import QCoreApplication, QTimer

import sale as books

GOODS = ["2*3850310010100", "3850310010209", "2104011007350", "3850410010307", "3850510010108", "3*3850710010205"]
TICK, PATIENCE, CONFORM_PATIENCE = 30, 20.0, 300.0  # the conformance page knows by itself when a case is over
LINES = """\
Mliječna čokolada 100 g
  2 x 1,79                          3,58 A
Tamna čokolada 70 % 100 g
  1 x 1,99                          1,99 A
Banane
  0,735 kg x 1,69                   1,24 C
Cola 0,5 l
  1 x 1,69                          1,69 A
Povratna naknada
  1 x 0,10                          0,10 N
Kruh polubijeli 500 g
  1 x 1,59                          1,59 C
Toaletni papir 8/1
  3 x 4,99                         14,97 A
------------------------------------------
"""
WHOLE = LINES + """\
Međuzbroj                            25,16
Čokolada 3 za 2                      -1,79
Kupon: kućanstvo -10 %               -1,50
------------------------------------------
UKUPNO EUR                           21,87
Zaokruženje gotovine                 -0,02
Poklon-kartica {card}   15,00
  Ostatak na kartici                  0,00
Gotovina                              6,85
  Primljeno                          10,00
  Povrat                              3,15
------------------------------------------
Porez           Osnovica    Porez   Ukupno
A PDV 25 %         15,15     3,79    18,94
C PDV 5 %           2,70     0,13     2,83
N Bez PDV-a         0,10     0,00     0,10
------------------------------------------
Ušteda                                3,29
DEMO - nije fiskalni račun"""
CASH = LINES + """\
Međuzbroj                            25,16
Čokolada 3 za 2                      -1,79
------------------------------------------
UKUPNO EUR                           23,37
Zaokruženje gotovine                 -0,02
Gotovina                             23,35
  Primljeno                          50,00
  Povrat                             26,65
------------------------------------------
Porez           Osnovica    Porez   Ukupno
A PDV 25 %         16,35     4,09    20,44
C PDV 5 %           2,70     0,13     2,83
N Bez PDV-a         0,10     0,00     0,10
------------------------------------------
Ušteda                                1,79
DEMO - nije fiskalni račun"""
PLAIN = LINES + """\
UKUPNO EUR                           25,16
Zaokruženje gotovine                 -0,01
Gotovina                             25,15
  Primljeno                          50,00
  Povrat                             24,85
------------------------------------------
Porez           Osnovica    Porez   Ukupno
A PDV 25 %         17,78     4,45    22,23
C PDV 5 %           2,70     0,13     2,83
N Bez PDV-a         0,10     0,00     0,10
------------------------------------------
DEMO - nije fiskalni račun"""


def gs1(digits: str) -> str:
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def luhn(digits: str) -> str:
    doubled = [int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(digits))]
    return digits + str(-sum(one - 9 if one > 9 else one for one in doubled) % 10)


class Script:
    """A step is what is waited for: a question, and what it is called."""

    def __init__(self, window, options):
        self.window, self.register, self.view = window, window.register, window.view
        self.options = options
        self.screen = ""
        self.opened: list[dict] = []
        self.papers: list[str] = []
        self.now: tuple = (lambda: True, "start", 0.0)
        self.report: dict = {}
        window.ask_cash = False
        self.register.connected.connect(self.opened.append)
        self.register.printed.connect(lambda _: self.papers.append(window.paper.toPlainText()))  # after the window has drawn it
        self.due: list[int] = []
        self.register.cash_wanted.connect(self.due.append)
        self.timer = QTimer(interval=TICK, timeout=self.tick)

    def start(self) -> None:
        over = self.options.over
        if self.options.conform:
            self.steps = self.conform()
            return self.timer.start()
        self.steps = self.old_engine() if self.view is None else self.durable() if over == "loopback" else self.forgetful()
        self.timer.start()

    def tick(self) -> None:
        if self.view:
            self.look()
        question, what, since = self.now
        try:
            if not question():
                patience = CONFORM_PATIENCE if self.options.conform else PATIENCE
                if time.monotonic() - since > patience and since:
                    raise AssertionError(f"not within {patience:.0f} s: {what}; screen {self.screen!r}, says {self.window.message.text()!r}")
                return
            question, what = next(self.steps)
            print(f"  {what}", flush=True)
            self.now = (question, what, time.monotonic())
        except StopIteration:
            self.end(0, "passed")
        except Exception:
            traceback.print_exc()
            self.end(1, "failed")

    def end(self, code: int, word: str) -> None:
        self.timer.stop()
        print(f"scripted sale {word}", flush=True)
        QCoreApplication.exit(code)

    def look(self) -> None:
        """Which screen the customer sees."""
        script = "document.getElementById('epos')?.shadowRoot?.querySelector('[data-screen]')?.dataset.screen ?? ''"
        self.view.page().runJavaScript(script, 0, lambda found: setattr(self, "screen", found or ""))

    def ask_report(self) -> bool:
        script = "JSON.stringify(globalThis.conform?.report() ?? {})"
        self.view.page().runJavaScript(script, 0, lambda text: setattr(self, "report", json.loads(text or "{}") or self.report))
        return True

    def tap(self, key: str) -> None:
        script = f"document.getElementById('epos').shadowRoot.querySelector('[data-key=\"{key}\"]').click()"
        self.view.page().runJavaScript(script, 0, lambda _: None)

    def kill(self) -> int:
        """Ends the page's process as a crash would; answers with how many sessions there were."""
        os.kill(self.view.page().renderProcessPid(), signal.SIGKILL)
        return len(self.opened)

    def figure(self, name: str) -> int | None:
        return getattr(self.register.sale, name) if self.register.sale else None

    def same(self, found, expected) -> None:
        if found != expected:
            raise AssertionError(f"expected\n{expected}\nfound\n{found}")

    def body(self) -> str:
        """The newest receipt below its head."""
        receipt = next(paper for paper in reversed(self.papers) if "Blagajnik" in paper)
        return receipt.split("Blagajnik: Ana K.\n" + "-" * 42 + "\n")[1]

    def cash(self, due: int, given: int):
        asked = len(self.due)
        self.register.pay("cash")
        yield lambda: len(self.due) > asked, "the cashier is asked for cash"
        self.same(self.due[-1], due)
        papers = len(self.papers)
        self.register.cash_given(given)
        yield lambda: len(self.papers) > papers, "the receipt is printed"

    def goods(self, total: int):
        for code in GOODS:
            self.window.entered(code)
        yield lambda: self.figure("total") == total, f"the goods cost {books.plain(total)}"
        self.window.entered("3850310010308")
        yield lambda: len(self.register.sale.lines) == 8, "one more line"
        self.register.void("L8")
        yield lambda: self.figure("total") == total and len(self.register.sale.lines) == 7, "it is taken back"

    def durable(self):
        """Over loopback: everything of the page survives its death."""
        yield lambda: self.opened, "the page says hello over the channel"
        self.same([self.opened[0][name] for name in ("storage", "ledger")] + ["degraded" in self.opened[0]],
                  ["persistent", "device", False])
        number = str(time.time_ns() // 1000 % 10_000_000).zfill(7)
        card, coupon = luhn(f"62990000000{number}"), gs1(f"9901{number}1")
        loaded = []
        self.register.epos.event.connect(lambda kind, event: kind == "ledger.imported" and loaded.append(event["result"]))
        self.register.epos.ask("ledger.import", {
            "batch": f"qt-{number}", "accounts": [{"token": card, "pin": "1234", "balance": 1500, "currency": "EUR"}],
            "codes": [{"code": coupon, "uses": 1}]})
        yield lambda: loaded == ["done"], "a gift card and a coupon are loaded"
        yield from self.goods(2337)
        self.window.entered(coupon)
        yield lambda: self.figure("total") == 2187, "a coupon of 10 % on household: 21,87"
        sessions = self.kill()
        yield lambda: len(self.opened) > sessions and self.register.epos.up, "the render process is killed; the view comes back"
        self.same(self.opened[-1]["interrupted"]["totals"]["total"], 2187)
        yield lambda: self.screen == "basket" and self.figure("total") == 2187, "the customer sees the same basket"
        self.register.total()
        yield lambda: self.screen == "payment", "both agree on the total; the customer may pay"
        self.window.entered(card)
        yield lambda: self.screen == "pin", "the gift card is shown to the scanner; the customer is asked for the PIN"
        for key in ("1", "2", "3", "4", "enter"):
            self.tap(key)
        yield lambda: self.figure("remaining") == 687, "the card pays 15,00; 6,87 remain"
        sessions = self.kill()
        yield lambda: len(self.opened) > sessions and self.screen == "payment", "killed between two payments; back on the payment screen"
        self.same(self.figure("remaining"), 687)
        yield from self.cash(685, 1000)
        masked = f"{card[:6]}{chr(0x2022) * 9}{card[-4:]}"
        self.same(self.body(), WHOLE.format(card=masked))
        yield lambda: any(paper.splitlines()[-1].startswith("9903") for paper in self.papers if paper), "a voucher is printed"
        yield lambda: not self.register.journal.state["owed"], "the page has booked the sale"
        yield from self.alone()

    def alone(self):
        """The page is gone for good in the middle of a sale: the register finishes it and brings it later."""
        yield from self.goods(2337)
        self.view.held = True
        self.kill()
        yield lambda: not self.register.epos.up, "the page is killed and not loaded again"
        self.register.total()
        yield lambda: self.register.sale.alone, "the register sells on with the discounts it has"
        yield from self.cash(2335, 5000)
        self.same(self.body(), CASH)
        self.same(len(self.register.journal.state["owed"]), 1)
        since = time.monotonic()
        yield lambda: time.monotonic() - since > 0.5, "the view stays empty"
        self.view.held = False
        self.view.reload_page()
        yield lambda: not self.register.journal.state["owed"], "the page is back: the sale is imported"

    def forgetful(self):
        """From the custom scheme: deals work, nothing is kept over the page's death, and the page says so."""
        yield lambda: self.opened, "the page says hello over the channel"
        self.same([self.opened[0]["storage"], self.opened[0].get("degraded")], ["none", "no_storage"])
        yield from self.goods(2337)
        before, sessions = self.register.sale.ref, self.kill()
        yield lambda: len(self.opened) > sessions, "the render process is killed; the view comes back"
        self.same(self.opened[-1].get("interrupted"), None)
        yield lambda: self.figure("total") == 2337 and self.register.sale.ref != before and self.screen == "basket", \
            "the register brings the same goods under a new name"
        self.register.total()
        yield lambda: self.screen == "payment", "both agree on the total"
        yield from self.cash(2335, 5000)
        self.same(self.body(), CASH)
        yield lambda: not self.register.journal.state["owed"], "the page has booked the sale"
        yield from self.alone()

    def conform(self):
        """One sale for each case, until the conformance page has seen enough."""
        while not self.report.get("done"):
            turn, asked = self.report.get("turn", 0), len(self.due)
            many = "30*" if self.report.get("wish") == "voucher" else ""
            yield lambda: self.register.epos.up and self.register.sale is None and not self.register.journal.state["owed"], \
                f"{self.report.get('case', 'plain')}"
            for code in (many + "3850310010100", GOODS[1]):
                self.window.entered(code)
            since = time.monotonic()
            yield lambda: time.monotonic() - since > 1 and self.register.epos.up, "two goods"

            pressed = [0.0]

            def idle(*kinds: str) -> bool:
                """Nothing is on its way, for a second: a cashier waits for what comes of a key before pressing it again."""
                if any(self.register.epos.unanswered(kind) for kind in kinds):
                    pressed[0] = time.monotonic()
                return time.monotonic() - pressed[0] > 1

            def total() -> bool:
                if self.register.sale.phase == "selling" and idle("basket.put", "basket.freeze"):
                    pressed[0] = time.monotonic()
                    self.register.total()
                return self.register.sale.phase == "total"
            yield total, "total"

            def press() -> bool:
                sale = self.register.sale
                if len(self.due) == asked and (sale.alone or not sale.waits) and idle("tender.pay"):
                    pressed[0] = time.monotonic()
                    self.register.pay("cash")
                return len(self.due) > asked
            yield press, "cash"
            self.register.cash_given(20_000)
            yield lambda: self.register.sale is None, "paid"
            yield lambda: self.ask_report() and (self.report.get("turn", 0) > turn or self.report.get("done")), "the page has seen it"
        findings = [f"{one['case']}: {one['text']}" for one in self.report["findings"]]
        print(f"conformance: {self.report['cases']} cases, {len(findings)} findings", *findings, sep="\n", flush=True)
        self.same(findings, [])

    def old_engine(self):
        """Below the floor: a readable text in place of the page, and a register that sells."""
        yield lambda: True, "the engine is too old"
        texts = [label.text() for label in self.window.findChildren(type(self.window.message))]
        assert any("nije dostupan" in text and "Chromium" in text for text in texts), texts
        yield from self.goods(2516)
        self.register.total()
        yield from self.cash(2515, 5000)
        self.same(self.body(), PLAIN)
