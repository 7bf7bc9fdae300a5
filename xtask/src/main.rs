//! `cargo xtask`: the one command of this repository.
//!
//! What must hold: stdout carries only what a caller may read (the `ready` line, a token, a priced basket, the summary
//! line of the tests); progress goes to stderr. Every failure says what to do about it. A suite or a tool that is
//! missing is a failure, never a silent skip.

mod args;
mod bench;
mod ci;
mod conform;
mod contrast;
mod counts;
mod coupon;
mod demo;
mod faults;
mod gallery;
mod jws;
mod pack;
mod paths;
mod qt;
mod release;
mod run;
mod serve;
mod setup;
mod simulate;
mod site;
mod size;
mod suites;
mod tidy;
mod till_gate;
mod token;
mod types;
mod unread;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  demo [--port N] [--once]      set up, build and serve everything on loopback; prints one line `ready http://...`
                                --once plays the scripted sale in headless Chromium and exits 0 or 1
  test [--only native|wasm|e2e|qt|conform] [--without qt]
                                all tests; the last line is `N passed, N failed`
  ci [--skip-test]              formatting, lints, tidy, supply chain, tests, size budget
  tidy                          the house rules that no compiler checks
  gen [--check]                 write (or compare) the generated tables and schemas in docs/generated
  size                          brotli sizes of what a till downloads, against xtask/size-budget.json
  bench [--rounds 7] [--only baskets|grid|best|memory]
                                what pricing costs, natively and in headless Chromium in turn, against docs/performance.md
  gallery [--only NAME] [--locales en,hr] [--sizes 800x480] [--themes light,dark,contrast,light+merchant] [--axe]
                                a picture of every screen, light and dark, into target/gallery with an index; axe judges each
  gallery [--access] [--looks] [--paint] [--docs]
                                targets, large text, live regions and trees; ten screens as they looked; how soon a line is
                                painted; the pictures of the documentation
  conform [--only NAME] [--cases plain,print] [--port N]
                                the conformance page against the simulator, a register that is right and that one broken in every
                                way it can be; reports in target/conform; --port only serves it, for a register of yours
  qt [--only 6.12.0] [--rounds 1]
                                the register of examples/ecr-qt plays its sale in the newest Qt WebEngine and in an old one
  release --dry-run [--out DIR]  the zip of this version and the npm package as they would be published: versions, changelog, licences,
                                digests and sizes are checked, and a sale is made from the zip alone
  sim [--tender|--loyalty] [--seeds 1000] [--from 0] [--first] [--seed K [--trace] [--shrink]] [--ledger device|store]
                                random sales on machines that fail; a seed that breaks a rule is printed with its command
  sim --faults [NAME..]         deliberate faults of sim/faults, and how many seeds it takes to see each
  token --key FILE --iss X --sub DEVICE --store S --till T --origin O.. --module M.. [--days 365] [--aud smarts-epos]
                                print a device access token (compact JWS, ES256)
  token keygen --out FILE       make a P-256 key (PKCS#8 PEM) and print its public JWK
  coupon --key FILE --issuer K --merchant M --scheme S [--from T] [--until T] [--count N | --id I]
                                print signed codes of coupons, one on each line
  coupon issuer --key FILE --issuer K
                                print the issuer's public key as a pack names it in code_issuers
  pack check FILE.. [--brief] [--basket FILE].. [--before OLD]
                                check merchant packs, say them in words and price their sample baskets
                                (FILE's name with .basket.json); with OLD, what is other than in it
  pack sign --key FILE --in pack.json --out pack.jws
  price FILE..                  price JSON baskets natively
  setup                         only the set-up that demo and test do first
  help                          this text

Environment: EPOS_CHROMIUM and EPOS_CHROMEDRIVER name a browser and its driver that are not on PATH.";

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let command = if words.is_empty() { "help".to_owned() } else { words.remove(0) };
    let done = match command.as_str() {
        "demo" => demo::command(&words),
        "test" => suites::command(&words),
        "ci" => ci::command(&words),
        "tidy" => tidy::command(&words),
        "gen" => till_gate::gen_command(&words),
        "size" => size::command(&words),
        "bench" => bench::command(&words),
        "gallery" => gallery::command(&words),
        "conform" => conform::command(&words),
        "qt" => qt::command(&words),
        "release" => release::command(&words),
        "sim" => simulate::command(&words),
        "token" => token::command(&words),
        "coupon" => coupon::command(&words),
        "pack" => pack::command(&words),
        "price" => till_gate::price_command(&words),
        "setup" => setup::command(&words),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(anyhow::anyhow!("no command `{other}`; `cargo xtask help` lists them")),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
