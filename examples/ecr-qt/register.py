"""The register at work: sells, keeps its journal, tells the page. No widget is known here.

What must hold: every step is in the journal before the page hears of it; a sale never waits for the page: without an answer
in time it goes on alone with the discounts it has, and is imported when the page is back.
"""

import json
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from epos import Epos, Refused
from sale import Sale, cash_rounded

CAPABILITIES = ["payment.take", "payment.reverse", "print"]


class Journal:
    """One JSON file, replaced whole. A real register has a better one."""

    def __init__(self, file: Path):
        self.file = file
        self.state = json.loads(file.read_text()) if file.exists() else {}
        for name, empty in (("sale", None), ("owed", []), ("counter", 0), ("sales", 0), ("memory", {})):
            self.state.setdefault(name, empty)

    def save(self) -> None:
        new = self.file.with_suffix(".new")
        with new.open("w") as out:
            json.dump(self.state, out)
            out.flush()
            os.fsync(out.fileno())
        new.replace(self.file)


class Register(QObject):
    changed = Signal()
    said = Signal(str)
    printed = Signal(str)             # a receipt or slip
    cash_wanted = Signal(int)         # the cashier is asked what the customer gave
    connected = Signal(dict)

    def __init__(self, folder: Path, token: str, post: Callable[[str], None]):
        super().__init__()
        self.journal = Journal(folder / "register.json")
        kept = self.journal.state["sale"]
        self.sale = Sale.from_json(kept) if kept else None
        self.cash: Callable[[dict], None] | None = None
        self.cash_ref = ""
        self.opening = ("", "")  # the sale that was last opened on the page, and the command's id
        self.by_customer = ["cash"]  # what the customer may choose on the screen
        self.epos = Epos(post, token, self.journal.state["memory"], self.save, CAPABILITIES)
        self.epos.opened.connect(self._opened)
        self.epos.event.connect(self._event)
        self.epos.silent.connect(lambda: self.said.emit("Zaslon ne odgovara."))
        self.epos.failed.connect(lambda code: self.said.emit(f"Zaslon: {code}"))
        self.epos.requests = {"payment.take": self._take, "payment.reverse": self._reverse, "print": self._print}

    def save(self) -> None:
        self.journal.state["sale"] = self.sale.to_json() if self.sale else None
        self.journal.save()

    def _step(self, text: str | None = None) -> None:
        self.save()
        if text is not None:
            self.said.emit(text)
        self.changed.emit()

    def _no(self, why: Refused) -> None:
        self.said.emit(f"{why} ({why.code})" if str(why) != why.code else why.code)

    def _alone_on_timeout(self, sale: Sale) -> Callable[[Refused], None]:
        def failed(why: Refused) -> None:
            if why.code == "timeout" and sale is self.sale:
                return self.go_alone()
            if why.code != "superseded":
                self._no(why)
        return failed

    def _ref(self) -> str:
        self.journal.state["sales"] += 1
        return f"qt-{int(time.time())}-{self.journal.state['sales']}"

    # ---- selling

    def sell(self, product: dict, quantity: str = "1") -> None:
        if self.sale is None:
            self.sale = Sale(self._ref())
        if self.sale.phase != "selling":
            return self.said.emit("Prodaja je zaključena.")
        self.sale.add(product, quantity)
        self._step("")
        self.put()

    def void(self, line_id: str) -> None:
        if self.sale and self.sale.phase == "selling":
            self.sale.void(line_id)
            self._step("")
            self.put()

    def put(self, then: Callable[[], None] = lambda: None) -> None:
        """The whole basket goes to the page; its whole set of adjustments comes back."""
        sale = self.sale
        if not self.epos.up or sale.alone:
            return then()
        if not sale.on_page and not (self.opening[0] == sale.ref and self.opening[1] in self.epos.waiting):
            before = self.opening[1] if self.opening[0] == sale.ref else ""
            number = self.epos.ask("basket.open", {"basket_ref": sale.ref, "currency": "EUR", "operator_ref": "ana"},
                                   lambda _: setattr(sale, "on_page", True), self._no, before)
            self.opening = (sale.ref, number)

        def priced(state: dict) -> None:
            self._take_state(state)
            then()
        self.epos.ask("basket.put", {"basket_ref": sale.ref, "revision": sale.revision, "lines": sale.wire_lines()}, priced,
                      lambda why: None if why.code == "superseded" else (self._no(why), then()))

    def code(self, text: str) -> None:
        """A code that is no product of ours: the page says what it is, and acts upon it."""
        def found(answer: dict) -> None:
            if answer["kind"] == "card" and "accepted" not in answer:
                return self.pay("gift_card", text)
            if "accepted" not in answer:
                self.said.emit(f"Nepoznato: {answer['kind']}")
        self.epos.ask("scan", {"code": text}, found, self._no)

    def total(self) -> None:
        """Both agree on the total before any money moves."""
        sale = self.sale
        if not sale or sale.phase != "selling":
            return

        def freeze() -> None:
            per_rate = [{"tax_code": code, "gross": gross} for code, gross in sale.taxes().items()]
            self.epos.ask("basket.freeze", {"basket_ref": sale.ref, "revision": sale.revision, "register_total": sale.total,
                                            "per_rate": per_rate}, frozen, self._alone_on_timeout(sale))

        def frozen(state: dict) -> None:
            sale.phase = "total"
            self._take_state(state)
            self.epos.ask("tender.start", {"basket_ref": sale.ref, "kinds": self.by_customer}, self._take_state, self._no)

        if not self.epos.up or not sale.on_page:
            return self.go_alone()
        self.put(freeze)  # once more: an answer may have been lost, and the same content is answered the same

    def go_alone(self) -> None:
        """From here on the page has no say in this sale."""
        self.sale.alone = True
        self.sale.phase = "total"
        self._step("Zaslon ne odgovara: prodaja ide dalje, knjiži se kasnije.")

    # ---- money

    def pay(self, kind: str, token: str = "") -> None:
        sale = self.sale
        if not sale or sale.phase != "total":
            return
        if sale.alone:
            if kind == "cash":
                self._ask_cash(f"R{len(sale.tenders) + 1}-{sale.ref}", cash_rounded(sale.remaining), None)
            return
        payload = {"basket_ref": sale.ref, "kind": kind} | ({"token": token} if token else {})
        self.epos.ask("tender.pay", payload, lambda answer: sale.tender(answer["accepted"], kind=kind),
                      self._alone_on_timeout(sale))

    def _take(self, take: dict, again: bool, done: Callable[[dict], None]) -> None:
        sale = self.sale
        if sale is None or sale.ref != take["basket_ref"] or sale.alone:
            return done({"outcome": "refused", "reason": "sold without the page"})
        if not 0 < take["amount"] <= sale.remaining or take["currency"] != "EUR":
            return done({"outcome": "refused", "reason": "not what is to pay"})
        if take["kind"] != "cash":
            return done({"outcome": "failed", "reason": "no terminal at this till"})
        sale.tender(take["tender_ref"], kind="cash")
        self._ask_cash(take["tender_ref"], take["cash_amount"], done)

    def _ask_cash(self, ref: str, due: int, done: Callable[[dict], None] | None) -> None:
        sale = self.sale

        def given(amount: int) -> None:
            if done is None:
                sale.tender(ref, kind="cash", amount=sale.remaining, rounding=due - sale.remaining, state="approved", tendered=amount)
                self._step("")
                return self._settled()
            sale.tender(ref, tendered=amount)
            done({"outcome": "done", "authorized": min(amount, due), "tendered": amount})
        self.cash, self.cash_ref = given, ref
        self.cash_wanted.emit(due)

    def cash_given(self, amount: int) -> None:
        """The cashier has counted. Once for each question."""
        given, self.cash = self.cash, None
        if given:
            given(amount)

    def _reverse(self, reverse: dict, again: bool, done: Callable[[dict], None]) -> None:
        if reverse["tender_ref"] == self.cash_ref:
            self.cash = None
        done({"outcome": "done"})

    def _settled(self) -> None:
        """Nothing remains: number, journal, printer, then the page."""
        sale = self.sale
        if not sale or sale.phase != "total" or sale.remaining > 0 or (sale.waits and not sale.alone):
            return
        state = self.journal.state
        state["counter"] += 1
        sale.receipt_no = f"{state['counter']}/POS1/1"
        now = datetime.now().astimezone()
        sale.at = now.strftime("%d.%m.%Y %H:%M")
        sale.phase = "paid"
        state["owed"].append(sale.to_json() | {"moment": now.isoformat(timespec="seconds")})
        self.sale = None
        self._step("")
        self.printed.emit("receipt " + json.dumps(sale.to_json()))
        self.book()

    def book(self) -> None:
        """Tells the page the oldest sale that is owed to it; committed or imported, it hears of it once."""
        if not self.epos.up or not self.journal.state["owed"]:
            return
        kept = dict(self.journal.state["owed"][0])
        moment = kept.pop("moment")
        sale = Sale.from_json(kept)
        fiscal = {"lines": ["DEMO - nije fiskalni račun"]}

        def booked(answer: dict) -> None:
            if not any(one["ref"] == sale.ref for one in self.journal.state["owed"]):
                return  # answered twice, after a restart of the page
            self.journal.state["owed"].pop(0)
            self._step(f"Knjiženo: {sale.receipt_no}, ePOS {answer['epos_no']}")
            self.book()

        def later(why: Refused) -> None:
            self._no(why)
            if why.code == "timeout":
                QTimer.singleShot(3000, self, self.book)

        def bring(_: Refused | None = None) -> None:
            tenders = [{"tender_ref": one["ref"], "kind": one["kind"], "amount": one["amount"] + one["rounding"],
                        "rounding": one["rounding"]} | ({"tendered": one["tendered"]} if "tendered" in one else {})
                       for one in sale.tenders if one["state"] == "approved"]
            self.epos.ask("basket.import", {
                "basket_ref": sale.ref, "currency": "EUR", "lines": sale.wire_lines(), "adjustments": sale.adjustments,
                "tenders": tenders, "total": sale.total, "receipt_no": sale.receipt_no, "fiscal": fiscal, "at": moment,
            }, booked, later)
        if sale.alone:
            return bring()
        # Committed before and the answer lost, or never heard of: import answers for both.
        self.epos.ask("basket.commit", {"basket_ref": sale.ref, "receipt_no": sale.receipt_no, "fiscal": fiscal}, booked,
                      lambda why: later(why) if why.code == "timeout" else bring())

    def _print(self, slip: dict, again: bool, done: Callable[[dict], None]) -> None:
        marks = ["KOPIJA"] if slip["copy"] or again else []
        self.printed.emit("\n".join(marks + slip["lines"] + [slip.get("barcode", "")]).rstrip())
        done({"outcome": "done"})

    # ---- what the page says

    def _take_state(self, state: dict) -> None:
        if self.sale:
            self.sale.take(state)
        self._step()

    def _event(self, kind: str, event: dict) -> None:
        if kind == "basket.priced":
            self._take_state(event)
        elif kind == "coupon.refused":
            self.said.emit(event.get("cashier_text") or event["code"])
        elif kind == "coupon.redeemed":
            self.said.emit("Kupon je primljen.")
        elif kind.startswith("tender.") and self.sale and event.get("basket_ref", self.sale.ref) == self.sale.ref and "tender_ref" in event:
            if self.sale.alone:
                return
            self.sale.tender(event["tender_ref"], kind=event["kind"], amount=event["amount"], rounding=event["rounding"],
                             state=kind.split(".")[1], masked=event.get("masked"), balance=event.get("balance"))
            self._step(event.get("cashier_text", ""))
            self._settled()

    def _opened(self, opened: dict) -> None:
        """The page, or we, started anew: what is owed first, then the sale that was interrupted."""
        self.by_customer = ["cash"] if opened.get("degraded") else ["gift_card", "cash"]
        self.connected.emit(opened)
        self.book()
        theirs, sale = opened.get("interrupted"), self.sale
        known = sale is not None and theirs is not None and theirs["basket_ref"] == sale.ref
        owed = [one["ref"] for one in self.journal.state["owed"]]
        if theirs and not known and theirs["basket_ref"] not in owed:
            # By its name: it may be said again when the page has come back once more, with another basket open.
            self.epos.ask("tender.rollback", {"basket_ref": theirs["basket_ref"]})
            self.epos.ask("basket.cancel", {"basket_ref": theirs["basket_ref"]}, failed=self._no)
        if sale is None or sale.alone:
            return self._step("")
        if known:
            sale.revision = max(sale.revision, theirs["revision"])
            sale.take(theirs)
            if sale.phase == "selling":
                sale.revision += 1
                self._put_anew()
            return self._step("")
        if sale.phase != "selling":
            return self.go_alone()  # money may have moved: we finish it and bring it
        if not sale.on_page:
            self._step("")
            return self.put()
        # The page lost the basket: the same goods under a new name, for the old one is never used again.
        sale.ref, sale.on_page, sale.adjustments = self._ref(), False, []
        self._step("")
        self._put_anew()

    def _put_anew(self) -> None:
        """In the place of what was put to the page before and not answered, and of the TOTAL of it: it is pressed again."""
        before = self.epos.unanswered("basket.put") + self.epos.unanswered("basket.freeze")
        self.put()
        self.epos.give_up(before)
