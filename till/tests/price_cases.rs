#[test]
fn smoke() {
    let text = std::fs::read_to_string("../examples/convenience-store.json").unwrap();
    let out: serde_json::Value = serde_json::from_str(&till::price::price_json(&text)).unwrap();
    println!("{}", serde_json::to_string_pretty(&out).unwrap());
}
