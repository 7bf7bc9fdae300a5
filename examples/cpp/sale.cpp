// One sale over any bridge that carries texts: each line that comes in is a message of the page, each line that goes out one to it.
// Put your view's bridge in the place of std::cin and std::cout (docs/bridges.md).
//
//     g++ -std=c++17 -Wall -Wextra -o sale sale.cpp && ./sale TOKEN
#include "wire.hpp"

#include <chrono>
#include <iostream>

namespace {

using namespace epos;

class Register {
public:
    explicit Register(std::string token) : token(std::move(token)) {}

    /// A message of the page. True when the sale is booked and nothing is owed. What is not of this protocol changes nothing.
    bool heard(const std::string& text) {
        try {
            take(parse(text));
        } catch (const std::runtime_error& fault) {
            std::cerr << "not understood: " << fault.what() << std::endl;
        }
        return over;
    }

private:
    void take(const Value& message) {
        const std::string& type = message["type"].as<std::string>("a text");
        if (!message["re"].empty()) answered(type, message);
        else if (!message["req"].empty()) asked(type, message);
        else if (!message["seq"].empty()) told(type, message);
        else if (type == "epos.hello") open(message["payload"]["nonce"].text());
    }

    template <class Payload, class Answer> void send(const Command<Payload, Answer>& command, Payload payload) {
        Value::Table message{{"v", std::int64_t{1}}, {"id", "c" + std::to_string(++count)}, {"type", command.type}, {"payload", write(payload)}};
        std::cout << print(Value(std::move(message))) << std::endl;
    }

    void open(const std::string& nonce) {
        if (nonce == greeted) return;
        greeted = nonce;
        Open payload;
        payload.nonce = nonce;
        payload.host_session = session;
        payload.device_token = token;
        payload.capabilities = std::vector<std::string>{requests::payment_take.type, requests::print.type};
        send(commands::session_open, payload);
    }

    void answered(const std::string& type, const Value& message) {
        const bool* ok = std::get_if<bool>(&message["ok"].at);
        if (!ok || !*ok) {
            std::cerr << type << " is refused: " << message["error"]["code"].text() << std::endl;
            return;
        }
        const Value& payload = message["payload"];
        if (type == commands::session_open.type) {
            OpenBasket basket;
            basket.basket_ref = ref;
            basket.currency = "EUR";
            send(commands::basket_open, basket);
        } else if (type == commands::basket_open.type) {
            put();
        } else if (type == commands::basket_put.type) {
            total(payload);
        } else if (type == commands::basket_freeze.type) {
            Pay pay;
            pay.basket_ref = ref;
            pay.kind = tender_kind::cash;
            send(commands::tender_pay, pay);
        } else if (type == commands::basket_commit.type) {
            Committed committed;
            read(payload, committed);
            std::cerr << "booked as " << committed.epos_no << std::endl;
        }
    }

    void put() {
        LineIn line;
        line.id = "1";
        line.name = "Chocolate";
        line.quantity = "3";
        line.amount = 537;
        line.brand = "zlatica";
        line.categories = std::vector<std::string>{"chocolate"};
        line.tax_codes = std::vector<std::string>{"A"};
        PutBasket basket;
        basket.basket_ref = ref;
        basket.revision = 1;
        basket.lines = {line};
        send(commands::basket_put, basket);
    }

    /// The page's adjustments onto the receipt, then both compare.
    void total(const Value& payload) {
        BasketState state;
        read(payload, state);
        for (const Adjustment& one : state.adjustments) std::cerr << one.text_38 << " " << one.amount << std::endl;
        Freeze freeze;
        freeze.basket_ref = ref;
        freeze.revision = 1;
        freeze.register_total = state.totals.total;
        send(commands::basket_freeze, freeze);
    }

    void asked(const std::string& type, const Value& message) {
        RequestDone done;
        done.req = message["req"].as<std::string>("a text");
        done.outcome = request_outcome::refused;
        if (type == requests::payment_take.type) {
            TakePayment take;
            read(message["payload"], take);
            done.outcome = request_outcome::done;
            done.authorized = take.cash_amount.value_or(take.amount);
        } else if (type == requests::print.type) {
            done.outcome = request_outcome::done;
        }
        send(commands::request_done, done);
    }

    void told(const std::string& type, const Value& message) {
        Ack ack;
        ack.seq = message["seq"].as<std::int64_t>("a number");
        send(commands::session_ack, ack);
        if (type == events::tender_approved.type) {
            Commit commit;
            commit.basket_ref = ref;
            commit.receipt_no = "1/POS1/1";
            send(commands::basket_commit, commit);
        }
        over = over || type == events::basket_committed.type;
    }

    std::string token, greeted;
    const std::string session = "cpp-" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    const std::string ref = session + "-1";
    int count = 0;
    bool over = false;
};

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        std::cerr << "usage: sale TOKEN" << std::endl;
        return 2;
    }
    Register reg(words[1]);
    for (std::string line; std::getline(std::cin, line);) if (reg.heard(line)) return 0;
    return 1;
}
