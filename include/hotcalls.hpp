// HotCalls for C++17: owning handles and exceptions over hotcalls.h. Header only; link with -lhotcalls.
#ifndef HOTCALLS_HPP
#define HOTCALLS_HPP

#include "hotcalls.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hotcalls {

/// What every function here throws.
class Error : public std::runtime_error {
public:
    /// Takes over an error of the C interface.
    explicit Error(hotcalls_error *error)
        : std::runtime_error(describe(error)), number_(hotcalls_error_number(error)), word_(hotcalls_error_word(error)),
          message_(text(hotcalls_error_message(error))), details_(text(hotcalls_error_details(error))),
          operation_(text(hotcalls_error_operation(error))) {
        hotcalls_error_free(error);
    }
    /// One of the HOTCALLS_ERROR_... constants.
    int32_t number() const noexcept { return number_; }
    /// The stable word, such as "not_found".
    const char *word() const noexcept { return word_; }
    /// A sentence for people.
    const std::string &message() const noexcept { return message_; }
    /// A JSON object from field to what is wrong with it.
    const std::string &details() const noexcept { return details_; }
    /// The operation that failed; empty when none did.
    const std::string &operation() const noexcept { return operation_; }

private:
    static std::string text(hotcalls_view view) { return std::string(view.ptr, view.len); }
    static std::string describe(const hotcalls_error *error) {
        return std::string(hotcalls_error_word(error)) + ": " + text(hotcalls_error_message(error)) + " " + text(hotcalls_error_details(error));
    }

    int32_t number_;
    const char *word_;  // static
    std::string message_, details_, operation_;
};

namespace detail {
struct Free {
    void operator()(hotcalls_text *text) const noexcept { hotcalls_text_free(text); }
    void operator()(hotcalls_actor *actor) const noexcept { hotcalls_actor_free(actor); }
    void operator()(hotcalls_db *db) const noexcept { hotcalls_close(db, nullptr); }
};
inline void check(int32_t status, hotcalls_error *error) {
    if (status != HOTCALLS_OK) throw Error(error);
}
}  // namespace detail

/// The answer of an operation: JSON text.
class Text {
public:
    /// Takes over a text of the C interface.
    explicit Text(hotcalls_text *text) noexcept : text_(text) {}
    /// Its bytes, valid as long as this object.
    std::string_view view() const noexcept {
        const hotcalls_view view = hotcalls_text_view(text_.get());
        return {view.ptr, view.len};
    }
    /// A copy of it.
    std::string str() const { return std::string(view()); }

private:
    std::unique_ptr<hotcalls_text, detail::Free> text_;
};

/// Somebody who calls operations. Must not outlive its Database; threads may share it.
class Actor {
public:
    /// Takes over an actor of the C interface; `db` is the database that made it.
    Actor(const hotcalls_db *db, hotcalls_actor *actor) noexcept : db_(db), actor_(actor) {}
    /// Calls an operation (the HOTCALLS_OP_... constants) with a JSON object.
    Text call(const char *operation, std::string_view input = "{}", std::optional<std::string_view> idempotency_key = std::nullopt) const {
        hotcalls_call_options options{};
        options.size = sizeof options;
        if (idempotency_key) {
            options.idempotency_key = idempotency_key->data();
            options.idempotency_key_len = idempotency_key->size();
        }
        hotcalls_text *answer = nullptr;
        hotcalls_error *error = nullptr;
        const int32_t status = hotcalls_call_with(db_, actor_.get(), operation, input.data(), input.size(), &options, &answer, &error);
        detail::check(status, error);
        return Text(answer);
    }

private:
    const hotcalls_db *db_;
    std::unique_ptr<hotcalls_actor, detail::Free> actor_;
};

/// An open database; closed at the end of its scope. Threads may share it; not to be used in a child after fork().
class Database {
public:
    /// Opens a file, making it if it is not there.
    explicit Database(std::string_view path) : Database(path, nullptr) {}
    /// The same with options.
    Database(std::string_view path, const hotcalls_options &options) : Database(path, &options) {}
    /// The embedding program itself, which may do everything.
    Actor system() const { return actor(hotcalls_actor_system); }
    /// Nobody.
    Actor anonymous() const { return actor(hotcalls_actor_anonymous); }
    /// A user by id, without a password.
    Actor user(std::string_view id) const { return actor(hotcalls_actor_user, id.data(), id.size()); }
    /// A user by name and password.
    Actor login(std::string_view username, std::string_view password) const {
        return actor(hotcalls_actor_login, username.data(), username.size(), password.data(), password.size());
    }
    /// The owner of an API token.
    Actor token(std::string_view key) const { return actor(hotcalls_actor_token, key.data(), key.size()); }
    /// Closes the file now, and says whether that went well.
    void close() {
        hotcalls_error *error = nullptr;
        const int32_t status = hotcalls_close(db_.release(), &error);
        detail::check(status, error);
    }
    /// The handle of the C interface, still owned by this object.
    hotcalls_db *get() const noexcept { return db_.get(); }

private:
    Database(std::string_view path, const hotcalls_options *options) {
        hotcalls_db *db = nullptr;
        hotcalls_error *error = nullptr;
        const int32_t status = hotcalls_open(path.data(), path.size(), options, &db, &error);
        detail::check(status, error);
        db_.reset(db);
    }
    template <class Make, class... Arguments>
    Actor actor(Make make, Arguments... arguments) const {
        hotcalls_actor *actor = nullptr;
        hotcalls_error *error = nullptr;
        const int32_t status = make(db_.get(), arguments..., &actor, &error);
        detail::check(status, error);
        return Actor(db_.get(), actor);
    }

    std::unique_ptr<hotcalls_db, detail::Free> db_;
};

/// All operations with their JSON Schemas, as a JSON array.
inline Text catalog() {
    hotcalls_text *text = nullptr;
    hotcalls_error *error = nullptr;
    const int32_t status = hotcalls_catalog(&text, &error);
    detail::check(status, error);
    return Text(text);
}

}  // namespace hotcalls

#endif
