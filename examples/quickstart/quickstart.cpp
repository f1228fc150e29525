// From an empty file to the first statistics: the story that every quickstart tells.
//
//     c++ -std=c++17 quickstart.cpp -lhotcalls -o quickstart && ./quickstart calls.db
#include <hotcalls.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace {

// The text value of a key of a JSON object. A real program uses its JSON library here.
std::string get(const hotcalls::Text &answer, const std::string &key) {
    const std::string_view json = answer.view();
    const std::string pattern = '"' + key + "\":\"";
    const auto from = json.find(pattern);
    if (from == std::string_view::npos) return {};
    const auto start = from + pattern.size();
    return std::string(json.substr(start, json.find('"', start) - start));
}

void story(const std::string &path) {
    hotcalls::Database db(path);

    // The embedding program may do everything.
    auto root = db.system();
    const auto workspace = get(root.call(HOTCALLS_OP_WORKSPACES_CREATE, R"({"workspace_name":"Marketing Team"})"), "id");
    const auto agent = get(root.call(HOTCALLS_OP_AGENTS_CREATE,
        R"({"name":"Ada","greeting":"Hello! How can I help you today?","voice":"en-US-Wavenet-D","language":"en-US","call_from":"09:00",)"
        R"("call_to":"17:00","character":"Friendly and professional","workspace":")" + workspace + "\"}"), "agent_id");
    const auto lead = get(root.call(HOTCALLS_OP_LEADS_CREATE,
        R"({"name":"Jane","surname":"Smith","email":"jane@example.com","phone":"+1 987 654 3210","workspace":")" + workspace + "\"}"), "id");

    // Users see the rows of their workspaces.
    const auto user = get(root.call(HOTCALLS_OP_USERS_CREATE,
        R"({"username":"john_doe","password":"a long enough secret","email":"john@example.com","phone":"+1234567890"})"), "id");
    root.call(HOTCALLS_OP_WORKSPACES_ADD_USERS, R"({"id":")" + workspace + R"(","user_ids":[")" + user + "\"]}");
    root.call(HOTCALLS_OP_CALLS_CREATE,
        R"({"from_number":"+15551230000","to_number":"+19876543210","direction":"outbound","duration":125,"disconnection_reason":"completed",)"
        R"("lead":")" + lead + R"(","agent":")" + agent + "\"}");

    auto me = db.login("john_doe", "a long enough secret");
    std::cout << "john_doe finds: " << me.call(HOTCALLS_OP_LEADS_LIST, R"({"search":"jane smith"})").view() << '\n';

    // What a user may not do is an exception with a stable code.
    try {
        me.call(HOTCALLS_OP_AGENTS_DELETE, R"({"agent_id":")" + agent + "\"}");
        throw std::logic_error("a member deleted an agent");
    } catch (const hotcalls::Error &error) {
        if (error.number() != HOTCALLS_ERROR_PERMISSION_DENIED) throw;
        std::cout << "deleting the agent: " << error.word() << '\n';
    }

    std::cout << "statistics: " << me.call(HOTCALLS_OP_CALLS_ANALYTICS).view() << '\n';
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
