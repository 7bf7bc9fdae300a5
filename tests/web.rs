//! The shell in a real browser: its seals and signatures, the store's time, and the loop against a pretended supervisor.
//!
//! Natively this file holds the tests of pricing only, which gives the same bytes there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops")]
#![allow(clippy::arithmetic_side_effects, reason = "small numbers of tests")]

#[path = "web/pricing.rs"]
mod pricing;

#[cfg(target_arch = "wasm32")]
mod browser {
    use serde_json::{Value, json};
    use smarts_epos::device::{Device, IssuerKey};
    use smarts_epos::platform::{self, Zones};
    use smarts_epos::port::{Host, Message};
    use smarts_epos::run::{Run, Work};
    use std::rc::Rc;
    use till::record::{EventsAcked, Record};
    use till::session::{Purpose, Verdict, VerifyJob};
    use till::shape::Shape;
    use till::time::Instant;
    use wasm_bindgen::prelude::*;
    use wasm_bindgen_test::*;
    use web_sys::HtmlElement;

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen(module = "/tests/web/host.js")]
    extern "C" {
        #[wasm_bindgen(js_name = pretendHost)]
        fn pretend_host() -> Host;
        #[wasm_bindgen(js_name = logOf)]
        fn log_of(host: &Host) -> Vec<String>;
        #[wasm_bindgen(js_name = fate)]
        fn fate_of_next_batch(host: &Host, fate: &str);
        #[wasm_bindgen(js_name = makeIssuer)]
        async fn make_issuer() -> JsValue;
        #[wasm_bindgen(js_name = jwkOf)]
        fn jwk_of(issuer: &JsValue) -> String;
        #[wasm_bindgen(js_name = signWith)]
        async fn sign_with(issuer: &JsValue, header: &str, claims: &str) -> JsValue;
        async fn sleep(ms: u32);
        #[wasm_bindgen(js_name = loseKey, catch)]
        async fn lose_key() -> Result<JsValue, JsValue>;
    }

    const ORIGIN: &str = "https://till.example";

    #[wasm_bindgen_test]
    fn the_store_has_summer_and_winter_time() {
        let zones = Zones::default();
        let at = |text: &str| Instant::parse(text).unwrap();
        let (summer, winter) = (at("2026-07-01T12:00:00Z"), at("2026-11-21T12:00:00Z"));
        let cases =
            [("Europe/Zagreb", 120, 60), ("America/St_Johns", -150, -210), ("Asia/Kathmandu", 345, 345), ("UTC", 0, 0)];
        for (zone, in_summer, in_winter) in cases {
            assert_eq!(zones.offset_minutes(Some(zone), summer), in_summer, "{zone} in summer");
            assert_eq!(zones.offset_minutes(Some(zone), winter), in_winter, "{zone} in winter");
        }
        // The hour that is not there: at 01:00Z the clocks go from 02:00 to 03:00.
        assert_eq!(zones.offset_minutes(Some("Europe/Zagreb"), at("2026-03-29T00:59:59.999Z")), 60);
        assert_eq!(zones.offset_minutes(Some("Europe/Zagreb"), at("2026-03-29T01:00:00Z")), 120);
        assert_eq!(zones.offset_minutes(Some("Mars/Olympus"), winter), zones.offset_minutes(None, winter));
    }

    #[wasm_bindgen_test]
    fn chance_and_the_clock_are_the_browsers() {
        assert_ne!(platform::entropy(), platform::entropy());
        assert!(platform::now() > Instant::parse("2026-01-01T00:00:00Z").unwrap());
        assert_eq!(platform::page_load(), platform::page_load());
        assert!(till::names::Id::new(&platform::page_load()).is_some());
    }

    #[wasm_bindgen_test]
    async fn a_seal_is_the_same_after_the_key_is_loaded_again() {
        let (one, two) = (Device::open(Vec::new()).await, Device::open(Vec::new()).await);
        assert!(one.kept() && two.kept());
        let seal = one.seal("token\u{0}6299123456789012345").await.unwrap();
        assert_eq!(two.seal("token\u{0}6299123456789012345").await, Some(seal.clone()));
        assert_ne!(two.seal("token\u{0}6299123456789012346").await, Some(seal.clone()));
        assert_ne!(two.seal("pin\u{0}\u{0}6299123456789012345").await, Some(seal.clone()));
        assert_eq!(seal.as_str().len(), 43, "256 bits in base64url");
    }

    /// RFC 7515, appendix A.3.
    #[wasm_bindgen_test]
    async fn the_signature_of_the_standard_verifies_and_a_changed_one_does_not() {
        let jwk = json!({"kty": "EC", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
        let device = Device::open(vec![
            IssuerKey { kid: "rfc".to_owned(), jwk: jwk.to_string() },
            IssuerKey { kid: "broken".to_owned(), jwk: r#"{"kty":"EC"}"#.to_owned() },
        ]);
        let device = device.await;
        let job = |kid: &str, signed: &str, signature: &str| VerifyJob {
            kid: kid.to_owned(),
            signed: signed.to_owned(),
            signature: signature.to_owned(),
            purpose: Purpose::Pack,
        };
        let signed = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let good = Verdict::Good("21c67368f436577f447f805162ca13b80d046a3fe467247e65ea477aa750fa2e".to_owned());
        assert_eq!(device.verify(&job("rfc", signed, signature)).await, good);
        assert_eq!(device.verify(&job("rfc", signed, signature)).await, good, "with the key imported before");
        assert_eq!(device.verify(&job("rfc", &signed.replace("J9.", "J8."), signature)).await, Verdict::Bad);
        assert_eq!(device.verify(&job("rfc", signed, &signature.replace("DtE", "EtD"))).await, Verdict::Bad);
        assert_eq!(device.verify(&job("rfc", signed, "not base64url!")).await, Verdict::Bad);
        assert_eq!(device.verify(&job("other", signed, signature)).await, Verdict::UnknownKey);
        assert_eq!(device.verify(&job("broken", signed, signature)).await, Verdict::UnknownKey);
    }

    /// A component with its pretended supervisor and an issuer it trusts.
    struct Till {
        host: Host,
        run: Rc<Run>,
        mount: HtmlElement,
        issuer: JsValue,
    }

    impl Till {
        async fn start(entries: &[String]) -> Till {
            Till::start_with(make_issuer().await, entries, json!({})).await
        }

        /// With some members of the start text replaced.
        async fn start_with(issuer: JsValue, entries: &[String], other: Value) -> Till {
            let jwk: Value = serde_json::from_str(&jwk_of(&issuer)).unwrap();
            let mut boot = json!({
                "build": "test", "secure": true, "crashes": 0, "link": 0, "pack": "",
                "config": {"origins": [ORIGIN], "audience": "smarts-epos", "issuers": [{"kid": "k1", "iss": "shop", "jwk": jwk}]},
                "journal": {"health": "persistent", "detail": "", "lost": false, "entries": entries},
                "catalogs": {"en": {"waiting.title": "Please wait"}},
            });
            for (name, value) in other.as_object().unwrap() {
                boot[name] = value.clone();
            }
            let host = pretend_host();
            let document = web_sys::window().unwrap().document().unwrap();
            let mount: HtmlElement = document.create_element("div").unwrap().unchecked_into();
            document.document_element().unwrap().append_child(&mount).unwrap();
            let run = Run::start(Some(mount.clone()), host.clone(), &boot.to_string()).await;
            Till { host, run, mount, issuer }
        }

        fn say(&self, link: u32, nonce: &str, text: impl ToString) {
            let (origin, nonce, text) = (ORIGIN.to_owned(), nonce.to_owned(), text.to_string());
            self.run.push(Work::Message(Message { link, origin, nonce, text }));
        }

        async fn open(&self, id: &str) {
            let claims = json!({"iss": "shop", "aud": "smarts-epos", "sub": "device-1", "nbf": 0, "exp": 4_000_000_000_u32,
                "store": "zagreb-1", "till": "1", "origins": [ORIGIN], "modules": ["gateway", "tender", "coupons"]});
            let header = json!({"alg": "ES256", "typ": "epos-device+jwt", "kid": "k1"});
            let token = sign_with(&self.issuer, &header.to_string(), &claims.to_string()).await.as_string().unwrap();
            let payload = json!({"nonce": "n1", "host_session": "h1", "device_token": token});
            self.say(1, "n1", json!({"v": 1, "id": id, "type": "session.open", "payload": payload}));
        }

        /// Waits until so many lines begin like this, and gives them.
        async fn lines(&self, start: &str, count: usize) -> Vec<String> {
            for _ in 0..200 {
                let lines: Vec<String> = self.log().into_iter().filter(|line| line.starts_with(start)).collect();
                if lines.len() >= count {
                    return lines;
                }
                sleep(10).await;
            }
            panic!("no {count} lines that begin with `{start}` in {:#?}", self.log());
        }

        /// The message that answers this command.
        async fn answer(&self, re: &str) -> Value {
            let line = self.lines(&format!("send 1 {re} "), 1).await.pop().unwrap();
            serde_json::from_str(line.splitn(4, ' ').last().unwrap()).unwrap()
        }

        fn log(&self) -> Vec<String> {
            log_of(&self.host)
        }

        /// What is in the journal now.
        fn batches(&self) -> Vec<String> {
            let log = self.log();
            let stored = log.windows(2).filter(|pair| pair[1] == "stored");
            stored.filter_map(|pair| pair[0].strip_prefix("append ").map(str::to_owned)).collect()
        }
    }

    #[wasm_bindgen_test]
    async fn the_first_start_begins_a_journal_and_shows_that_it_waits() {
        let till = Till::start(&[]).await;
        let batches = till.batches();
        assert!(batches[0].contains(r#""s":"sale""#) && batches[0].contains("journal_started"), "{batches:?}");
        assert!(batches[1].contains(r#""s":"device""#), "the mark of the key comes after the first fact: {batches:?}");
        assert_eq!(batches.len(), 2);
        sleep(20).await;
        let screen = till.mount.query_selector("[data-screen]").unwrap().expect("a screen");
        assert_eq!(screen.get_attribute("data-screen").as_deref(), Some("waiting"));
        let again = Till::start(&batches).await;
        assert_eq!(again.log(), Vec::<String>::new(), "nothing is owed, nothing is new");
    }

    #[wasm_bindgen_test]
    async fn what_cannot_be_decoded_is_refused_by_code() {
        let till = Till::start(&[]).await;
        till.say(7, "n1", "{");
        let line = till.lines("send 7  ", 1).await.pop().unwrap();
        assert!(line.contains(r#""code":"message_malformed""#), "{line}");
        till.say(7, "n1", json!({"v": 1, "id": "c1", "type": "basket.dance"}));
        let line = till.lines("send 7 c1 ", 1).await.pop().unwrap();
        assert!(line.contains(r#""code":"command_unknown""#), "{line}");
        till.say(7, "n1", json!({"v": 1, "id": "c2", "type": "basket.status"}));
        let line = till.lines("send 7 c2 ", 1).await.pop().unwrap();
        assert!(line.contains(r#""code":"session_required""#), "{line}");
    }

    #[wasm_bindgen_test]
    async fn a_session_is_stored_before_it_is_answered() {
        let till = Till::start(&[]).await;
        let before = till.log().len();
        till.open("c1").await;
        let answer = till.answer("c1").await;
        assert_eq!(answer["ok"], true, "{answer}");
        assert_eq!(answer["payload"]["device"], "device-1");
        assert_eq!(answer["payload"]["storage"], "persistent");
        let words = |line: &String| line.split(' ').next().unwrap_or_default().to_owned();
        let order: Vec<String> = till.log()[before..].iter().map(words).collect();
        assert_eq!(order, ["append", "stored", "accept", "send"]);
    }

    #[wasm_bindgen_test]
    async fn what_could_not_be_stored_is_refused_and_done_when_it_is_sent_again() {
        let till = Till::start(&[]).await;
        fate_of_next_batch(&till.host, "not_stored");
        till.open("c1").await;
        let answer = till.answer("c1").await;
        assert_eq!(answer["error"]["code"], "storage_failing", "{answer}");
        assert_eq!(answer["error"]["retry"], true);
        assert!(!till.log().iter().any(|line| line.starts_with("accept")));
        till.open("c1").await;
        let lines = till.lines("send 1 c1 ", 2).await;
        assert!(lines[1].contains(r#""ok":true"#), "{lines:?}");
    }

    #[wasm_bindgen_test]
    async fn where_it_is_not_known_whether_it_was_stored_nothing_more_is_said() {
        let till = Till::start(&[]).await;
        fate_of_next_batch(&till.host, "unknown");
        till.open("c1").await;
        till.lines("unknown", 1).await;
        till.say(1, "n1", "{");
        sleep(100).await;
        assert_eq!(till.log().last().map(String::as_str), Some("unknown"));
    }

    #[wasm_bindgen_test]
    async fn messages_are_answered_in_the_order_they_came() {
        let till = Till::start(&[]).await;
        till.open("c0").await;
        for n in 1..=20 {
            till.say(1, "n1", json!({"v": 1, "id": format!("c{n}"), "type": "basket.status"}));
        }
        let lines = till.lines("send 1 ", 21).await;
        let order: Vec<&str> = lines.iter().map(|line| line.split(' ').nth(2).unwrap()).collect();
        assert_eq!(order, (0..=20).map(|n| format!("c{n}")).collect::<Vec<_>>());
        assert!(lines[1..].iter().all(|line| line.contains(r#""ok":true"#)), "{lines:?}");
    }

    #[wasm_bindgen_test]
    async fn a_journal_that_cannot_be_read_is_no_fresh_start() {
        let first = Till::start(&[]).await;
        let good = first.batches();
        let cases = [
            "not JSON",
            r#"{"v":2,"s":"sale","records":[]}"#,
            r#"{"v":1,"s":"sale","records":[{"kind":"from_the_future"}]}"#,
            r#"{"v":1,"s":"music","records":[]}"#,
        ];
        for bad in cases {
            let till = Till::start(&[good[0].clone(), bad.to_owned()]).await;
            till.open("c1").await;
            let answer = till.answer("c1").await;
            assert_eq!(answer["payload"]["journal_lost"], true, "{bad}: {answer}");
            assert_eq!(answer["payload"]["degraded"], "storage_damaged", "{bad}: {answer}");
            assert!(till.batches().is_empty(), "nothing is added to what cannot be read");
        }
    }

    #[wasm_bindgen_test]
    async fn a_rebuilt_instance_goes_on_where_the_first_one_was() {
        let first = Till::start(&[]).await;
        first.open("c1").await;
        first.answer("c1").await;
        let rebuilt = json!({"crashes": 1, "link": 1});
        let till = Till::start_with(first.issuer.clone(), &first.batches(), rebuilt).await;
        till.say(1, "n1", json!({"v": 1, "id": "c2", "type": "session.diagnostics"}));
        let answer = till.answer("c2").await;
        assert_eq!(answer["payload"]["restarts"], 1, "{answer}");
    }

    /// 600 KB of the sale that change nothing.
    fn filler() -> String {
        let fact: Value = Record::EventsAcked(EventsAcked { seq: 0 }).write().as_str().parse().unwrap();
        json!({"v": 1, "s": "sale", "records": vec![fact; 18_000]}).to_string()
    }

    #[wasm_bindgen_test]
    async fn a_long_journal_is_replaced_by_a_checkpoint_before_anything_else() {
        let first = Till::start(&[]).await;
        first.open("c1").await;
        let opened = first.answer("c1").await;
        let batches = [first.batches(), vec![filler(); 8]].concat();
        let second = Till::start_with(first.issuer.clone(), &batches, json!({})).await;
        let replaced = second.log()[0].strip_prefix("replace ").expect("first of all").to_owned();
        let entries: Vec<String> = replaced.lines().map(str::to_owned).collect();
        assert!(entries[0].contains("checkpoint") && entries[0].len() < 10_000, "{}", entries[0].len());
        assert_eq!(entries[1..], batches[1..2], "what is not of the sale stays as it was written");
        let third = Till::start_with(first.issuer.clone(), &entries, json!({})).await;
        assert_eq!(third.log(), Vec::<String>::new(), "it is short now, and nothing is owed");
        third.open("c1").await;
        assert_eq!(third.answer("c1").await["payload"]["position"], opened["payload"]["position"]);
    }

    #[wasm_bindgen_test]
    async fn a_journal_that_has_grown_long_is_replaced_when_nothing_else_is_to_be_done() {
        // A loss keeps the start from replacing anything: what was lost is told first.
        let journal = json!({"health": "persistent", "detail": "", "lost": true, "entries": vec![filler(); 16]});
        let log = Till::start_with(make_issuer().await, &[], json!({"journal": journal})).await.log();
        let place = |what: &str| log.iter().position(|line| line.starts_with(what)).expect("done");
        assert!(place("append") < place("replace"), "the first fact comes first");
    }

    #[wasm_bindgen_test]
    async fn without_storage_facts_are_left_with_the_supervisor_and_stored_value_is_off() {
        let journal = json!({"health": "none", "detail": "", "lost": false, "entries": []});
        let till = Till::start_with(make_issuer().await, &[], json!({"journal": journal})).await;
        till.open("c1").await;
        let answer = till.answer("c1").await;
        assert_eq!(answer["payload"]["storage"], "none", "{answer}");
        assert_eq!(answer["payload"]["degraded"], "no_storage", "{answer}");
        assert!(till.batches().last().unwrap().contains("session_opened"), "for an instance rebuilt after a fault");
    }

    #[wasm_bindgen_test]
    async fn a_start_text_that_makes_no_sense_is_out_of_order_and_does_not_throw() {
        for text in ["", "{}", r#"{"build":"b","secure":true}"#] {
            let host = pretend_host();
            let mount = web_sys::window().unwrap().document().unwrap().create_element("div").unwrap();
            let run = Run::start(Some(mount.unchecked_into()), host.clone(), text).await;
            run.push(Work::Message(Message {
                link: 1,
                origin: String::new(),
                nonce: String::new(),
                text: "{".to_owned(),
            }));
            sleep(50).await;
            let log = log_of(&host);
            assert!(log.len() == 1 && log[0].contains("message_malformed"), "{log:?}");
        }
    }

    #[wasm_bindgen_test]
    async fn a_lost_key_stops_stored_value_and_nothing_else() {
        let first = Till::start(&[]).await;
        let key = Device::open(Vec::new()).await.mark().await;
        lose_key().await.unwrap();
        let till = Till::start(&first.batches()).await;
        assert_ne!(Device::open(Vec::new()).await.mark().await, key);
        till.open("c1").await;
        let answer = till.answer("c1").await;
        assert_eq!(answer["payload"]["degraded"], "key_lost", "{answer}");
        assert_eq!(answer["payload"]["storage"], "persistent", "{answer}");
        assert_eq!(answer["payload"]["journal_lost"], false, "{answer}");
        assert_eq!(till.batches().len(), 1, "the sale goes on and is stored");
    }
}
