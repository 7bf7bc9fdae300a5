//! The grammar of an operation: one expression of ECMAScript without everything that is not arithmetic.
//!
//! What must hold: precedence and grouping are those of ECMAScript; numbers and truth values are kept apart here, so that
//! a wrong operation is refused when it arrives and not at the till; nesting is bounded, and a chain of `? :` is a loop.

use super::lex::{Lexer, Token};
use super::run::{Op, Step};
use super::{CampaignError, Ratio, What};

/// How deep parentheses, functions, signs in front and middle branches may stand in each other.
pub const MOST_NESTING: usize = 32;

/// What an operation may speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Amount,
    UnitPrice,
    Total,
}

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Truth,
    /// Now one, now the other: good for a condition only.
    Either,
}

impl Kind {
    fn or(self, other: Kind) -> Kind {
        if self == other { self } else { Kind::Either }
    }
}

/// Operators between two values with their precedence; 3 and 4 compare.
const OPERATORS: [(&str, u8, Op); 15] = [
    ("||", 1, Op::Or(0)),
    ("&&", 2, Op::And(0)),
    ("==", 3, Op::Two(equal)),
    ("===", 3, Op::Two(equal)),
    ("!=", 3, Op::Two(differ)),
    ("!==", 3, Op::Two(differ)),
    ("<", 4, Op::Two(|a, b| Some(Ratio::truth(a.minus(b)?.is_negative())))),
    (">", 4, Op::Two(|a, b| Some(Ratio::truth(b.minus(a)?.is_negative())))),
    ("<=", 4, Op::Two(|a, b| Some(Ratio::truth(!b.minus(a)?.is_negative())))),
    (">=", 4, Op::Two(|a, b| Some(Ratio::truth(!a.minus(b)?.is_negative())))),
    ("+", 5, Op::Two(Ratio::plus)),
    ("-", 5, Op::Two(Ratio::minus)),
    ("*", 6, Op::Two(Ratio::times)),
    ("/", 6, Op::Two(Ratio::divided)),
    ("%", 6, Op::Two(Ratio::rest)),
];

/// Functions of `Math`: of one number, or of one and more.
const FUNCTIONS: [(&str, Op); 6] = [
    ("floor", Op::One(Ratio::floor)),
    ("ceil", Op::One(Ratio::ceil)),
    ("round", Op::One(Ratio::nearest)),
    ("abs", Op::One(Ratio::magnitude)),
    ("min", Op::Two(Ratio::least)),
    ("max", Op::Two(Ratio::most)),
];

fn equal(a: Ratio, b: Ratio) -> Option<Ratio> {
    Some(Ratio::truth(a == b))
}

fn differ(a: Ratio, b: Ratio) -> Option<Ratio> {
    Some(Ratio::truth(a != b))
}

type Parsed = Result<Kind, CampaignError>;

struct Parser {
    lexer: Lexer,
    token: Token,
    /// Where `token` begins.
    place: usize,
    depth: usize,
    what: What,
    steps: Vec<Step>,
}

/// Reads an operation.
pub(super) fn parse(text: &str, what: What) -> Result<Vec<Step>, CampaignError> {
    let mut parser =
        Parser { lexer: Lexer::new(text)?, token: Token::Sign(""), place: 1, depth: 0, what, steps: Vec::new() };
    parser.advance()?;
    parser.number(Parser::expression)?;
    if parser.token != Token::Sign("") {
        return Err(parser.error("malformed", "an operator or the end"));
    }
    Ok(parser.steps)
}

impl Parser {
    fn error(&self, code: &'static str, expected: &'static str) -> CampaignError {
        CampaignError::operation(self.place, code, expected)
    }

    fn advance(&mut self) -> Result<(), CampaignError> {
        (self.token, self.place) = self.lexer.next()?;
        Ok(())
    }

    /// Whether this sign stood here; it is read then.
    fn take(&mut self, sign: &str) -> Result<bool, CampaignError> {
        let here = matches!(self.token, Token::Sign(found) if found == sign);
        if here {
            self.advance()?;
        }
        Ok(here)
    }

    fn expect(&mut self, sign: &'static str, expected: &'static str) -> Result<(), CampaignError> {
        if self.take(sign)? { Ok(()) } else { Err(self.error("malformed", expected)) }
    }

    /// Adds a step and answers with its index.
    fn add(&mut self, op: Op, place: usize) -> usize {
        self.steps.push(Step { op, place });
        self.steps.len().saturating_sub(1)
    }

    /// Makes a jump go to the next step.
    fn land(&mut self, jump: usize) {
        let end = self.steps.len();
        if let Some(Step { op: Op::Unless(to) | Op::Jump(to) | Op::And(to) | Op::Or(to), .. }) =
            self.steps.get_mut(jump)
        {
            *to = end;
        }
    }

    /// One level deeper.
    fn deeper(&mut self, inner: fn(&mut Parser) -> Parsed) -> Parsed {
        if self.depth >= MOST_NESTING {
            return Err(self.error("too_deep", "at most 32 levels of nesting"));
        }
        self.depth = self.depth.saturating_add(1);
        let kind = inner(self)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(kind)
    }

