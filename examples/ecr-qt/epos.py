"""The register's side of a session with the page, over any bridge that carries texts.

What must hold: a command keeps its id and its bytes, so that a repeat has no second effect; an event is acknowledged after
it was handled; a request is handled once, however often it comes, and its outcome is kept before it is sent.
"""

import json
import secrets
from typing import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

PRICING, TENDER = 1500, 5000  # milliseconds until the register sells on without the page
SILENT_AFTER = 12_000
OPEN_WITHIN = 5000  # then session.open is taken for lost, and said again at the next hello
SLOW = ("tender.", "ledger.", "session.", "receipt.", "basket.commit", "basket.void", "basket.import", "basket.cancel")
REMEMBERED = 200


class Refused(Exception):
    """An answer that says no; `timeout` is our own."""

    def __init__(self, error: dict):
        super().__init__(error.get("cashier_text") or error["code"])
        self.code = error["code"]
        self.who = error.get("who", "later")
        self.details = error.get("details", {})


class Epos(QObject):
    opened = Signal(dict)         # a session is open (again)
    event = Signal(str, dict)     # type, payload
    silent = Signal()             # nothing heard for 12 s
    failed = Signal(str)          # the page says that it cannot work

    def __init__(self, post: Callable[[str], None], token: str, memory: dict, save: Callable[[], None], capabilities: list):
        super().__init__()
        self.post, self.token, self.memory, self.save, self.capabilities = post, token, memory, save, capabilities
        self.memory.setdefault("requests", {})
        self.requests: dict[str, Callable[[dict, bool, Callable[[dict], None]], None]] = {}
        self.host_session = f"qt-{secrets.token_hex(8)}"
        self.up = False
        self.fresh = True  # the stream may begin anywhere after our position
        self.nonce = ""
        self.opening = ""
        self.count = 0
        self.waiting: dict[str, tuple] = {}  # id -> (text, then, failed, timer)
        self.running: set[str] = set()
        self.heard, self.asked = QElapsedTimer(), QElapsedTimer()
        self.watch = QTimer(self, interval=1000, timeout=self._watch)
        self.watch.start()

    def ask(self, kind: str, payload: dict, then: Callable[[dict], None] = lambda _: None,
            failed: Callable[[Refused], None] = lambda _: None, again: str = "") -> str:
        """Sends a command. One of both is called, once; without an answer in time `failed` hears `timeout`.
        Answers with its id; the same payload sent `again` under that id has no second effect."""
        self.count += 1
        number = again or f"c{self.count}"
        text = json.dumps({"v": 1, "id": number, "type": kind, "payload": payload})
        timer = QTimer(self, singleShot=True, interval=TENDER if kind.startswith(SLOW) else PRICING)
        timer.timeout.connect(lambda: self._end(number)[2](Refused({"code": "timeout"})))
        self.waiting[number] = (text, then, failed, timer)
        timer.start()
        if self.up:
            self.post(text)
        return number

    def lost(self) -> None:
        """The page is known to be gone; what is unanswered goes out again in the next session."""
        self.up = False
        self.nonce = ""

    def unanswered(self, kind: str) -> list:
        """The ids of what was asked and has no answer yet."""
        return [number for number, command in self.waiting.items() if json.loads(command[0])["type"] == kind]

    def give_up(self, numbers: list) -> None:
        """Something newer was asked in their place: they are not sent again."""
        for number in numbers:
            self._end(number)[2](Refused({"code": "superseded"}))

    def receive(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            message = None
        if not isinstance(message, dict) or message.get("v") != 1 or not isinstance(message.get("type"), str):
            return  # not of this protocol
        self.heard.start()
        payload = message["payload"] if isinstance(message.get("payload"), dict) else {}
        if "re" in message:
            self._answer(message)
        elif "req" in message:
            self._request(message)
        elif "seq" in message:
            self._event(message)
        elif message["type"] == "epos.hello":
            if isinstance(payload.get("nonce"), str):
                self._greet(payload["nonce"])
        elif message["type"] in ("epos.failed", "epos.closed"):
            self.failed.emit(str(payload.get("code", message["type"])))

    def _end(self, number: str) -> tuple:
        command = self.waiting.pop(number)
        command[3].stop()
        return command

    def _greet(self, nonce: str) -> None:
        if nonce == self.nonce and (self.up or self.asked.elapsed() < OPEN_WITHIN):
            return
        self.asked.start()
        self.up = False
        self.nonce = nonce
        self.count += 1
        self.opening = f"c{self.count}"
        payload = {
            "nonce": nonce, "host_session": self.host_session, "device_token": self.token,
            "locale": {"customer": "hr", "cashier": "hr"}, "display": {"role": "customer", "touch": True},
            "capabilities": self.capabilities,
        }
        if "position" in self.memory:
            payload["position"] = self.memory["position"]
        self.post(json.dumps({"v": 1, "id": self.opening, "type": "session.open", "payload": payload}))

    def _answer(self, message: dict) -> None:
        if message["re"] == self.opening:
            if not message["ok"]:
                self.nonce = ""  # answered at the next hello
                return self.failed.emit(message["error"]["code"])
            at = message["payload"]["position"]
            if self.memory.get("position", {}).get("epoch") != at["epoch"]:
                self.memory["position"] = {"epoch": at["epoch"], "seq": 0}
                self.give_up(self.unanswered("session.ack"))  # of events that are gone
            self.up = True
            # Where the page stands no further than we, the next event is the next number.
            self.fresh = at["seq"] != self.memory["position"]["seq"]
            unanswered = {number: command[0] for number, command in self.waiting.items()}
            self.opened.emit(message["payload"])
            for number, text in unanswered.items():
                if number in self.waiting:
                    self.post(text)
        elif message["re"] not in self.waiting:
            return  # answered before, or no command of ours
        elif not message["ok"] and message["error"]["code"] == "session_required":
            return  # it crossed a hello, and goes out again when the session is open
        else:
            _, then, failed, _ = self._end(message["re"])
            if message["ok"]:
                then(message.get("payload", {}))
            else:
                failed(Refused(message["error"]))

    def _event(self, message: dict) -> None:
        position = self.memory["position"]
        if message["epoch"] != position["epoch"] or message["seq"] <= position["seq"]:
            return
        if message["seq"] > position["seq"] + 1 and not self.fresh:
            # One is missing: ask for all after the last one that came.
            self.fresh = True
            return self.ask("session.resume", {"position": position})
        self.fresh = False
        self.event.emit(message["type"], message["payload"])
        position["seq"] = message["seq"]
        self.save()
        self.ask("session.ack", {"seq": message["seq"]})

    def _request(self, message: dict) -> None:
        number, kept = message["req"], self.memory["requests"]
        handler = self.requests.get(message["type"])
        if "outcome" in kept.get(number, {}):
            return self._tell(kept[number])
        if number in self.running:
            return
        if handler is None:
            return self.done(number, {"outcome": "refused", "reason": "not supported"})
        again = number in kept  # begun before a restart: ask the terminal before charging again
        kept[number] = {"req": number}
        self.running.add(number)
        self.save()
        handler(message.get("payload") or {}, again, lambda outcome: self.done(number, outcome))

    def done(self, number: str, outcome: dict) -> None:
        kept = self.memory["requests"]
        kept[number] = {"req": number, **outcome}
        while len(kept) > REMEMBERED:
            kept.pop(next(iter(kept)))
        self.running.discard(number)
        self.save()
        self._tell(kept[number])

    def _tell(self, outcome: dict) -> None:
        """What became of money must arrive: a page that could not store it is told again. One that is gone asks by itself."""
        def refused(why: Refused) -> None:
            if why.who == "service":
                QTimer.singleShot(2000, self, lambda: self._tell(outcome))
        self.ask("request.done", outcome, failed=refused)

    def _watch(self) -> None:
        if self.up and self.heard.isValid() and self.heard.elapsed() > SILENT_AFTER:
            self.lost()
            self.silent.emit()
