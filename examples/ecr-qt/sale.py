"""A sale in the register's own books, and its receipt.

What must hold: the register alone says what a line costs; the page's adjustments come off whole, as they are given;
amounts are whole cents, every product is rounded once, half away from zero. Nothing here knows Qt or the page.
"""

from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal

COLUMNS = 42
CASH_STEP = 5
TAXES = {"A": Decimal(25), "B": Decimal(13), "C": Decimal(5), "N": Decimal(0)}
TENDERS = {"cash": "Gotovina", "card": "Kartica", "gift_card": "Poklon-kartica", "other": "Ostalo"}
SHOP = ["Dućan Kod Zvonika d.o.o.", "Izmišljena ulica 12", "10000 Zagreb", "OIB: 12345678903"]


def cents(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def plain(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100},{abs(amount) % 100:02}"


def cash_rounded(amount: int) -> int:
    return cents(Decimal(amount) / CASH_STEP) * CASH_STEP


@dataclass
class Line:
    id: str
    name: str
    quantity: str
    price: str
    tax: str
    kind: str = "sale"
    product: str = ""
    unit: str = "piece"
    brand: str = ""
    parent: str = ""
    min_age: int = 0
    categories: list = field(default_factory=list)
    flags: list = field(default_factory=list)

    @property
    def amount(self) -> int:
        return cents(Decimal(self.quantity) * Decimal(self.price) * 100)

    def wire(self) -> dict:
        """As the protocol has it."""
        line = {
            "id": self.id, "kind": self.kind, "name": self.name, "quantity": self.quantity, "unit": self.unit,
            "unit_price": self.price, "amount": self.amount, "tax_codes": [self.tax], "categories": self.categories,
            "flags": self.flags,
        }
        optional = {"product": self.product, "brand": self.brand, "parent": self.parent, "min_age": self.min_age}
        return line | {name: value for name, value in optional.items() if value}


@dataclass
class Sale:
    ref: str
    lines: list = field(default_factory=list)
    adjustments: list = field(default_factory=list)
    tenders: list = field(default_factory=list)
    revision: int = 0
    phase: str = "selling"  # selling, total, paid
    on_page: bool = False
    alone: bool = False
    receipt_no: str = ""
    at: str = ""

    @classmethod
    def from_json(cls, kept: dict) -> "Sale":
        return cls(**kept | {"lines": [Line(**line) for line in kept["lines"]]})

    def to_json(self) -> dict:
        return asdict(self)

    def add(self, product: dict, quantity: str) -> None:
        number = f"L{len(self.lines) + 1}"
        self.lines.append(Line(
            number, product["name"]["hr"], quantity, product["price"], product["tax"], product.get("kind", "sale"),
            product.get("plu", product["sku"]), product.get("unit", "piece"), product.get("brand", ""),
            min_age=product.get("min_age", 0), categories=product["categories"], flags=product.get("flags", []),
        ))
        if "deposit" in product:
            self.lines.append(Line(f"{number}d", "Povratna naknada", quantity, product["deposit"], "N", "deposit",
                                   parent=number, flags=["no_discount"]))
        self.revision += 1

    def void(self, line_id: str) -> None:
        """Takes a line back, and what belongs to it; discounts that rested on it are gone until the page has priced anew."""
        gone = {line.id for line in self.lines if line_id in (line.id, line.parent)}
        self.lines = [line for line in self.lines if line.id not in gone]
        rests = [one for one in self.adjustments if not any(share["line_id"] in gone for share in one["shares"])]
        self.adjustments = rests
        self.revision += 1

    def wire_lines(self) -> list:
        return [line.wire() for line in self.lines]

    @property
    def list_total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def total(self) -> int:
        return self.list_total + sum(one["amount"] for one in self.adjustments)

    @property
    def paid(self) -> int:
        return sum(one["amount"] for one in self.tenders if one["state"] == "approved")

    @property
    def remaining(self) -> int:
        return self.total - self.paid

    @property
    def waits(self) -> bool:
        """Some payment has no outcome yet."""
        return any(one["state"] in ("asking", "needs_pin", "taking", "cancelling", "unknown") for one in self.tenders)

    def taxes(self) -> dict:
        """Gross amounts by tax code, after the page's adjustments."""
        code = {line.id: line.tax for line in self.lines}
        gross = {}
        for line in self.lines:
            gross[line.tax] = gross.get(line.tax, 0) + line.amount
        for one in self.adjustments:
            for share in one["shares"]:
                gross[code[share["line_id"]]] += share["amount"]
        return dict(sorted(gross.items()))

    def tender(self, ref: str, **seen) -> dict:
        """Writes down what is known of a payment."""
        known = next((one for one in self.tenders if one["ref"] == ref), None)
        if known is None:
            known = {"ref": ref, "kind": "cash", "amount": 0, "rounding": 0, "state": "asking"}
            self.tenders.append(known)
        known.update({name: value for name, value in seen.items() if value is not None})
        return known

    def take(self, state: dict) -> None:
        """Takes over what the page says of this sale; what is older than our own content is left aside."""
        if state["basket_ref"] != self.ref or state["revision"] < self.revision or self.receipt_no:
            return
        self.on_page = True
        self.adjustments = state["adjustments"]
        for one in state["tenders"]:
            self.tender(one["tender_ref"], kind=one["kind"], amount=one["amount"], rounding=one["rounding"],
                        state=one["state"], masked=one.get("masked"), balance=one.get("balance"))


def row(left: str, right: str) -> str:
    room = COLUMNS - len(right) - 1
    return f"{left[:room]:<{room}} {right}"


def receipt(sale: Sale, cashier: str = "Ana K.") -> str:
    """What leaves the printer: our lines, the page's adjustments under them, our taxes."""
    rule = "-" * COLUMNS
    out = [text.center(COLUMNS).rstrip() for text in SHOP] + [rule]
    out += [row(f"Račun: {sale.receipt_no}", sale.at), f"Blagajnik: {cashier}", rule]
    for line in sale.lines:
        unit = " kg" if line.unit == "kilogram" else ""
        how = f"  {line.quantity.replace('.', ',')}{unit} x {line.price.replace('.', ',')}"
        out += [line.name[:COLUMNS], row(how, f"{plain(line.amount)} {line.tax}")]
    out.append(rule)
    if sale.adjustments:
        out += [row("Međuzbroj", plain(sale.list_total))]
        out += [row(one["text_38"], plain(one["amount"])) for one in sale.adjustments] + [rule]
    out.append(row("UKUPNO EUR", plain(sale.total)))
    good = [one for one in sale.tenders if one["state"] == "approved"]
    rounding = sum(one["rounding"] for one in good)
    if rounding:
        out.append(row("Zaokruženje gotovine", plain(rounding)))
    for one in good:
        taken = one["amount"] + one["rounding"]
        out.append(row(f"{TENDERS[one['kind']]} {one.get('masked', '')}".rstrip(), plain(taken)))
        if "tendered" in one:
            out += [row("  Primljeno", plain(one["tendered"])), row("  Povrat", plain(one["tendered"] - taken))]
        if "balance" in one:
            out.append(row("  Ostatak na kartici", plain(one["balance"])))
    out += [rule, f"{'Porez':<15}{'Osnovica':>9}{'Porez':>9}{'Ukupno':>9}"]
    for code, gross in sale.taxes().items():
        rate = TAXES[code]
        tax = cents(Decimal(gross) * rate / (100 + rate))
        name = f"{code} PDV {rate} %" if rate else "N Bez PDV-a"
        out.append(f"{name:<15}{plain(gross - tax):>9}{plain(tax):>9}{plain(gross):>9}")
    saved = -sum(one["amount"] for one in sale.adjustments)
    out += [rule] + ([row("Ušteda", plain(saved))] if saved else [])
    return "\n".join(out + ["DEMO - nije fiskalni račun"])