    /// What must be a number.
    fn number(&mut self, inner: fn(&mut Parser) -> Parsed) -> Result<(), CampaignError> {
        let place = self.place;
        match inner(self)? {
            Kind::Number => Ok(()),
            _ => Err(CampaignError::operation(place, "wrong_type", "a number, not a comparison")),
        }
    }

    /// `a ? b : c ? d : e`
    fn expression(&mut self) -> Parsed {
        let mut ends = Vec::new();
        let mut branches: Option<Kind> = None;
        loop {
            let last = self.binary(1)?;
            let place = self.place;
            if !self.take("?")? {
                ends.into_iter().for_each(|jump| self.land(jump));
                return Ok(branches.map_or(last, |kind| kind.or(last)));
            }
            let skip = self.add(Op::Unless(0), place);
            let branch = self.deeper(Parser::expression)?;
            self.expect(":", "an operator or :")?;
            ends.push(self.add(Op::Jump(0), place));
            self.land(skip);
            branches = Some(branches.map_or(branch, |kind| kind.or(branch)));
        }
    }

    /// Operators of at least this precedence, from left to right.
    fn binary(&mut self, least: u8) -> Parsed {
        let mut left = self.unary()?;
        loop {
            let place = self.place;
            let Token::Sign(sign) = self.token else { return Ok(left) };
            let Some((_, precedence, op)) = OPERATORS.into_iter().find(|row| row.0 == sign && row.1 >= least) else {
                return Ok(left);
            };
            self.advance()?;
            let jump = if let Op::Two(_) = op { None } else { Some(self.add(op, place)) };
            let right = self.binary(precedence.saturating_add(1))?;
            if let Some(jump) = jump {
                self.land(jump);
                left = left.or(right);
                continue;
            }
            if (left, right) != (Kind::Number, Kind::Number) {
                let expected = "numbers on both sides, not comparisons";
                return Err(CampaignError::operation(place, "wrong_type", expected));
            }
            self.add(op, place);
            left = if precedence > 4 { Kind::Number } else { Kind::Truth };
        }
    }

    fn unary(&mut self) -> Parsed {
        let place = self.place;
        if self.take("!")? {
            self.deeper(Parser::unary)?;
            self.add(Op::One(|a| Some(Ratio::truth(a.is_zero()))), place);
            return Ok(Kind::Truth);
        }
        let minus = self.take("-")?;
        if !minus && !self.take("+")? {
            return self.primary();
        }
        self.number(|parser| parser.deeper(Parser::unary))?;
        if minus {
            self.add(Op::One(Ratio::negated), place);
        }
        Ok(Kind::Number)
    }

    fn primary(&mut self) -> Parsed {
        let place = self.place;
        if self.take("(")? {
            let kind = self.deeper(Parser::expression)?;
            self.expect(")", "an operator or )")?;
            return Ok(kind);
        }
        match &self.token {
            Token::Number(number) => {
                let op = Op::Number(*number);
                self.add(op, place);
                self.advance()?;
            }
            Token::Name(name) if name == "Math" => {
                self.advance()?;
                self.function()?;
            }
            Token::Name(name) => {
                let op = Op::Name(self.name(name)?);
                self.add(op, place);
                self.advance()?;
            }
            Token::Sign(_) => return Err(self.error("malformed", "a number, a name, ( or a function of Math")),
        }
        Ok(Kind::Number)
    }

    /// What the number of the campaign lets an operation speak of.
    fn name(&self, name: &str) -> Result<Name, CampaignError> {
        match (name, self.what) {
            ("amount", What::Quantity | What::UnitPrice) => Ok(Name::Amount),
            ("unitPrice", What::Quantity | What::UnitPrice) => Ok(Name::UnitPrice),
            ("total", What::Total) => Ok(Name::Total),
            (_, What::Total) => Err(self.error("unknown_value", "total or a function of Math")),
            _ => Err(self.error("unknown_value", "amount, unitPrice or a function of Math")),
        }
    }

    /// `.floor(x)` and its like, behind `Math`.
    fn function(&mut self) -> Result<(), CampaignError> {
        self.expect(".", ". and floor, ceil, round, min, max or abs")?;
        let place = self.place;
        let found = match &self.token {
            Token::Name(name) => FUNCTIONS.into_iter().find(|row| row.0 == name),
            _ => None,
        };
        let Some((_, op)) = found else {
            return Err(self.error("unknown_value", "floor, ceil, round, min, max or abs"));
        };
        self.advance()?;
        self.expect("(", "( and a number")?;
        self.number(|parser| parser.deeper(Parser::expression))?;
        if let Op::One(_) = op {
            self.add(op, place);
            return self.expect(")", "an operator or )");
        }
        while self.take(",")? {
            self.number(|parser| parser.deeper(Parser::expression))?;
            self.add(op, place);
        }
        self.expect(")", "an operator, a comma or )")
    }
}
