/// \file
/// What operations take and answer, for C++17 programs without a JSON library of their own. Included by hotcalls.hpp.
#ifndef HOTCALLS_JSON_HPP
#define HOTCALLS_JSON_HPP

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <iterator>
#include <locale>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

// With -fno-exceptions everything is there too; what would throw says why on stderr and aborts, as in other libraries. Its functions differ
// from those of programs with exceptions, so they have other names for the linker.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define HOTCALLS_EXCEPTIONS 1
#define HOTCALLS_BEGIN namespace hotcalls {
#define HOTCALLS_END }
#else
#define HOTCALLS_EXCEPTIONS 0
#define HOTCALLS_BEGIN namespace hotcalls { inline namespace without_exceptions {
#define HOTCALLS_END } }
#endif

HOTCALLS_BEGIN

namespace detail {
/// The one place where this library throws.
template <class Exception>
[[noreturn]] inline void raise(const Exception &exception) {
#if HOTCALLS_EXCEPTIONS
    throw exception;
#else
    std::fprintf(stderr, "HotCalls: %s\n", exception.what());
    std::abort();
#endif
}

/// Whether an argument is a text that is gone when the statement ends: what looks at it must not be kept.
template <class Text>
using if_passing = std::enable_if_t<std::is_same_v<std::remove_cv_t<Text>, std::string>, int>;

/// Where a JSON value that begins at `at` ends. The text is one that the library made: well-formed and without spaces.
inline std::size_t skip(std::string_view json, std::size_t at) noexcept {
    std::size_t depth = 0;
    bool quoted = false;
    for (; at < json.size(); at++) {
        const char c = json[at];
        if (quoted) {
            if (c == '\\') at++;
            else if (c == '"') quoted = false;
        } else if (depth == 0 && (c == ',' || c == '}' || c == ']' || c == ':')) {
            return at;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    return json.size();
}

inline void put_utf8(std::string &out, std::uint32_t code) {
    const auto byte = [&out](std::uint32_t value) { out.push_back(static_cast<char>(static_cast<unsigned char>(value))); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | (code >> 6)), byte(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        byte(0xE0 | (code >> 12)), byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F));
    } else {
        byte(0xF0 | (code >> 18)), byte(0x80 | ((code >> 12) & 0x3F)), byte(0x80 | ((code >> 6) & 0x3F)), byte(0x80 | (code & 0x3F));
    }
}

/// The text of a JSON string, given without its quotes.
inline std::string unescape(std::string_view in) {
    std::string out;
    out.reserve(in.size());
    const auto unit = [&in](std::size_t at) {
        std::uint32_t value = 0;
        std::from_chars(in.data() + at, in.data() + std::min(at + 4, in.size()), value, 16);
        return value;
    };
    for (std::size_t i = 0; i < in.size(); i++) {
        if (in[i] != '\\' || i + 1 == in.size()) {
            out.push_back(in[i]);
            continue;
        }
        switch (const char c = in[++i]) {
        case 'n': out.push_back('\n'); break;
        case 't': out.push_back('\t'); break;
        case 'r': out.push_back('\r'); break;
        case 'b': out.push_back('\b'); break;
        case 'f': out.push_back('\f'); break;
        case 'u': {
            std::uint32_t code = unit(i + 1);
            i += 4;
            if (code >= 0xD800 && code < 0xE000) {
                const std::uint32_t second = i + 6 < in.size() && in[i + 1] == '\\' && in[i + 2] == 'u' ? unit(i + 3) : 0;
                const bool pair = code < 0xDC00 && second >= 0xDC00 && second < 0xE000;
                code = pair ? 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00) : 0xFFFD;
                if (pair) i += 6;
            }
            put_utf8(out, code);
            break;
        }
        default: out.push_back(c);
        }
    }
    return out;
}

inline void put_quoted(std::string &out, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\'), out.push_back(c);
        else if (static_cast<unsigned char>(c) < 0x20) out.append("\\u00"), out.push_back(digits[(c >> 4) & 1]), out.push_back(digits[c & 15]);
        else out.push_back(c);
    }
    out.push_back('"');
}
}  // namespace detail

