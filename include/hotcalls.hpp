/// \file
/// HotCalls for C++17: owning handles, exceptions or results, values and ranges over hotcalls.h. Header only; link with -lhotcalls.
///
///     hotcalls::Database db("calls.db");
///     auto root = db.system();
///     auto team = root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Marketing Team"}})["id"].text();
///     for (hotcalls::Json lead : root.list(HOTCALLS_OP_LEADS_LIST, {{"workspace", team}})) std::cout << lead["name"].text() << '\n';
///
/// What is called `x` throws hotcalls::Error; `try_x` gives a hotcalls::Result instead, for each `x` that may throw. With -fno-exceptions
/// `x` aborts with the message. What lends something out cannot be asked of an object that is gone when the statement ends: it does not
/// compile. Handles may be used from many threads at once.
/// JSON goes in and out as text: use the small Json and Input of this header, or a JSON library of your own on `text()` and `view()`.
#ifndef HOTCALLS_HPP
#define HOTCALLS_HPP

#include "hotcalls.h"
#include "hotcalls_json.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

HOTCALLS_BEGIN

namespace detail {
struct Free {
    void operator()(hotcalls_text *text) const noexcept { hotcalls_text_free(text); }
    void operator()(hotcalls_error *error) const noexcept { hotcalls_error_free(error); }
    void operator()(hotcalls_actor *actor) const noexcept { hotcalls_actor_free(actor); }
    void operator()(hotcalls_cancel *cancel) const noexcept { hotcalls_cancel_free(cancel); }
    void operator()(hotcalls_db *db) const noexcept { hotcalls_close(db, nullptr); }
};
inline std::string_view view(hotcalls_view text) noexcept { return {text.ptr, text.len}; }
/// A wait as the C interface has it: one of months is the longest that fits there, and one of less than nothing is not given.
inline std::uint32_t milliseconds(std::chrono::milliseconds wait) noexcept {
    return wait.count() < 0 ? 0 : wait.count() > UINT32_MAX ? UINT32_MAX : static_cast<std::uint32_t>(wait.count());
}
}  // namespace detail

/// Why something failed: what `x` throws and `try_x` gives.
class Error : public std::runtime_error {
public:
    /// Takes over an error of the C interface.
    explicit Error(hotcalls_error *error) : Error(std::shared_ptr<hotcalls_error>(error, detail::Free())) {}
    /// One of the HOTCALLS_ERROR_... constants.
    std::int32_t number() const noexcept { return hotcalls_error_number(error_.get()); }
    /// The stable word, such as "not_found".
    const char *word() const noexcept { return hotcalls_error_word(error_.get()); }
    /// A sentence for people. This and what follows is valid as long as this object or a copy of it.
    std::string_view message() const & noexcept { return detail::view(hotcalls_error_message(error_.get())); }
    /// What is wrong with which field: an object.
    Json details() const & noexcept { return Json(detail::view(hotcalls_error_details(error_.get()))); }
    /// The operation that failed; empty when none did.
    std::string_view operation() const & noexcept { return detail::view(hotcalls_error_operation(error_.get())); }
    /// All of it: an object.
    Json json() const & noexcept { return Json(detail::view(hotcalls_error_json(error_.get()))); }
    std::string_view message() const && = delete;
    Json details() const && = delete;
    std::string_view operation() const && = delete;
    Json json() const && = delete;

private:
    explicit Error(std::shared_ptr<hotcalls_error> error) : std::runtime_error(describe(error.get())), error_(std::move(error)) {}
    static std::string describe(const hotcalls_error *error) {
        std::string text = hotcalls_error_word(error);
        text.append(": ").append(detail::view(hotcalls_error_message(error)));
        const std::string_view details = detail::view(hotcalls_error_details(error));
        if (details.size() > 2) text.append(" ").append(details);
        return text;
    }
    std::shared_ptr<hotcalls_error> error_;  // exceptions are copied
};

