// What hotcalls.hpp adds to the C interface: values in and out, ranges over pages, exceptions and results, functions of the host.
#include <hotcalls.hpp>

#include <cstring>
#include <iostream>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#define CHECK(condition) do { if (!(condition)) throw std::logic_error("line " + std::to_string(__LINE__) + ": " #condition); } while (0)

#if __cplusplus >= 202002L
#include <ranges>
static_assert(std::ranges::input_range<hotcalls::Rows> && std::ranges::forward_range<const hotcalls::Json>);
#endif

namespace {

using hotcalls::Input;
using hotcalls::Json;
using hotcalls::Value;

template <class Exception, class Body>
bool throws(Body body) {
    try {
        body();
    } catch (const Exception &) {
        return true;
    }
    return false;
}

std::string view(const Input &input) { return std::string(input.view()); }

void values() {
    CHECK(view({}) == "{}");
    CHECK((view({{"a", 1}, {"b", true}, {"c", nullptr}, {"d", 1.5}, {"e", "x\"\\\n\x01y"}}) ==
           "{\"a\":1,\"b\":true,\"c\":null,\"d\":1.5,\"e\":\"x\\\"\\\\\\u000a\\u0001y\"}"));
    CHECK((view({{"ids", Value::list({"a", "b"})}, {"none", Value::list({})}}) == "{\"ids\":[\"a\",\"b\"],\"none\":[]}"));
    CHECK((view({{"maybe", std::optional<int>()}, {"sure", std::optional<std::string>("y")}}) == "{\"maybe\":null,\"sure\":\"y\"}"));
    CHECK(view(Input("{ }").set("a", 1)) == "{ \"a\":1}");
    CHECK(view(Input("{\"b\":2 }").set("a", 1)) == "{\"b\":2 ,\"a\":1}");
    CHECK(view(Input("x").set("a", 1)) == "x");
    CHECK(view(Input("").set("a", 1)) == "");

    const Json json(R"({"s":"a\"b\\\u00e9\ud83d\ude00\/","n":-12,"f":1.25e2,"t":true,"z":null,"o":{"k":[1,[2,"]"],{"x":"},"}]},"e":[],"":"empty"})");
    CHECK(json["s"].text() == "a\"b\\\xc3\xa9\xf0\x9f\x98\x80/");
    CHECK(json["n"].integer() == -12 && json["f"].number() == 125.0 && json["t"].boolean());
    CHECK(json["z"].is_null() && json["missing"].is_null() && json["n"]["k"].is_null());
    CHECK(json["o"]["k"].size() == 3 && json["e"].size() == 0 && json["n"].size() == 0 && json[""].text() == "empty");
    std::vector<std::string> seen;
    for (Json element : json["o"]["k"]) seen.emplace_back(element.view());
    CHECK((seen == std::vector<std::string>{"1", "[2,\"]\"]", "{\"x\":\"},\"}"}));
    const Json keys(R"({"a\"b":1,"\u0041\u00e9\ud83d\ude00":2,"a\\":3,"\n":4,"a":5})");
    CHECK(keys["a\"b"].integer() == 1 && keys["A\xc3\xa9\xf0\x9f\x98\x80"].integer() == 2 && keys["a\\"].integer() == 3);
    CHECK(keys["\n"].integer() == 4 && keys["a"].integer() == 5 && keys["a\\\"b"].is_null() && keys["\\u0041"].is_null());
    CHECK(Json("[1").size() == 1 && Json("[1, [2").size() == 2);
    CHECK(Json(R"("\ud83d!\ude00\ud83d\u0041")").text() == "\xef\xbf\xbd!\xef\xbf\xbd\xef\xbf\xbd" "A");
    CHECK(json["s"].try_text() && json["n"].try_integer() == -12 && json["f"].try_number() == 125.0 && json["t"].try_boolean() == true);
    CHECK(!json["n"].try_text() && !json["f"].try_integer() && !json["s"].try_number() && !json["n"].try_boolean());
    Input kept(std::string("{\"long enough to be on the heap, and gone with the statement\":1}"));
    CHECK(kept.view().find("gone") != std::string_view::npos && view(std::move(kept).set("a", 1)).find("\"a\":1}") != std::string::npos);
    CHECK(throws<std::logic_error>([&] { (void)json["n"].text(); }) && throws<std::logic_error>([&] { (void)json["s"].integer(); }));
    CHECK(throws<std::logic_error>([&] { (void)json["f"].integer(); }) && throws<std::logic_error>([&] { (void)json["s"].number(); }));
    CHECK(throws<std::logic_error>([&] { (void)json["n"].boolean(); }));
}

