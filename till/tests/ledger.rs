//! Plays the dialogues in `ledger/cases/*.txt`: what the ledger is asked, and below each ask what it answers.
//!
//! `UPDATE_EXPECT=1` writes what came out; read the difference against docs/ledger.md, whose rules the titles name.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "ledger/script.rs"]
mod script;

use script::World;

fn play(text: &str) -> String {
    let mut world = World::new();
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.starts_with("  ")) {
        if line.starts_with("== ") {
            world = World::new();
        }
        out.push_str(line);
        out.push('\n');
        for answer in world.play(line) {
            out.push_str(&format!("  {answer}\n"));
        }
    }
    out
}

#[test]
fn the_dialogues_go_as_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledger/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let found = play(&text);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&file, found).unwrap();
            continue;
        }
        for (number, (expected, found)) in text.lines().zip(found.lines()).enumerate() {
            assert_eq!(expected, found, "{} line {}", file.display(), number + 1);
        }
        assert_eq!(text.lines().count(), found.lines().count(), "{}", file.display());
    }
}

#[test]
fn every_kind_of_record_survives_its_text() {
    let mut world = World::new();
    let lines = "import i b card=A:1234:9.00 code=K:spring:1
        reserve r A 5.00
        reserve r2 A 1.00 pin=0
        balance q A
        extend e r
        post p r
        reverse x r
        use u K spring known
        void v u
        issue s L bon 1
        load l B 5.00 new
        post pl l
        reverse xl l
        transfer t A B
        mark m B lost
        statement sb B
        cashout c A 5.00";
    for line in lines.lines() {
        world.play(line.trim());
    }
    assert_eq!(world.replayed(), world.ledger);
    let kind = |text: &String| text.split("\"kind\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut kinds: Vec<String> = world.stored.iter().map(kind).collect();
    kinds.sort();
    kinds.dedup();
    let all = [
        "declined",
        "extended",
        "held",
        "imported",
        "issued",
        "looked",
        "marked",
        "posted",
        "reversed",
        "transferred",
        "voided",
    ];
    assert_eq!(kinds, all);
}

#[test]
fn a_record_shows_neither_card_nor_pin() {
    let mut world = World::new();
    world.play("import i b card=A:4711:9.00");
    world.play("reserve r A 5.00 pin=4711");
    world.play("reserve w A 5.00 pin=0815");
    world.play("cashout c A 5.00 pin=0815");
    world.play("statement s A pin=4711");
    // The card's own seal of its PIN is kept with the card; a shown PIN leaves no trace, right or wrong.
    assert!(world.stored[0].contains("A/4711"));
    assert!(world.stored[1..].iter().all(|text| !text.contains("4711") && !text.contains("0815")));
}