/// A value, or why there is none.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }
    /// The value; throws the error if there is none. Of a result that is about to go, the value itself.
    T &value() & { return check(), *std::get_if<0>(&state_); }
    const T &value() const & { return check(), *std::get_if<0>(&state_); }
    T value() && { return check(), std::move(*std::get_if<0>(&state_)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T *operator->() & { return &value(); }
    const T *operator->() const & { return &value(); }
    const T *operator->() const && = delete;
    /// The error; only if there is no value.
    const Error &error() const & { return std::get<1>(state_); }
    Error error() && { return std::get<1>(std::move(state_)); }

private:
    void check() const {
        if (const Error *error = std::get_if<1>(&state_)) detail::raise(*error);
    }
    std::variant<T, Error> state_;
};

/// Nothing, or why it failed.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() noexcept = default;
    Result(Error error) : error_(std::move(error)) {}
    bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    /// Throws the error if there is one.
    void value() const {
        if (error_) detail::raise(*error_);
    }
    /// The error; only if there is one.
    const Error &error() const & { return error_.value(); }
    Error error() && { return std::move(error_).value(); }

private:
    std::optional<Error> error_;
};

/// The answer of an operation, or a part of it: a JSON value that keeps the text it stands in. Everything that a Json can, on itself.
class Text {
public:
    /// Takes over a text of the C interface.
    explicit Text(hotcalls_text *text) noexcept : text_(text), json_(detail::view(hotcalls_text_view(text))) {}
    Text(Text &&other) noexcept : text_(std::move(other.text_)), json_(std::exchange(other.json_, Json())) {}
    Text &operator=(Text &&other) noexcept {
        text_ = std::move(other.text_);
        json_ = std::exchange(other.json_, Json());
        return *this;
    }
    /// A copy of the JSON text.
    std::string str() const { return std::string(json_.view()); }
    /// A member of the object: a look at it, valid as long as this object; `call(...)["key"]` is one that keeps the answer.
    Json operator[](std::string_view key) const & { return json_[key]; }
    Text operator[](std::string_view key) && {
        json_ = json_[key];
        return std::move(*this);
    }
    /// What a Json says of itself.
    bool is_null() const noexcept { return json_.is_null(); }
    std::string text() const { return json_.text(); }
    std::optional<std::string> try_text() const { return json_.try_text(); }
    std::int64_t integer() const { return json_.integer(); }
    std::optional<std::int64_t> try_integer() const noexcept { return json_.try_integer(); }
    double number() const { return json_.number(); }
    std::optional<double> try_number() const { return json_.try_number(); }
    bool boolean() const { return json_.boolean(); }
    std::optional<bool> try_boolean() const noexcept { return json_.try_boolean(); }
    std::size_t size() const noexcept { return json_.size(); }
    /// Looks at it, at its JSON text, and at its elements: valid as long as this object.
    Json json() const & noexcept { return json_; }
    std::string_view view() const & noexcept { return json_.view(); }
    Json::iterator begin() const & noexcept { return json_.begin(); }
    Json::iterator end() const & noexcept { return json_.end(); }
    Json json() const && = delete;
    std::string_view view() const && = delete;
    Json::iterator begin() const && = delete;
    Json::iterator end() const && = delete;

private:
    std::unique_ptr<hotcalls_text, detail::Free> text_;
    Json json_;
};

/// Stops calls from another thread.
class Cancel {
public:
    Cancel() : Cancel(try_make().value()) {}
    /// The same without exceptions.
    static Result<Cancel> try_make() {
        hotcalls_cancel *cancel = nullptr;
        hotcalls_error *error = nullptr;
        if (hotcalls_cancel_new(&cancel, &error) != HOTCALLS_OK) return Error(error);
        return Cancel(cancel);
    }
    /// Stops the calls that were given it, now and later: they answer `cancelled`, and what they wrote is undone.
    void now() const noexcept { hotcalls_cancel_now(cancel_.get()); }
    /// The object of the C interface, still owned by this one.
    const hotcalls_cancel *get() const & noexcept { return cancel_.get(); }
    const hotcalls_cancel *get() const && = delete;

private:
    explicit Cancel(hotcalls_cancel *cancel) noexcept : cancel_(cancel) {}
    std::unique_ptr<hotcalls_cancel, detail::Free> cancel_;
};

/// Options of one call.
struct CallOptions {
    /// Makes a write safe to repeat for 24 hours. Empty: none.
    std::string idempotency_key = {};
    /// With it another thread can stop the call.
    const Cancel *cancel = nullptr;
    /// The network address on whose behalf the call is made: failed logins slow it down.
    std::string address = {};
    /// Where an import reads its file: fills the buffer and answers how much, 0 at the end. What the functions throw ends the call and
    /// comes out of it. They must not use the same database.
    std::function<std::size_t(char *buffer, std::size_t size)> read = {};
    /// Takes the verdict on each row of an import.
    std::function<void(Json row)> row = {};
    /// Told how far an import is.
    std::function<void(std::uint64_t rows)> progress = {};
};