void pages(const hotcalls::Actor &root) {
    std::set<std::string> names;
    for (int i = 0; i < 45; i++)
        root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Tëam \"" + std::to_string(i) + "\" \x07\t"}});
    auto rows = root.list(HOTCALLS_OP_WORKSPACES_LIST, {{"page_size", 10}});
    CHECK(rows.count() == 45);
    for (Json row : rows) CHECK(names.insert(row["workspace_name"].text()).second);
    CHECK(names.size() == 45 && names.count("Tëam \"44\" \x07") + names.count("Tëam \"44\" \x07\t") == 1);
    std::size_t found = 0;
    for (Json row : root.list(HOTCALLS_OP_WORKSPACES_LIST, "{\"search\":\"\\\"7\\\"\"}")) found += row["workspace_name"].text() != "";
    CHECK(found == 4); // 7, 17, 27, 37
    std::size_t tried = 0;
    for (const auto &row : root.try_list(HOTCALLS_OP_WORKSPACES_LIST, {{"page_size", 10}})) tried += row && (*row)["id"].try_text();
    CHECK(tried == 45);
    // The failure is the last row; so it is when it comes between two pages.
    std::vector<std::int32_t> seen;
    for (const auto &row : root.try_list("no.list")) seen.push_back(row ? 0 : row.error().number());
    CHECK(seen == std::vector<std::int32_t>{HOTCALLS_ERROR_UNKNOWN_OPERATION});
    auto none = root.try_list("no.list");
    CHECK(!none.try_count() && throws<hotcalls::Error>([&] { none.count(); }));
    // A part of an answer that nobody else holds keeps it.
    std::size_t found_in_part = 0;
    for (Json row : root.call(HOTCALLS_OP_WORKSPACES_LIST)["results"]) found_in_part += !row["workspace_name"].text().empty();
    auto page = root.call(HOTCALLS_OP_WORKSPACES_LIST);
    const auto results = root.call(HOTCALLS_OP_WORKSPACES_LIST)["results"];
    CHECK(found_in_part == results.size() && results.str() == page["results"].view() && root.call(HOTCALLS_OP_WORKSPACES_LIST)["no"]["no"].is_null());
    auto moved = std::move(page);
    CHECK(moved["count"].integer() == 45 && moved["count"].try_number() == 45.0 && root.call(HOTCALLS_OP_WORKSPACES_LIST)["count"].integer() == 45);
    for (Json row : root.list(HOTCALLS_OP_LEADS_LIST)) CHECK(row.is_null() && "there are no leads");
    CHECK(throws<hotcalls::Error>([&] { for (Json row : root.list("no.list")) (void)row; }));
    auto refused = root.list("no.list");
    for (int again = 0; again < 2; again++) CHECK(throws<hotcalls::Error>([&] { refused.begin(); }));
}

