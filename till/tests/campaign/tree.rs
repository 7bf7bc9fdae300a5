//! Random operations as trees: printed with no more parentheses than ECMAScript needs, and calculated here a second time,
//! with plain fractions.

use proptest::collection::vec;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub enum Tree {
    /// Thousandths.
    Number(u32),
    Name(&'static str),
    Sign(char, Box<Tree>),
    Pair(&'static str, Box<Tree>, Box<Tree>),
    If(Box<Tree>, Box<Tree>, Box<Tree>),
    Call(&'static str, Vec<Tree>),
}

/// A fraction in lowest terms with a positive lower part.
pub type Fraction = (i128, i128);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Number(Fraction),
    Truth(bool),
}

fn boxed(tree: Tree) -> Box<Tree> {
    Box::new(tree)
}

/// Trees that give a number.
pub fn numbers(depth: u32, names: &'static [&'static str]) -> BoxedStrategy<Tree> {
    let number = prop_oneof![(0_u32..12).prop_map(|n| n * 1000), (0_u32..9).prop_map(|n| n * 250), 0_u32..3000];
    let leaf = prop_oneof![number.prop_map(Tree::Number), prop::sample::select(names).prop_map(Tree::Name)].boxed();
    if depth == 0 {
        return leaf;
    }
    let deeper = || numbers(depth - 1, names);
    let condition = || prop_oneof![truths(depth - 1, names), numbers(depth - 1, names)];
    let operator = prop::sample::select(&["+", "-", "*", "/", "%", "&&", "||"][..]);
    let one = prop::sample::select(&["floor", "ceil", "round", "abs"][..]);
    let many = prop::sample::select(&["min", "max"][..]);
    prop_oneof![
        1 => leaf,
        1 => (prop::sample::select(&['-', '+'][..]), deeper()).prop_map(|(s, a)| Tree::Sign(s, boxed(a))),
        4 => (operator, deeper(), deeper()).prop_map(|(o, a, b)| Tree::Pair(o, boxed(a), boxed(b))),
        2 => (condition(), deeper(), deeper()).prop_map(|(c, a, b)| Tree::If(boxed(c), boxed(a), boxed(b))),
        1 => (one, deeper()).prop_map(|(f, a)| Tree::Call(f, vec![a])),
        1 => (many, vec(deeper(), 1..4)).prop_map(|(f, list)| Tree::Call(f, list)),
    ]
    .boxed()
}

/// Trees that give a truth value, or now one and now the other where only truth matters.
fn truths(depth: u32, names: &'static [&'static str]) -> BoxedStrategy<Tree> {
    let number = || numbers(depth.saturating_sub(1), names);
    let compare = prop::sample::select(&["<", "<=", ">", ">=", "==", "===", "!=", "!=="][..]);
    let leaf = (compare, number(), number()).prop_map(|(o, a, b)| Tree::Pair(o, boxed(a), boxed(b))).boxed();
    if depth == 0 {
        return leaf;
    }
    let either = || prop_oneof![truths(depth - 1, names), numbers(depth - 1, names)];
    let logic = prop::sample::select(&["&&", "||"][..]);
    prop_oneof![
        2 => leaf,
        1 => either().prop_map(|a| Tree::Sign('!', boxed(a))),
        2 => (logic, either(), either()).prop_map(|(o, a, b)| Tree::Pair(o, boxed(a), boxed(b))),
        1 => (either(), either(), either()).prop_map(|(c, a, b)| Tree::If(boxed(c), boxed(a), boxed(b))),
    ]
    .boxed()
}

impl Tree {
    fn precedence(&self) -> u8 {
        match self {
            Tree::If(..) => 0,
            Tree::Pair("||", ..) => 1,
            Tree::Pair("&&", ..) => 2,
            Tree::Pair("==" | "===" | "!=" | "!==", ..) => 3,
            Tree::Pair("<" | "<=" | ">" | ">=", ..) => 4,
            Tree::Pair("+" | "-", ..) => 5,
            Tree::Pair(..) => 6,
            Tree::Sign(..) => 7,
            _ => 8,
        }
    }

