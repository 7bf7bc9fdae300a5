// JSON in one header: a value, a parser, a printer, and what reads and writes the structs of wire.hpp.
//
// What must hold: whole numbers stay whole (amounts are never floating point); text that is no JSON is an exception; a text is
// UTF-8 and goes out as it came in. Depth is limited, because a message is bytes from another process.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace epos {

class Value {
public:
    using List = std::vector<Value>;
    using Table = std::map<std::string, Value>;

    Value() = default;
    Value(bool truth) : at(truth) {}
    Value(std::int64_t whole) : at(whole) {}
    Value(std::string text) : at(std::move(text)) {}
    Value(const char* text) : at(std::string(text)) {}
    Value(List list) : at(std::move(list)) {}
    Value(Table table) : at(std::move(table)) {}

    bool empty() const { return std::holds_alternative<std::monostate>(at); }
    /// The value as one kind, or an exception that says what was expected.
    template <class T> const T& as(const char* wanted) const {
        if (const T* found = std::get_if<T>(&at)) return *found;
        throw std::runtime_error(std::string("not ") + wanted);
    }
    /// A member, or nothing: also of what has no members.
    const Value& operator[](const std::string& name) const {
        static const Value nothing;
        const Table* table = std::get_if<Table>(&at);
        if (!table) return nothing;
        const auto found = table->find(name);
        return found == table->end() ? nothing : found->second;
    }
    std::string text() const {
        const std::string* found = std::get_if<std::string>(&at);
        return found ? *found : std::string();
    }

    std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Table> at;
};

namespace detail {

class Parser {
public:
    explicit Parser(const std::string& text) : text(text) {}
    Value whole() {
        Value value = any(0);
        space();
        if (place != text.size()) fail();
        return value;
    }

private:
    static constexpr int deepest = 64;

    [[noreturn]] void fail() const { throw std::runtime_error("no JSON at " + std::to_string(place)); }
    void space() {
        while (place < text.size() && (text[place] == ' ' || text[place] == '\n' || text[place] == '\r' || text[place] == '\t')) ++place;
    }
    char next() {
        if (place == text.size()) fail();
        return text[place++];
    }
    bool take(char wanted) {
        space();
        if (place == text.size() || text[place] != wanted) return false;
        ++place;
        return true;
    }
    Value word(const char* rest, Value value) {
        for (; *rest; ++rest) if (next() != *rest) fail();
        return value;
    }
    Value any(int depth) {
        if (depth > deepest) fail();
        space();
        switch (next()) {
        case 'n': return word("ull", Value());
        case 't': return word("rue", Value(true));
        case 'f': return word("alse", Value(false));
        case '"': return Value(string());
        case '[': return list(depth);
        case '{': return table(depth);
        default: --place; return number();
        }
    }
    Value list(int depth) {
        Value::List out;
        if (take(']')) return Value(std::move(out));
        do out.push_back(any(depth + 1)); while (take(','));
        if (!take(']')) fail();
        return Value(std::move(out));
    }
    Value table(int depth) {
        Value::Table out;
        if (take('}')) return Value(std::move(out));
        do {
            if (!take('"')) fail();
            std::string name = string();
            if (!take(':')) fail();
            out[std::move(name)] = any(depth + 1);
        } while (take(','));
        if (!take('}')) fail();
        return Value(std::move(out));
    }
    Value number() {
        const std::size_t from = place;
        const auto digit = [this] { return place < text.size() && text[place] >= '0' && text[place] <= '9'; };
        bool whole = true;
        if (text[place] == '-') ++place;
        if (!digit()) fail();
        const auto part = [&](bool here) { if (here) for (whole = false, ++place; place < text.size() && (digit() || text[place] == '-' || text[place] == '+'); ++place) {} };
        while (digit()) ++place;
        part(place < text.size() && text[place] == '.');
        part(place < text.size() && (text[place] == 'e' || text[place] == 'E'));
        const std::string read = text.substr(from, place - from);
        Value out;
        try {
            if (whole) out.at = static_cast<std::int64_t>(std::stoll(read));
            else out.at = std::stod(read);
        } catch (const std::exception&) {
            fail();
        }
        return out;
    }
    unsigned four() {
        unsigned out = 0;
        for (int n = 0; n < 4; ++n) {
            const char letter = next();
            const char* digits = "0123456789abcdef";
            int value = -1;
            for (int one = 0; one < 16; ++one) if (digits[one] == (letter >= 'A' && letter <= 'F' ? letter + 32 : letter)) value = one;
            if (value < 0) fail();
            out = out * 16 + static_cast<unsigned>(value);
        }
        return out;
    }
    static void utf8(unsigned code, std::string& out) {
        const auto put = [&out](unsigned byte) { out.push_back(static_cast<char>(byte)); };
        if (code < 0x80) put(code);
        else if (code < 0x800) put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
        else if (code < 0x10000) put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
        else put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
    }
    std::string string() {
        std::string out;
        for (char letter = next(); letter != '"'; letter = next()) {
            if (letter != '\\') {
                out.push_back(letter);
                continue;
            }
            switch (const char escaped = next()) {
            case 'b': out.push_back('\b'); break;
            case 'f': out.push_back('\f'); break;
            case 'n': out.push_back('\n'); break;
            case 'r': out.push_back('\r'); break;
            case 't': out.push_back('\t'); break;
            case 'u': {
                unsigned code = four();
                if (code >= 0xD800 && code < 0xDC00 && next() == '\\' && next() == 'u') code = 0x10000 + ((code - 0xD800) << 10) + (four() - 0xDC00);
                utf8(code, out);
                break;
            }
            default: out.push_back(escaped);
            }
        }
        return out;
    }