namespace detail {
/// The functions of a CallOptions as the C interface calls them. No exception crosses it: the first one is kept and thrown afterwards.
struct Callbacks {
    const CallOptions &options;
#if HOTCALLS_EXCEPTIONS
    std::exception_ptr thrown = nullptr;

    template <class Body>
    bool keep(Body body) noexcept {
        try {
            if (thrown == nullptr) body();
        } catch (...) {
            thrown = std::current_exception();
        }
        return thrown == nullptr;
    }
    void rethrow() const {
        if (thrown != nullptr) std::rethrow_exception(thrown);
    }
#else
    template <class Body>
    bool keep(Body body) noexcept {
        body();
        return true;
    }
    void rethrow() const noexcept {}
#endif
    static std::int64_t read(void *context, std::uint8_t *buffer, std::size_t size) {
        auto &self = *static_cast<Callbacks *>(context);
        std::size_t got = 0;
        const bool good = self.keep([&] { got = self.options.read(reinterpret_cast<char *>(buffer), size); });
        return good ? static_cast<std::int64_t>(got) : -1;
    }
    static std::int32_t row(void *context, hotcalls_view row) {
        auto &self = *static_cast<Callbacks *>(context);
        return self.keep([&] { self.options.row(Json(view(row))); }) ? 0 : 1;
    }
    static void progress(void *context, std::uint64_t rows) {
        auto &self = *static_cast<Callbacks *>(context);
        self.keep([&] { self.options.progress(rows); });
    }
};
}  // namespace detail

/// A struct of the telephony face, all zero but for its size: fill in what is known.
template <class Struct>
Struct sized() noexcept {
    Struct made{};
    made.size = sizeof made;
    return made;
}

/// A text for a struct of the telephony face, which must outlive the call.
inline hotcalls_view lend(std::string_view text) noexcept { return {text.empty() ? "" : text.data(), text.size()}; }
template <class Text, detail::if_passing<Text> = 0>
hotcalls_view lend(Text &&text) = delete;

/// A moment as the telephony face has it: microseconds since 1970, UTC.
inline std::int64_t micros(std::chrono::system_clock::time_point moment) noexcept {
    return std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count();
}

class Actor;

/// The rows of a list operation, page after page by cursor. One pass; a row is valid until the next. Of `list` a row is a Json; of `try_list`
/// a Result<Json>, and one that has no value is the last.
template <class Row>
class RowsOf {
public:
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = Row;
        using difference_type = std::ptrdiff_t;
        using pointer = const Row *;
        using reference = Row;
        iterator() noexcept = default;
        Row operator*() const { return rows_->row(); }
        iterator &operator++() {
            rows_->next();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(const iterator &other) const noexcept { return done() == other.done(); }
        bool operator!=(const iterator &other) const noexcept { return !(*this == other); }

    private:
        friend class RowsOf;
        explicit iterator(RowsOf *rows) noexcept : rows_(rows) {}
        bool done() const noexcept { return rows_ == nullptr || rows_->done(); }
        RowsOf *rows_ = nullptr;
    };
    iterator begin() & {
        if (!page_ && !failure_) try_fetch("");
        check();
        return iterator(this);
    }
    iterator end() & noexcept { return iterator(nullptr); }
    iterator begin() && = delete;
    iterator end() && = delete;
    /// How many rows the whole list has, as of the last page that was fetched.
    std::int64_t count() { return try_count().value(); }
    Result<std::int64_t> try_count() {
        if (!page_ && !failure_) try_fetch("");
        if (failure_) return *failure_;
        return (*page_)["count"].integer();
    }

private:
    friend class Actor;
    RowsOf(const Actor &actor, const char *operation, const Input &input) : actor_(&actor), operation_(operation), input_(input.view()) {}
    inline void try_fetch(std::string_view cursor);
    void check() const {
        if constexpr (std::is_same_v<Row, Json>) {
            if (failure_) detail::raise(*failure_);
        }
    }
    Row row() const {
        if constexpr (!std::is_same_v<Row, Json>) {
            if (failure_) return *failure_;
        }
        return *at_;
    }
    bool done() const noexcept { return at_ == end_ && (!failure_ || told_); }
    void next() {
        if (failure_) {
            told_ = true;
            return;
        }
        if (++at_ != end_) return;
        const Json cursor = (*page_)["next_cursor"];
        if (cursor.is_null()) return;
        try_fetch(cursor.text());
        check();
    }
    const Actor *actor_;
    const char *operation_;
    std::string input_;
    std::optional<Text> page_;
    std::optional<Error> failure_;
    bool told_ = false;
    Json::iterator at_, end_;
};
using Rows = RowsOf<Json>;
using TryRows = RowsOf<Result<Json>>;