void failures(const hotcalls::Database &db, const hotcalls::Actor &root) {
    const auto refused = root.try_call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", 7}});
    CHECK(!refused && refused.error().number() == HOTCALLS_ERROR_INVALID_INPUT);
    const hotcalls::Error error = refused.error();  // copies share it
    const auto &kept = root.try_call("no.operation").error();  // and a result that goes gives it away
    CHECK(kept.operation().empty() && !kept.message().empty());
    CHECK(std::strcmp(error.word(), "invalid_input") == 0 && error.operation() == HOTCALLS_OP_WORKSPACES_CREATE);
    CHECK((*error.details()["workspace_name"].begin()).text() == "Not a valid string." && error.json()["number"].integer() == 1);
    CHECK(std::string(error.what()).find("workspace_name") != std::string::npos);
    CHECK(throws<hotcalls::Error>([&] { root.call("no.operation"); }));
    CHECK(!db.try_login("nobody", "a wrong password"));
    CHECK(!hotcalls::Database::try_open("no-such-folder/calls.db"));
    CHECK(throws<hotcalls::Error>([] { hotcalls::Database("", {}); }));
    CHECK(throws<hotcalls::Error>([&] { db.user("no uuid"); }));
    CHECK(db.anonymous().try_call(HOTCALLS_OP_LEADS_LIST).error().number() == HOTCALLS_ERROR_NOT_AUTHENTICATED);
    CHECK(db.token("hc_none").try_call(HOTCALLS_OP_LEADS_LIST).error().number() == HOTCALLS_ERROR_INVALID_CREDENTIALS);

    CHECK(db.try_system() && db.try_anonymous() && db.try_token("hc_none") && !db.try_user("no uuid"));
    CHECK(!db.try_snapshot("") && db.try_snapshot("").error().number() == HOTCALLS_ERROR_INVALID_INPUT);
    CHECK(throws<hotcalls::Error>([&] { db.snapshot("no-such-folder/copy.db"); }) && throws<hotcalls::Error>([&] { db.try_snapshot("").value(); }));
    CHECK(hotcalls::Cancel::try_make() && hotcalls::try_catalog().value()["no"].is_null());

    hotcalls::Cancel cancel;
    std::thread([&] { cancel.now(); }).join();
    CHECK(root.try_call(HOTCALLS_OP_LEADS_LIST, {}, {"", &cancel}).error().number() == HOTCALLS_ERROR_CANCELLED);

    const auto once = root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Once"}}, {"key-1"});
    CHECK(root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Once"}}, {"key-1"}).str() == once.view());
}

void imports(const hotcalls::Actor &root) {
    std::string file = "name,email,phone\n";
    for (int i = 0; i < 300; i++) file += "Jane,jane" + std::to_string(i) + "@example.com,+1 987 654 " + std::to_string(1000 + i) + "\n";
    std::size_t at = 0;
    std::uint64_t done = 0;
    int created = 0;
    hotcalls::CallOptions options;
    options.read = [&](char *buffer, std::size_t size) {
        const std::size_t length = file.copy(buffer, std::min<std::size_t>(size, 100), at);
        at += length;
        return length;
    };
    options.row = [&](Json row) { created += row["verdict"].text() == "created"; };
    options.progress = [&](std::uint64_t rows) { done = rows; };
    const auto report = root.call(HOTCALLS_OP_LEADS_IMPORT_CSV, {}, options);
    CHECK(report["created"].integer() == 300 && created == 300 && done == 300);

    // What the host's functions throw comes out of the call.
    at = 0;
    options.row = [](Json) { throw std::out_of_range("of the host"); };
    CHECK(throws<std::out_of_range>([&] { root.call(HOTCALLS_OP_LEADS_IMPORT_CSV, {}, options); }));
    options.read = [](char *, std::size_t) -> std::size_t { throw std::range_error("of the host"); };
    CHECK(throws<std::range_error>([&] { root.call(HOTCALLS_OP_LEADS_IMPORT_CSV, {}, options); }));
}

hotcalls_id id(const std::string &text) {
    hotcalls_id id{};
    text.copy(id.text, sizeof id.text - 1);
    return id;
}

void telephony(const hotcalls::Actor &root) {
    const auto workspace = root.call(HOTCALLS_OP_WORKSPACES_CREATE, {{"workspace_name", "Front Desk"}})["id"].text();
    const std::string greeting(700, 'g'), number = "+15551230000";
    const auto agent = root.call(HOTCALLS_OP_AGENTS_CREATE, {
        {"workspace", workspace}, {"name", "Ada"}, {"greeting", greeting}, {"voice", "alloy"}, {"language", "en-US"},
        {"call_from", "00:00"}, {"call_to", "00:00"}, {"character", "Friendly"},
    })["agent_id"].text();
    root.call(HOTCALLS_OP_PHONE_NUMBERS_CREATE, {{"workspace", workspace}, {"phonenumber", number}, {"inbound_agent", agent}});
    const auto lead = root.call(HOTCALLS_OP_LEADS_CREATE, {
        {"workspace", workspace}, {"name", "Joe"}, {"email", "joe@example.com"}, {"phone", "+1 415 555 0123"},
    })["id"].text();

    const auto route = root.route_inbound("sip:" + number + "@10.0.0.1");
    CHECK(route.agent.text == agent && route.is_open && route.name == std::string("Ada"));
    CHECK(root.agent_greeting(route.agent) == greeting && root.agent_character(route.agent) == "Friendly");
    const auto tried = root.try_route_inbound(number);
    CHECK(tried && tried->is_open && (*tried).agent.text == agent);
    CHECK(root.try_route_inbound("+15559999999").error().number() == HOTCALLS_ERROR_NOT_FOUND);
    CHECK(root.try_agent_greeting(route.agent).value() == greeting && *root.try_agent_character(route.agent) == "Friendly");
    CHECK(!root.try_agent_greeting(id("no id")) && !root.try_agent_character(id("no id")));
    CHECK(throws<hotcalls::Error>([&] { root.agent_greeting(id("0192f0c1-2345-7abc-8def-0123456789ab")); }));
    CHECK(root.lead_by_phone("+14155550123", &route.workspace).id.text == lead && root.lead_by_phone("+14155550199").matches == 0);

    auto begin = hotcalls::sized<hotcalls_begin>();
    begin.direction = HOTCALLS_INBOUND;
    begin.from_number = hotcalls::lend("+14155550123"), begin.to_number = hotcalls::lend(number);
    begin.owner = hotcalls::lend("test"), begin.agent = route.agent, begin.lead = id(lead);
    const auto call = root.call_begin(begin);
    CHECK(call.status == std::string("ringing") && call.lease_until > call.started_at);
    auto event = hotcalls::sized<hotcalls_event>();
    event.call = call.id, event.kind = HOTCALLS_EVENT_ANSWERED, event.event_id = hotcalls::lend("1");
    event.at = hotcalls::micros(std::chrono::system_clock::now());
    CHECK(root.call_event(event).status == std::string("in_progress"));
    CHECK(root.call_renew("test") == 1 && root.call_renew("nobody", std::chrono::seconds(5)) == 0);
    for (std::int64_t seconds : {INT64_C(0), INT64_C(-60), INT64_C(86401), (INT64_C(1) << 32) + 60, INT64_MAX}) {
        auto refused = root.try_call_renew("test", std::chrono::seconds(seconds));
        CHECK(!refused && refused.error().number() == HOTCALLS_ERROR_INVALID_INPUT);
    }
    std::vector<hotcalls_turn> turns(2, hotcalls::sized<hotcalls_turn>());
    turns[0].role = HOTCALLS_ROLE_AGENT, turns[0].text = hotcalls::lend("Hello!");
    turns[1].role = HOTCALLS_ROLE_USER, turns[1].turn = 1, turns[1].text = hotcalls::lend("Hi.");
    CHECK(root.transcript_append(call.id, turns) == 2 && root.transcript_append(call.id, turns) == 0);
    auto end = hotcalls::sized<hotcalls_end>();
    end.call = call.id, end.hung_up_by = hotcalls::lend("agent"), end.disconnection_reason = hotcalls::lend("completed");
    CHECK(root.call_end(end).reason == std::string("completed_agent_hangup"));
    end.call = id("no id");
    CHECK(root.try_lead_by_phone("+14155550123").value().id.text == lead && !root.try_lead_by_phone("\xff"));
    CHECK(root.try_call_renew("test").value() == 0 && !root.try_call_renew("\xff") && !root.try_transcript_append(end.call, turns));
    CHECK(!root.try_call_end(end) && !root.try_call_begin(hotcalls::sized<hotcalls_begin>()) && !root.try_call_event(hotcalls::sized<hotcalls_event>()));
}

void story(const std::string &path) {
    values();
    hotcalls::Options options;
    const std::string key(32, 'k');
    options.key = key;
    options.readers = 2;
    options.busy_timeout = std::chrono::seconds(1);
    std::optional<hotcalls::Actor> last;
    {
        hotcalls::Database first(path, options);
        hotcalls::Database db = std::move(first);
        auto root = db.system();
        pages(root);
        failures(db, root);
        imports(root);
        telephony(root);
        CHECK(db.try_snapshot("copy.db"));
        last = std::move(root);
    }
    // An actor keeps its database open.
    CHECK(last->call(HOTCALLS_OP_LEADS_LIST)["count"].integer() == 301);
    CHECK(hotcalls::Database("copy.db").system().call(HOTCALLS_OP_LEADS_LIST)["count"].integer() == 301);
    const auto catalog = hotcalls::catalog();
    CHECK(catalog.json().size() > 50);
}

}  // namespace

int main(int argc, char **argv) {
    try {
        story(argc > 1 ? argv[1] : "face.db");
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    std::cout << "good\n";
}
