// From an empty file to the first statistics: the story that every quickstart tells.
//
//     c++ -std=c++17 quickstart.cpp $(pkg-config --cflags --libs hotcalls) -o quickstart && ./quickstart calls.db
#include <hotcalls.hpp>

#include <iostream>
#include <stdexcept>
#include <string>

namespace {

void story(const std::string &path) {
    hotcalls::Database db(path);

    // The embedding program may do everything.
    auto root = db.system();
    const auto workspace = root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Marketing Team"}})["id"].text();
    const auto agent = root.call(HOTCALLS_OP_AGENTS_CREATE, {
        {"workspace", workspace}, {"name", "Ada"}, {"greeting", "Hello! How can I help you today?"}, {"voice", "en-US-Wavenet-D"},
        {"language", "en-US"}, {"call_from", "09:00"}, {"call_to", "17:00"}, {"character", "Friendly and professional"},
    })["agent_id"].text();
    const auto lead = root.call(HOTCALLS_OP_LEADS_CREATE, {
        {"name", "Jane"}, {"surname", "Smith"}, {"email", "jane@example.com"}, {"phone", "+1 987 654 3210"}, {"workspace", workspace},
    })["id"].text();

    // Users see the rows of their workspaces.
    const auto user = root.call(HOTCALLS_OP_USERS_CREATE, {
        {"username", "john_doe"}, {"password", "a long enough secret"}, {"email", "john@example.com"}, {"phone", "+1234567890"},
    })["id"].text();
    root.call(HOTCALLS_OP_WORKSPACES_ADD_USERS, {{"id", workspace}, {"user_ids", hotcalls::Value::list({user})}});
    root.call(HOTCALLS_OP_CALLS_CREATE, {
        {"lead", lead}, {"agent", agent}, {"from_number", "+15551230000"}, {"to_number", "+19876543210"}, {"direction", "outbound"},
        {"duration", 125}, {"disconnection_reason", "completed"},
    });

    // Lists are ranges: pages are fetched on the way.
    auto me = db.login("john_doe", "a long enough secret");
    for (hotcalls::Json found : me.list(HOTCALLS_OP_LEADS_LIST, {{"search", "jane smith"}}))
        std::cout << "john_doe finds: " << found["name"].text() << ' ' << found["surname"].text() << '\n';

    // What a user may not do is an exception, or with `try_` a result, with a stable code.
    const auto refused = me.try_call(HOTCALLS_OP_AGENTS_DELETE, {{"agent_id", agent}});
    if (refused || refused.error().number() != HOTCALLS_ERROR_PERMISSION_DENIED) throw std::logic_error("a member deleted an agent");
    std::cout << "deleting the agent: " << refused.error().word() << '\n';

    const auto statistics = me.call(HOTCALLS_OP_CALLS_ANALYTICS);
    std::cout << "calls: " << statistics["total_calls"].integer() << ", " << statistics["avg_duration"].number() << " s on average\n";
}

}  // namespace

int main(int argc, char **argv) {
    try {
        story(argc > 1 ? argv[1] : "quickstart.db");
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