/// Somebody who calls operations. Keeps its database open.
class Actor {
public:
    /// Takes over an actor of the C interface; `db` is the database that made it.
    Actor(std::shared_ptr<hotcalls_db> db, hotcalls_actor *actor) noexcept : db_(std::move(db)), actor_(actor) {}
    /// Calls an operation (the HOTCALLS_OP_... constants).
    Text call(const char *operation, const Input &input = {}, const CallOptions &options = {}) const {
        return try_call(operation, input, options).value();
    }
    /// The same without exceptions, but for what the functions in the options throw.
    Result<Text> try_call(const char *operation, const Input &input = {}, const CallOptions &options = {}) const {
        detail::Callbacks callbacks{options};
        hotcalls_call_options with{};
        with.size = sizeof with;
        with.idempotency_key = options.idempotency_key.empty() ? nullptr : options.idempotency_key.data();
        with.idempotency_key_len = options.idempotency_key.size();
        with.cancel = options.cancel == nullptr ? nullptr : options.cancel->get();
        with.address = options.address.data();
        with.address_len = options.address.size();
        with.context = &callbacks;
        with.read = options.read ? detail::Callbacks::read : nullptr;
        with.row = options.row ? detail::Callbacks::row : nullptr;
        with.progress = options.progress ? detail::Callbacks::progress : nullptr;
        hotcalls_text *answer = nullptr;
        hotcalls_error *error = nullptr;
        const std::string_view json = input.view();
        const std::int32_t status = hotcalls_call_with(db_.get(), actor_.get(), operation, json.data(), json.size(), &with, &answer, &error);
        Result<Text> result = status == HOTCALLS_OK ? Result<Text>(Text(answer)) : Result<Text>(Error(error));
        callbacks.rethrow();
        return result;
    }
    /// The rows of a list operation (`....list`), fetched as they are looked at: `for (Json row : actor.list(...))`. This actor must outlive
    /// them.
    Rows list(const char *operation, const Input &input = {}) const & { return Rows(*this, operation, input); }
    TryRows try_list(const char *operation, const Input &input = {}) const & { return TryRows(*this, operation, input); }
    Rows list(const char *operation, const Input &input = {}) const && = delete;
    TryRows try_list(const char *operation, const Input &input = {}) const && = delete;