    const std::string& text;
    std::size_t place = 0;
};

inline void quote(const std::string& text, std::string& out) {
    static const char* digits = "0123456789abcdef";
    out.push_back('"');
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') out.push_back('\\'), out.push_back(letter);
        else if (byte < 0x20) out += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
        else out.push_back(letter);
    }
    out.push_back('"');
}

}  // namespace detail

inline Value parse(const std::string& text) { return detail::Parser(text).whole(); }

inline std::string print(const Value& value);

namespace detail {

struct Print {
    std::string& out;
    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool truth) const { out += truth ? "true" : "false"; }
    void operator()(std::int64_t whole) const { out += std::to_string(whole); }
    void operator()(double number) const { out += std::to_string(number); }
    void operator()(const std::string& text) const { quote(text, out); }
    void operator()(const Value::List& list) const {
        out.push_back('[');
        for (const Value& one : list) {
            if (&one != &list.front()) out.push_back(',');
            out += epos::print(one);
        }
        out.push_back(']');
    }
    void operator()(const Value::Table& table) const {
        out.push_back('{');
        for (auto one = table.begin(); one != table.end(); ++one) {
            if (one != table.begin()) out.push_back(',');
            quote(one->first, out);
            out.push_back(':');
            out += epos::print(one->second);
        }
        out.push_back('}');
    }
};

}  // namespace detail

inline std::string print(const Value& value) {
    std::string out;
    std::visit(detail::Print{out}, value.at);
    return out;
}

template <class T> Value write(T& shape);
template <class T> void read(const Value& value, T& shape);

namespace detail {

inline Value put(const Value& one) { return one; }
inline Value put(const std::string& one) { return Value(one); }
inline Value put(std::int64_t one) { return Value(one); }
inline Value put(bool one) { return Value(one); }
template <class T> Value put(std::vector<T>& all);
template <class T> Value put(std::map<std::string, T>& all);
template <class T> auto put(T& shape) -> decltype(shape.each(std::declval<int&>()), Value());
template <class T> Value put(std::vector<T>& all) {
    Value::List out;
    for (T& one : all) out.push_back(put(one));
    return Value(std::move(out));
}
template <class T> Value put(std::map<std::string, T>& all) {
    Value::Table out;
    for (auto& [name, one] : all) out[name] = put(one);
    return Value(std::move(out));
}
template <class T> auto put(T& shape) -> decltype(shape.each(std::declval<int&>()), Value()) { return epos::write(shape); }

inline void get(const Value& from, Value& to) { to = from; }
inline void get(const Value& from, std::string& to) { to = from.as<std::string>("a text"); }
inline void get(const Value& from, std::int64_t& to) { to = from.as<std::int64_t>("a whole number"); }
inline void get(const Value& from, bool& to) { to = from.as<bool>("true or false"); }
template <class T> void get(const Value& from, std::vector<T>& to);
template <class T> void get(const Value& from, std::map<std::string, T>& to);
template <class T> auto get(const Value& from, T& shape) -> decltype(shape.each(std::declval<int&>())) { epos::read(from, shape); }
template <class T> void get(const Value& from, std::vector<T>& to) {
    to.clear();
    for (const Value& one : from.as<Value::List>("a list")) get(one, to.emplace_back());
}
template <class T> void get(const Value& from, std::map<std::string, T>& to) {
    to.clear();
    for (const auto& [name, one] : from.as<Value::Table>("a table")) get(one, to[name]);
}

struct Writer {
    Value::Table out;
    template <class T> void operator()(const char* name, T& member) { out[name] = put(member); }
    template <class T> void operator()(const char* name, std::optional<T>& member) {
        if (member) out[name] = put(*member);
    }
};

struct Reader {
    const Value& from;
    template <class T> void operator()(const char* name, T& member) const { within(name, [&] { get(from[name], member); }); }
    template <class T> void operator()(const char* name, std::optional<T>& member) const {
        member.reset();
        if (!from[name].empty()) within(name, [&] { get(from[name], member.emplace()); });
    }
    template <class Work> static void within(const char* name, Work work) {
        try {
            work();
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(std::string(name) + ": " + error.what());
        }
    }
};

}  // namespace detail

/// A struct of wire.hpp as a value.
template <class T> Value write(T& shape) {
    detail::Writer writer;
    shape.each(writer);
    return Value(std::move(writer.out));
}

/// A value into a struct of wire.hpp; what does not fit is an exception that names the member. Unknown members are passed over.
template <class T> void read(const Value& value, T& shape) {
    detail::Reader reader{value};
    shape.each(reader);
}

}  // namespace epos
