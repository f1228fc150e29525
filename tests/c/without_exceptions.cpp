// hotcalls.hpp in a program without exceptions: what is called `try_x` does all the work, and what would throw ends the program.
#include <hotcalls.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#ifdef __cpp_exceptions
#error "compile this with -fno-exceptions"
#endif

using hotcalls::Json;

static int line_of(int line) {
    std::fprintf(stderr, "line %d\n", line);
    return 1;
}
#define CHECK(condition) do { if (!(condition)) return line_of(__LINE__); } while (0)

static int story(const char *path) {
    auto db = hotcalls::Database::try_open(path);
    CHECK(db);
    auto root = db->try_system();
    CHECK(root && !db->try_login("nobody", "a wrong password") && !hotcalls::Database::try_open("no-such-folder/calls.db"));
    for (int i = 0; i < 25; i++) CHECK(root->try_call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Team " + std::to_string(i)}}));
    int rows = 0;
    for (const auto &row : root->try_list(HOTCALLS_OP_WORKSPACES_LIST, {{"page_size", 10}})) {
        CHECK(row);
        rows += (*row)["workspace_name"].try_text().has_value();
    }
    CHECK(rows == 25);
    for (const auto &row : root->try_list("no.list")) CHECK(!row && row.error().number() == HOTCALLS_ERROR_UNKNOWN_OPERATION);
    CHECK(!root->try_route_inbound("+15551230000") && !root->try_agent_greeting({}) && (*root->try_lead_by_phone("+15551230000")).matches == 0);

    std::string_view file = "name,email,phone\nJane,jane@example.com,+1 987 654 3210\nJoe,no address,+1 987 654 3211\n";
    int verdicts = 0;
    hotcalls::CallOptions options;
    options.read = [&](char *buffer, std::size_t size) {
        const std::size_t length = file.copy(buffer, size);
        file.remove_prefix(length);
        return length;
    };
    options.row = [&](Json row) { verdicts += row["verdict"].try_text().has_value(); };
    const auto report = root->try_call(HOTCALLS_OP_LEADS_IMPORT_CSV, {}, options);
    CHECK(report && (*report)["created"].try_integer() == 1 && verdicts == 2);
    CHECK(hotcalls::try_catalog() && hotcalls::Cancel::try_make() && db->try_snapshot("copy.db"));
    return 0;
}

int main(int argc, char **argv) {
    const std::string_view path = argc > 1 ? argv[1] : "without_exceptions.db";
    if (path == "abort") return static_cast<int>(hotcalls::Database("no-such-folder/calls.db").system().call("no.operation").size());
    const int failed = story(path.data());
    if (failed == 0) std::puts("good");
    return failed;
}