    /// Who answers a call to a number; what is called `x` here is hotcalls_x in hotcalls.h, where it is described.
    hotcalls_route route_inbound(std::string_view number, std::int64_t at = 0) const { return try_route_inbound(number, at).value(); }
    Result<hotcalls_route> try_route_inbound(std::string_view number, std::int64_t at = 0) const {
        return typed<hotcalls_route>(hotcalls_route_inbound, number.data(), number.size(), at);
    }
    /// What an agent says first.
    std::string agent_greeting(const hotcalls_id &agent) const { return try_agent_greeting(agent).value(); }
    Result<std::string> try_agent_greeting(const hotcalls_id &agent) const { return text_of(hotcalls_agent_greeting, agent); }
    /// Who an agent is, for the language model.
    std::string agent_character(const hotcalls_id &agent) const { return try_agent_character(agent).value(); }
    Result<std::string> try_agent_character(const hotcalls_id &agent) const { return text_of(hotcalls_agent_character, agent); }
    /// The newest lead with a number; none has `matches` 0. Without a workspace: of all that the actor sees.
    hotcalls_lead lead_by_phone(std::string_view phone, const hotcalls_id *workspace = nullptr) const {
        return try_lead_by_phone(phone, workspace).value();
    }
    Result<hotcalls_lead> try_lead_by_phone(std::string_view phone, const hotcalls_id *workspace = nullptr) const {
        return typed<hotcalls_lead>(hotcalls_lead_by_phone, phone.data(), phone.size(), workspace);
    }
    /// Begins a call: on the disk when it returns.
    hotcalls_call_info call_begin(const hotcalls_begin &begin) const { return try_call_begin(begin).value(); }
    Result<hotcalls_call_info> try_call_begin(const hotcalls_begin &begin) const { return typed<hotcalls_call_info>(hotcalls_call_begin, &begin); }
    /// Takes an event of a call.
    hotcalls_call_info call_event(const hotcalls_event &event) const { return try_call_event(event).value(); }
    Result<hotcalls_call_info> try_call_event(const hotcalls_event &event) const { return typed<hotcalls_call_info>(hotcalls_call_event, &event); }
    /// Ends a call.
    hotcalls_call_info call_end(const hotcalls_end &end) const { return try_call_end(end).value(); }
    Result<hotcalls_call_info> try_call_end(const hotcalls_end &end) const { return typed<hotcalls_call_info>(hotcalls_call_end, &end); }
    /// Renews the leases of all calls of an owner; how many.
    std::size_t call_renew(std::string_view owner, std::chrono::seconds lease = std::chrono::seconds(60)) const {
        return try_call_renew(owner, lease).value();
    }
    Result<std::size_t> try_call_renew(std::string_view owner, std::chrono::seconds lease = std::chrono::seconds(60)) const {
        auto renew = sized<hotcalls_renew>();
        renew.owner = lend(owner);
        // No length and one that the struct has no room for are refused like any that is too long: 0 would mean the default there.
        renew.lease_seconds = lease.count() > 0 && lease.count() <= INT32_MAX ? static_cast<std::int32_t>(lease.count()) : -1;
        std::size_t count = 0;
        hotcalls_error *error = nullptr;
        if (hotcalls_call_renew(db_.get(), actor_.get(), &renew, nullptr, &count, &error) != HOTCALLS_OK) return Error(error);
        return count;
    }
    /// Adds turns to the transcript of a call; how many are new.
    template <class Turns>
    std::size_t transcript_append(const hotcalls_id &call, const Turns &turns) const {
        return try_transcript_append(call, turns).value();
    }
    template <class Turns>
    Result<std::size_t> try_transcript_append(const hotcalls_id &call, const Turns &turns) const {
        std::size_t appended = 0;
        hotcalls_error *error = nullptr;
        const std::int32_t status =
            hotcalls_transcript_append(db_.get(), actor_.get(), &call, std::data(turns), std::size(turns), &appended, &error);
        if (status != HOTCALLS_OK) return Error(error);
        return appended;
    }

    /// The actor and its database in the C interface, still owned by this object.
    const hotcalls_actor *get() const & noexcept { return actor_.get(); }
    const hotcalls_db *db() const & noexcept { return db_.get(); }
    const hotcalls_actor *get() const && = delete;
    const hotcalls_db *db() const && = delete;

private:
    template <class Answer, class Function, class... Arguments>
    Result<Answer> typed(Function function, Arguments... arguments) const {
        auto answer = sized<Answer>();
        hotcalls_error *error = nullptr;
        if (function(db_.get(), actor_.get(), arguments..., &answer, &error) != HOTCALLS_OK) return Error(error);
        return answer;
    }
    template <class Function>
    Result<std::string> text_of(Function function, const hotcalls_id &agent) const {
        std::string text;
        std::size_t length = 256;
        // It may grow between two calls.
        while (length >= text.size()) {
            text.resize(length + 1);
            hotcalls_error *error = nullptr;
            if (function(db_.get(), actor_.get(), &agent, text.data(), text.size(), &length, &error) != HOTCALLS_OK) return Error(error);
        }
        text.resize(length);
        return text;
    }
    std::shared_ptr<hotcalls_db> db_;
    std::unique_ptr<hotcalls_actor, detail::Free> actor_;
};

template <class Row>
void RowsOf<Row>::try_fetch(std::string_view cursor) {
    auto page = actor_->try_call(operation_, Input(input_).set("cursor", cursor));
    at_ = end_ = {};
    if (!page) {
        failure_ = page.error();
        return;
    }
    page_ = *std::move(page);
    const Json results = (*page_)["results"];
    at_ = results.begin(), end_ = results.end();
}