/// A look at a JSON value that the library made. It owns nothing: valid as long as the Text, Error or row that it comes from.
/// What is asked for a text and is a number, say, throws std::logic_error from `x`, and is no value of the std::optional of `try_x`.
class Json {
public:
    /// The value that is not there.
    constexpr Json() noexcept : text_("null") {}
    /// A value that the library made.
    constexpr explicit Json(std::string_view text) noexcept : text_(text) {}
    template <class Text, detail::if_passing<Text> = 0>
    explicit Json(Text &&text) = delete;
    /// The value as JSON text, for a JSON library of your own.
    constexpr std::string_view view() const noexcept { return text_; }
    /// Whether it is null, or was not there.
    constexpr bool is_null() const noexcept { return text_ == "null"; }
    /// A member of an object; null if there is none of that name, or this is no object.
    Json operator[](std::string_view key) const {
        if (kind() != '{') return {};
        for (std::size_t at = 1; at + 1 < text_.size();) {
            const std::size_t name_end = detail::skip(text_, at), end = detail::skip(text_, name_end + 1);
            const std::string_view name = text_.substr(at + 1, name_end - at - 2);
            if (name.find('\\') == std::string_view::npos ? name == key : detail::unescape(name) == key)
                return Json(text_.substr(name_end + 1, end - name_end - 1));
            at = end + 1;
        }
        return {};
    }
    /// The text of a string.
    std::string text() const { return sure(try_text(), "string"); }
    std::optional<std::string> try_text() const {
        if (kind() != '"') return std::nullopt;
        return detail::unescape(text_.substr(1, text_.size() - 2));
    }
    /// A whole number.
    std::int64_t integer() const { return sure(try_integer(), "whole number"); }
    std::optional<std::int64_t> try_integer() const noexcept {
        std::int64_t value = 0;
        const auto [end, failed] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        if (failed != std::errc() || end != text_.data() + text_.size()) return std::nullopt;
        return value;
    }
    /// Any number.
    double number() const { return sure(try_number(), "number"); }
    std::optional<double> try_number() const {
        std::istringstream in{std::string(text_)};
        in.imbue(std::locale::classic());
        double value = 0;
        if (!(in >> value) || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
        return value;
    }
    /// True or false.
    bool boolean() const { return sure(try_boolean(), "boolean"); }
    std::optional<bool> try_boolean() const noexcept {
        if (text_ != "true" && text_ != "false") return std::nullopt;
        return text_ == "true";
    }

    /// The elements of an array; none if this is no array.
    class iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Json;
        using difference_type = std::ptrdiff_t;
        using pointer = const Json *;
        using reference = Json;
        iterator() noexcept = default;
        Json operator*() const noexcept { return Json(text_.substr(at_, detail::skip(text_, at_) - at_)); }
        iterator &operator++() noexcept {
            // A text that was cut has no end to step over.
            at_ = (std::min)(detail::skip(text_, at_) + 1, text_.size());
            return *this;
        }
        iterator operator++(int) noexcept {
            const iterator before = *this;
            ++*this;
            return before;
        }
        bool operator==(const iterator &other) const noexcept { return at_ == other.at_; }
        bool operator!=(const iterator &other) const noexcept { return at_ != other.at_; }

    private:
        friend class Json;
        iterator(std::string_view text, std::size_t at) noexcept : text_(text), at_(at) {}
        std::string_view text_;
        std::size_t at_ = 0;
    };
    iterator begin() const noexcept { return kind() == '[' && text_ != "[]" ? iterator(text_, 1) : end(); }
    iterator end() const noexcept { return iterator(text_, text_.size()); }
    /// How many elements an array has.
    std::size_t size() const noexcept { return static_cast<std::size_t>(std::distance(begin(), end())); }

private:
    template <class T>
    T sure(std::optional<T> value, const char *what) const {
        if (!value) detail::raise(std::logic_error("no JSON " + std::string(what) + ": " + std::string(text_.substr(0, 40))));
        return *std::move(value);
    }
    char kind() const noexcept { return text_.empty() ? '\0' : text_.front(); }
    std::string_view text_;
};

/// A value of an input: text, a number, a boolean, null, a list, or JSON as it is.
class Value {
public:
    Value(std::nullptr_t) : json_("null") {}
    Value(std::string_view text) { detail::put_quoted(json_, text); }
    Value(const std::string &text) : Value(std::string_view(text)) {}
    Value(const char *text) : Value(std::string_view(text)) {}
    Value(Json json) : json_(json.view()) {}
    template <class T, std::enable_if_t<std::is_same_v<T, bool>, int> = 0>
    Value(T value) : json_(value ? "true" : "false") {}
    template <class T, std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char>, int> = 0>
    Value(T value) : json_(std::to_string(value)) {}
    Value(double value) {
        std::ostringstream out;
        out.imbue(std::locale::classic());
        out.precision(17);
        out << value;
        json_ = out.str();
    }
    template <class T>
    Value(const std::optional<T> &value) : Value(value ? Value(*value) : Value(nullptr)) {}
    /// A list of values.
    static Value list(std::initializer_list<Value> values) { return list(values.begin(), values.end()); }
    /// A list of what two iterators enclose.
    template <class Iterator>
    static Value list(Iterator first, Iterator last) {
        std::string json = "[";
        for (; first != last; ++first) json.append(json.size() > 1 ? "," : "").append(Value(*first).json_);
        json.append("]");
        return Value(Json(json));
    }
    /// It as JSON.
    const std::string &json() const & noexcept { return json_; }
    std::string json() && noexcept { return std::move(json_); }

private:
    std::string json_;
};

/// What an operation takes: fields, `{{"name", "Jane"}, {"page_size", 5}}`, or the text of a JSON object, which is not copied unless it is
/// about to go.
class Input {
public:
    Input() noexcept : lent_("{}") {}
    Input(std::string_view json) noexcept : lent_(json) {}
    Input(const std::string &json) noexcept : lent_(json) {}
    Input(std::string &&json) noexcept : made_(std::move(json)) {}
    Input(const char *json) noexcept : lent_(json) {}
    Input(std::initializer_list<std::pair<std::string_view, Value>> fields) : made_("{}") {
        for (const auto &[name, value] : fields) set(name, value);
    }
    /// Adds a field.
    Input &set(std::string_view name, const Value &value) & {
        if (made_.empty()) made_ = lent_;
        std::string field;
        detail::put_quoted(field, name);
        field.append(":").append(value.json());
        const std::size_t last = made_.find_last_of('}'), before = made_.find_last_not_of(" \t\r\n", last == 0 ? 0 : last - 1);
        if (last == std::string::npos) return *this;  // no object: the library will say so
        if (before != std::string::npos && made_[before] != '{') field.insert(0, ",");
        made_.insert(last, field);
        return *this;
    }
    Input set(std::string_view name, const Value &value) && {
        set(name, value);
        return std::move(*this);
    }
    /// The JSON text, valid as long as this object and what it was made of.
    std::string_view view() const & noexcept { return made_.empty() ? lent_ : std::string_view(made_); }
    std::string_view view() const && = delete;

private:
    std::string_view lent_;
    std::string made_;
};

HOTCALLS_END

#endif
