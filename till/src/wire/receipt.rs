//! Module receipt, the screen, and what is told of closed sales.

use crate::money::Amount;
use crate::names::{Id, Label};
use crate::secret::Pin;
use crate::shape;
use crate::time::Instant;
use crate::wire::basket::BasketState;

shape! {
    /// Request `print`: the register prints a text. A second print of the same `print_id` is marked as a copy.
    pub struct Print {
        /// Prints of one thing have one id.
        print_id: Id,
        /// What it is: `voucher`.
        kind: Id,
        /// Lines of at most 42 characters.
        lines: Vec<String>,
        /// Content of a barcode (Code 128) below the lines.
        barcode: Option<String>,
        /// All of it as an HTML document that prints on a roll of 80 mm, if the register named capability `print.html`.
        html: Option<String>,
        /// This is not the first time: mark it.
        copy: bool,
    }
}

shape! {
    /// `receipt.get`: the receipt of a committed sale.
    pub struct GetReceipt {
        /// The sale; the last one if missing.
        basket_ref: Option<Id>,
        /// `text`, `html`, `json` or `record`.
        format: ReceiptFormat = ReceiptFormat::Text,
        /// Columns of the text: 32, 42 or 48.
        columns: u32 = 42,
    }
}

shape! {
    /// Forms of a receipt.
    pub enum ReceiptFormat {
        /// Lines of text for a printer.
        Text = "text",
        /// An HTML document that prints on a roll of 80 mm.
        Html = "html",
        /// Data.
        Json = "json",
        /// The `sale_record`, as event `basket.committed` gave it.
        Record = "record",
    }
}

shape! {
    /// Answer to `receipt.get`.
    pub struct ReceiptOut {
        /// The sale.
        basket_ref: Id,
        /// Our own number.
        epos_no: u64,
        /// text: the lines, none longer than the columns asked for.
        lines: Vec<String>,
        /// html: the document.
        html: Option<String>,
        /// json: the receipt.
        receipt: Option<crate::receipt::Receipt>,
        /// record: the sale's record.
        sale_record: Option<String>,
    }
}

shape! {
    /// `input.key`: one key of the register's own keypad, for the PIN or code that the screen asks for; on a receipt that asks whether it is
    /// printed, `enter` prints it, `cancel` does not, `clear` asks for more time. Refused with `nothing_asked` while nothing is asked. A repeat of the same id types nothing twice; the key itself is kept nowhere.
    pub struct InputKey {
        /// `0` to `9`; `clear` takes back all that was typed, `enter` hands it over, `cancel` leaves the prompt.
        key: Pin,
    }
}

shape! {
    /// Event `receipt.chosen`: whether the receipt of a sale is to be printed. Exactly one for each `basket.commit` that was answered
    /// with `asks_until`; none if the sale is voided first.
    pub struct ReceiptChosen {
        /// The sale.
        basket_ref: Id,
        /// Our own number.
        epos_no: u64,
        /// Print it, or not.
        print: bool,
        /// The customer said so. False: nobody did in time, or the next sale began; it is to be printed then.
        answered: bool,
    }
}

shape! {
    /// `screen.show`: asks the customer for something.
    pub struct ShowScreen {
        /// What.
        screen: Prompt,
    }
}

shape! {
    /// What the customer can be asked for.
    pub enum Prompt {
        /// A coupon code.
        Coupon = "coupon",
        /// A member card.
        Identify = "identify",
        /// Offers that are to be chosen.
        Offers = "offers",
        /// Nothing: between two sales, how the page is doing and what is not resolved, for cashier and service.
        Service = "service",
        /// Nothing: what the sale shows by itself.
        None = "none",
    }
}

shape! {
    /// Answer to `basket.commit`, `basket.import`.
    pub struct Committed {
        /// The basket.
        basket_ref: Id,
        /// Our own number, gap-free per device, books and epoch.
        epos_no: u64,
        /// What did not agree; the sale is recorded all the same.
        differences: Vec<crate::wire::basket::Difference>,
        /// The customer is asked whether the receipt is printed (`display.receipt_choice`): event `receipt.chosen` comes by then, or
        /// later if more time is asked for. Missing: print it.
        asks_until: Option<Instant>,
    }
}

shape! {
    /// Event `basket.committed`.
    pub struct CommittedEvent {
        /// The basket.
        basket_ref: Id,
        /// Our own number.
        epos_no: u64,
        /// The register's number.
        receipt_no: Label,
        /// The total.
        total: Amount,
        /// What a return of these goods will need, sealed by this till; keep it with the sale. Missing if nothing was sold.
        sale_record: Option<String>,
    }
}

shape! {
    /// Event `basket.discrepancy`: register and page differ; the sale stands as the register says.
    pub struct Discrepancy {
        /// The basket.
        basket_ref: Id,
        /// Each difference.
        differences: Vec<crate::wire::basket::Difference>,
    }
}

shape! {
    /// Answer to `basket.status`.
    pub struct Status {
        /// The basket that is open, frozen or being paid.
        basket: Option<BasketState>,
        /// Suspended baskets.
        suspended: Vec<Id>,
    }
}