/// How to open a database.
struct Options {
    /// The key that seals provider secrets in the file: 32 raw bytes. Empty: they can be neither written nor used.
    std::string key = {};
    /// How many snapshots may be read at once, or how many connections to a server there are. 0: as many as cores, 2 to 8.
    std::uint32_t readers = 0;
    /// How long to wait for another process that holds the write lock, before `busy`. 0: 10 s.
    std::chrono::milliseconds busy_timeout{0};
    /// How long one statement may take on a server, before `busy`. 0: 60 s.
    std::chrono::milliseconds statement_timeout{0};
};

/// An open database: closed when it and its actors are gone. Not to be used in a child after fork().
class Database {
public:
    /// Opens a file, making it if it is not there; or a database on a server, as hotcalls_open() does.
    explicit Database(std::string_view path, const Options &options = {}) : Database(try_open(path, options).value()) {}
    /// The same without exceptions.
    static Result<Database> try_open(std::string_view path, const Options &options = {}) {
        hotcalls_options with{};
        with.size = sizeof with;
        with.key = options.key.empty() ? nullptr : reinterpret_cast<const std::uint8_t *>(options.key.data());
        with.key_len = options.key.size();
        with.readers = options.readers;
        with.busy_timeout_ms = detail::milliseconds(options.busy_timeout);
        with.statement_timeout_ms = detail::milliseconds(options.statement_timeout);
        hotcalls_db *db = nullptr;
        hotcalls_error *error = nullptr;
        if (hotcalls_open(path.data(), path.size(), &with, &db, &error) != HOTCALLS_OK) return Error(error);
        return Database(db);
    }
    /// The embedding program itself, which may do everything.
    Actor system() const { return try_system().value(); }
    Result<Actor> try_system() const { return actor(hotcalls_actor_system); }
    /// Nobody.
    Actor anonymous() const { return try_anonymous().value(); }
    Result<Actor> try_anonymous() const { return actor(hotcalls_actor_anonymous); }
    /// A user by id, without a password.
    Actor user(std::string_view id) const { return try_user(id).value(); }
    Result<Actor> try_user(std::string_view id) const { return actor(hotcalls_actor_user, id.data(), id.size()); }
    /// A user by name and password.
    Actor login(std::string_view username, std::string_view password) const { return try_login(username, password).value(); }
    Result<Actor> try_login(std::string_view username, std::string_view password) const {
        return actor(hotcalls_actor_login, username.data(), username.size(), password.data(), password.size());
    }
    /// The owner of an API token.
    Actor token(std::string_view key) const { return try_token(key).value(); }
    Result<Actor> try_token(std::string_view key) const { return actor(hotcalls_actor_token, key.data(), key.size()); }
    /// Copies the database as it is now into a new file.
    void snapshot(std::string_view path) const { try_snapshot(path).value(); }
    Result<void> try_snapshot(std::string_view path) const {
        hotcalls_error *error = nullptr;
        if (hotcalls_snapshot(db_.get(), path.data(), path.size(), &error) != HOTCALLS_OK) return Error(error);
        return {};
    }
    /// The database in the C interface, still owned by this object.
    hotcalls_db *get() const & noexcept { return db_.get(); }
    hotcalls_db *get() const && = delete;

private:
    explicit Database(hotcalls_db *db) : db_(db, detail::Free()) {}
    template <class Make, class... Arguments>
    Result<Actor> actor(Make make, Arguments... arguments) const {
        hotcalls_actor *actor = nullptr;
        hotcalls_error *error = nullptr;
        if (make(db_.get(), arguments..., &actor, &error) != HOTCALLS_OK) return Error(error);
        return Actor(db_, actor);
    }
    std::shared_ptr<hotcalls_db> db_;
};

/// All operations with their JSON Schemas: an array.
inline Result<Text> try_catalog() {
    hotcalls_text *text = nullptr;
    hotcalls_error *error = nullptr;
    if (hotcalls_catalog(&text, &error) != HOTCALLS_OK) return Error(error);
    return Text(text);
}
inline Text catalog() { return try_catalog().value(); }

HOTCALLS_END

#endif