    /// As text, in parentheses where the place asks for a higher precedence.
    pub fn show(&self, least: u8, gap: &str) -> String {
        let own = self.precedence();
        if own < least {
            return format!("({})", self.show(0, gap));
        }
        // `--` and `++` are pieces of their own
        let glue = |sign: &str, operand: &str| if operand.starts_with(sign) { " " } else { "" };
        match self {
            Tree::Number(n) if n % 1000 == 0 => format!("{}", n / 1000),
            Tree::Number(n) => format!("{}.{:03}", n / 1000, n % 1000),
            Tree::Name(name) => (*name).to_owned(),
            Tree::Sign(sign, a) => {
                let (sign, a) = (sign.to_string(), a.show(7, gap));
                format!("{sign}{}{a}", glue(&sign, &a))
            }
            Tree::Pair(sign, a, b) => {
                let (a, b) = (a.show(own, gap), b.show(own + 1, gap));
                let space = if gap.is_empty() { glue(sign, &b) } else { gap };
                format!("{a}{gap}{sign}{space}{b}")
            }
            Tree::If(c, a, b) => {
                format!("{}{gap}?{gap}{}{gap}:{gap}{}", c.show(1, gap), a.show(0, gap), b.show(0, gap))
            }
            Tree::Call(name, list) => {
                let list: Vec<String> = list.iter().map(|a| a.show(0, gap)).collect();
                format!("Math.{name}({})", list.join(","))
            }
        }
    }

    /// What it gives, or the code of the error.
    pub fn value(&self, given: &dyn Fn(&str) -> Fraction) -> Result<Value, &'static str> {
        let number = |tree: &Tree| match tree.value(given)? {
            Value::Number(n) => Ok(n),
            Value::Truth(_) => Err("wrong_type"),
        };
        Ok(Value::Number(match self {
            Tree::Number(n) => lowest((*n).into(), 1000)?,
            Tree::Name(name) => given(name),
            Tree::Sign('!', a) => return Ok(Value::Truth(!holds(a.value(given)?))),
            Tree::Sign(sign, a) => {
                let (over, under) = number(a)?;
                if *sign == '-' { (-over, under) } else { (over, under) }
            }
            Tree::Pair("&&", a, b) => {
                let left = a.value(given)?;
                return if holds(left) { b.value(given) } else { Ok(left) };
            }
            Tree::Pair("||", a, b) => {
                let left = a.value(given)?;
                return if holds(left) { Ok(left) } else { b.value(given) };
            }
            Tree::Pair(sign, a, b) => return pair(sign, number(a)?, number(b)?),
            Tree::If(c, a, b) => return if holds(c.value(given)?) { a.value(given) } else { b.value(given) },
            Tree::Call(name, list) => {
                let list = list.iter().map(number).collect::<Result<Vec<Fraction>, _>>()?;
                call(name, &list)?
            }
        }))
    }
}

fn holds(value: Value) -> bool {
    match value {
        Value::Number((over, _)) => over != 0,
        Value::Truth(truth) => truth,
    }
}

fn lowest(over: i128, under: i128) -> Result<Fraction, &'static str> {
    let (mut a, mut b) = (over.unsigned_abs(), under.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    let shared = i128::try_from(a).map_err(|_| "overflow")?;
    Ok(if under < 0 { (-over / shared, -under / shared) } else { (over / shared, under / shared) })
}

fn product(a: i128, b: i128) -> Result<i128, &'static str> {
    a.checked_mul(b).ok_or("overflow")
}

fn pair(sign: &str, (a, b): Fraction, (c, d): Fraction) -> Result<Value, &'static str> {
    if c == 0 && matches!(sign, "/" | "%") {
        return Err("division_by_zero");
    }
    let (left, right, under) = (product(a, d)?, product(c, b)?, product(b, d)?);
    Ok(Value::Number(match sign {
        "+" => lowest(left.checked_add(right).ok_or("overflow")?, under)?,
        "-" => lowest(left.checked_sub(right).ok_or("overflow")?, under)?,
        "*" => lowest(product(a, c)?, under)?,
        "/" => lowest(left, right)?,
        // the sizes as whole numbers of the same parts, then the sign of the left one
        "%" => lowest(left.signum() * (left.abs() % right.abs()), under)?,
        "<" => return Ok(Value::Truth(left < right)),
        "<=" => return Ok(Value::Truth(left <= right)),
        ">" => return Ok(Value::Truth(left > right)),
        ">=" => return Ok(Value::Truth(left >= right)),
        "==" | "===" => return Ok(Value::Truth(left == right)),
        _ => return Ok(Value::Truth(left != right)),
    }))
}

fn call(name: &str, list: &[Fraction]) -> Result<Fraction, &'static str> {
    let (over, under) = list[0];
    Ok(match name {
        "floor" => (over.div_euclid(under), 1),
        "ceil" => (-(-over).div_euclid(under), 1),
        "round" => ((2 * over + under).div_euclid(2 * under), 1),
        "abs" => (over.abs(), under),
        _ => {
            let mut best = list[0];
            for other in &list[1..] {
                let less = product(other.0, best.1)? < product(best.0, other.1)?;
                if less == (name == "min") {
                    best = *other;
                }
            }
            best
        }
    })
}
