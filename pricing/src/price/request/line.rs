//! Lines and taxes.

use crate::money::Amount;
use crate::names::{Id, Label};
use crate::quantity::{Percent, Quantity, UnitPrice};
use crate::shape;

shape! {
    /// One line of the basket as the register has it.
    pub struct Line {
        /// The register's id of the line, unique in the basket.
        id: Id,
        /// What the line is; only `sale` lines take part in deals.
        kind: LineKind = LineKind::Sale,
        /// Product key (SKU or GTIN). Lines with equal keys, prices, taxes and flags form one group; lines without a key never do.
        product: Option<Id>,
        /// What the customer reads.
        name: Label,
        /// Pieces or measure; not zero.
        quantity: Quantity,
        /// What one of `quantity` is.
        unit: Unit = Unit::Piece,
        /// Price of one unit in major units of the currency. Needed unless `amount` or `original` is given.
        unit_price: Option<UnitPrice>,
        /// The line amount fixed by the register, before its own reductions. Wins over `unit_price`.
        amount: Option<Amount>,
        /// What the register itself took off, each as a positive amount.
        reductions: Vec<Reduction>,
        /// The register's tax codes; each must be in the tax table.
        tax_codes: Vec<Id>,
        /// Category keys.
        categories: Vec<Id>,
        /// Brand key.
        brand: Option<Id>,
        /// Free marks that selectors may name.
        tags: Vec<Id>,
        /// What was chosen with it (size, extra cheese); lines with other modifiers are other goods.
        modifiers: Vec<Id>,
        /// What may not happen to this line.
        flags: Vec<Flag>,
        /// Lowest price of one unit after all discounts, in major units.
        floor_price: Option<UnitPrice>,
        /// Deposit for one unit, which no deal touches and no tax is on, minor units; a deposit with tax is a line of its own.
        deposit: Option<Amount>,
        /// The line this one belongs to (a deposit to its bottle).
        parent: Option<Id>,
        /// The age the customer must have.
        min_age: Option<u32>,
        /// `refund_of`: the sold line that comes back, from `originals`.
        original: Option<OriginalLine>,
    }
}

shape! {
    /// What a line is.
    pub enum LineKind {
        /// Goods that deals may touch.
        Sale = "sale",
        /// Goods of a known sale that come back: negative quantity, valued by what the sale charged.
        RefundOf = "refund_of",
        /// Goods that come back with no known sale: negative quantity, valued by the price given.
        ReturnFree = "return_free",
        /// A deposit paid on a container; no deal touches it.
        Deposit = "deposit",
        /// A deposit paid back (negative quantity).
        DepositReturn = "deposit_return",
        /// A fee, such as a bag or delivery.
        Fee = "fee",
        /// A service that deals do not touch.
        Service = "service",
        /// Loading of a multi-purpose gift card: no VAT, no deal.
        GiftCardLoad = "gift_card_load",
    }
}

shape! {
    /// What one of a quantity is.
    pub enum Unit {
        /// Pieces: whole numbers.
        Piece = "piece",
        /// Kilograms.
        Kilogram = "kilogram",
        /// Litres.
        Litre = "litre",
        /// Metres.
        Metre = "metre",
    }
}

shape! {
    /// What may not happen to a line.
    pub enum Flag {
        /// No discount of any kind.
        NoDiscount = "no_discount",
        /// No coupon.
        NoCoupon = "no_coupon",
        /// Earns no points, stamps or cashback.
        NoPoints = "no_points",
        /// May not be paid with stored value.
        NoStoredValue = "no_stored_value",
    }
}

shape! {
    /// A reduction the register made by itself.
    pub struct Reduction {
        /// Its kind in the register's words, such as `expiry_date`.
        kind: Id,
        /// Amount taken off the line, positive.
        amount: Amount,
        /// Why.
        reason: Option<Label>,
    }
}

shape! {
    /// Which line of which sale comes back.
    pub struct OriginalLine {
        /// The sale's id in `originals`.
        sale: Id,
        /// The line's id in that sale.
        line: Id,
    }
}

shape! {
    /// A row of the tax table.
    pub struct Tax {
        /// The register's tax code.
        code: Id,
        /// Rate in percent; `"0"` with a `reason` for exempt goods and reverse charge.
        rate: Percent,
        /// A levy for each unit of the quantity, major units, besides or in place of a rate (sugar, packaging).
        levy: Option<UnitPrice>,
        /// Whether prices contain it.
        included: bool = true,
        /// Whether its base contains the line's other taxes (VAT on a levy): those that lie on no tax, and those before it in
        /// the table that do, but for those that are not `taxed`. An included tax lies on included ones only.
        on_taxes: bool,
        /// Whether the bases of taxes on taxes contain it.
        taxed: bool = true,
        /// Whether it is of the price with it, not of that without: 10 % in 100.00 is 10.00, and on 90.00 as well. Such rates
        /// of a line that lie on no tax are of the price with all of them.
        of_gross: bool,
        /// Whether it is kept back by the customer instead of paid (withholding, retention): its rate is taken off what is to
        /// pay, and its tax in the answer is negative. An added tax, no levy and not `of_gross`.
        withheld: bool,
        /// What the receipt calls it, such as `PDV`.
        name: Label,
        /// VAT category of EN 16931 (UNCL 5305: `S`, `Z`, `E`, `AE`, ..), carried to the answer.
        category: Option<Id>,
        /// Why a rate is 0 (exempt, reverse charge).
        reason: Option<Label>,
    }
}
