//! What the page says, in one line each.

use serde_json::Value;

fn money(value: &Value) -> String {
    let minor = value.as_i64().unwrap_or_default();
    format!("{}{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100)
}

fn basket(state: &Value) -> String {
    let text = |name: &str| state[name].as_str().unwrap_or("?").to_owned();
    let mut out = format!("{} r{} total {}", text("phase"), state["revision"], money(&state["totals"]["total"]));
    for adjustment in state["adjustments"].as_array().into_iter().flatten() {
        out += &format!(" [{} {}]", adjustment["id"].as_str().unwrap_or("?"), money(&adjustment["amount"]));
    }
    for coupon in state["coupons"].as_array().into_iter().flatten() {
        out +=
            &format!(" ({} {})", coupon["coupon_id"].as_str().unwrap_or("?"), coupon["state"].as_str().unwrap_or("?"));
    }
    for load in state["loads"].as_array().into_iter().flatten() {
        let word = |name: &str| load[name].as_str().unwrap_or("?").to_owned();
        out += &format!(" {{{} {} {} {}}}", word("line_id"), word("masked"), money(&load["amount"]), word("state"));
    }
    for tender in state["tenders"].as_array().into_iter().flatten() {
        let word = |name: &str| tender[name].as_str().unwrap_or("?").to_owned();
        out += &format!(" <{} {} {} {}>", word("tender_ref"), word("kind"), money(&tender["amount"]), word("state"));
    }
    for due in state["due"].as_array().into_iter().flatten() {
        let of = due["of"].as_str().map(|of| format!(" of {} {of}", due["sale"].as_str().unwrap_or("?")));
        let (kind, of) = (due["kind"].as_str().unwrap_or("?"), of.unwrap_or_default());
        out += &format!(" {{{kind} {} given {}{of}}}", money(&due["amount"]), money(&due["given"]));
    }
    for original in state["originals"].as_array().into_iter().flatten() {
        out += &format!(" of {} {}", original["sale"].as_str().unwrap(), original["provenance"].as_str().unwrap());
    }
    for back in state["refunds"].as_array().into_iter().flatten() {
        let line = format!("{} {}", back["line_id"].as_str().unwrap(), money(&back["amount"]));
        out += &format!(" back {}/{} as {line}", back["sale"].as_str().unwrap(), back["sold_line"].as_str().unwrap());
    }
    if let Some(consent) = state["consent"].as_str() {
        out += &format!(" consent {consent}");
    }
    if state["remaining"] != state["totals"]["total"] {
        out += &format!(" remaining {}", money(&state["remaining"]));
    }
    out
}

fn payload(value: &Value) -> String {
    if value.get("totals").is_some() {
        return basket(value);
    }
    let mut value = value.clone();
    if let Value::Object(map) = &mut value {
        if map.contains_key("sale_record") {
            let of = format!("record:{}", map["basket_ref"].as_str().unwrap());
            map.insert("sale_record".to_owned(), Value::from(of));
        }
        if let Some(state) = map.get_mut("interrupted") {
            *state = Value::from(basket(state));
        }
        if map.get("degraded") == Some(&Value::from("no_pack")) {
            map.remove("degraded_text");
        }
        for noise in ["build", "limits", "token_expires", "protocol", "device", "store", "till", "modules", "why_not"] {
            map.remove(noise);
        }
    }
    value.to_string()
}

pub fn render(text: &str) -> String {
    let message: Value = serde_json::from_str(text).unwrap();
    let kind = message["type"].as_str().unwrap_or("-");
    if let Some(error) = message.get("error") {
        let details =
            if error["details"] == serde_json::json!({}) { String::new() } else { format!(" {}", error["details"]) };
        for text in ["cashier_text", "customer_text"] {
            let text = error[text].as_str().unwrap();
            assert!(!text.starts_with("error."), "a text for {text}");
        }
        return format!("refused {} ({}){details}", error["code"].as_str().unwrap(), error["who"].as_str().unwrap());
    }
    if message.get("re").is_some() {
        return format!("ok {}", payload(&message["payload"]));
    }
    if message.get("req").is_some() {
        return format!("request {kind} {} {}", message["req"].as_str().unwrap(), payload(&message["payload"]));
    }
    #[cfg(feature = "schema")]
    assert!(till::wire::docs::EVENTS.iter().any(|(name, ..)| *name == kind), "{kind} is not in the reference");
    format!("event {} {kind} {}", message["seq"], payload(&message["payload"]))
}
