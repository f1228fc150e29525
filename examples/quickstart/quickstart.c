/* From an empty file to the first statistics: the story that every quickstart tells.
 *
 *     cc -std=c11 quickstart.c -lhotcalls -o quickstart && ./quickstart calls.db
 */
#include <hotcalls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints an error and ends the program. */
static void fail(const char *what, hotcalls_error *error) {
    hotcalls_view message = hotcalls_error_message(error);
    hotcalls_view details = hotcalls_error_details(error);
    fprintf(stderr, "%s: %s: %.*s %.*s\n", what, hotcalls_error_word(error), (int)message.len, message.ptr, (int)details.len, details.ptr);
    hotcalls_error_free(error);
    exit(1);
}

/* Calls an operation that has to work; the answer is to be freed. */
static hotcalls_text *must(hotcalls_db *db, hotcalls_actor *actor, const char *operation, const char *input) {
    hotcalls_text *answer = NULL;
    hotcalls_error *error = NULL;
    if (hotcalls_call(db, actor, operation, input, strlen(input), &answer, &error) != HOTCALLS_OK) fail(operation, error);
    return answer;
}

/* The text value of a key of a JSON object. A real program uses its JSON library here. */
static void get(const hotcalls_text *answer, const char *key, char *value, size_t size) {
    hotcalls_view json = hotcalls_text_view(answer);
    char pattern[64];
    int length = snprintf(pattern, sizeof pattern, "\"%s\":\"", key);
    size_t from, i;
    for (from = 0; from + (size_t)length <= json.len; from++)
        if (memcmp(json.ptr + from, pattern, (size_t)length) == 0) break;
    from += (size_t)length;
    for (i = 0; i + 1 < size && from + i < json.len && json.ptr[from + i] != '"'; i++) value[i] = json.ptr[from + i];
    value[i] = '\0';
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "quickstart.db";
    const char *username = "john_doe", *password = "a long enough secret";
    hotcalls_db *db = NULL;
    hotcalls_actor *root = NULL, *me = NULL;
    hotcalls_text *answer = NULL;
    hotcalls_error *error = NULL;
    hotcalls_view view;
    char workspace[64], agent[64], lead[64], user[64], input[1024];

    if (hotcalls_open(path, strlen(path), NULL, &db, &error) != HOTCALLS_OK) fail("open", error);

    /* The embedding program may do everything. */
    if (hotcalls_actor_system(db, &root, &error) != HOTCALLS_OK) fail("system", error);

    answer = must(db, root, HOTCALLS_OP_WORKSPACES_CREATE, "{\"workspace_name\":\"Marketing Team\"}");
    get(answer, "id", workspace, sizeof workspace);
    hotcalls_text_free(answer);

    snprintf(input, sizeof input,
             "{\"workspace\":\"%s\",\"name\":\"Ada\",\"greeting\":\"Hello! How can I help you today?\",\"voice\":\"en-US-Wavenet-D\","
             "\"language\":\"en-US\",\"call_from\":\"09:00\",\"call_to\":\"17:00\",\"character\":\"Friendly and professional\"}", workspace);
    answer = must(db, root, HOTCALLS_OP_AGENTS_CREATE, input);
    get(answer, "agent_id", agent, sizeof agent);
    hotcalls_text_free(answer);

    snprintf(input, sizeof input,
             "{\"name\":\"Jane\",\"surname\":\"Smith\",\"email\":\"jane@example.com\",\"phone\":\"+1 987 654 3210\",\"workspace\":\"%s\"}", workspace);
    answer = must(db, root, HOTCALLS_OP_LEADS_CREATE, input);
    get(answer, "id", lead, sizeof lead);
    hotcalls_text_free(answer);

    /* Users see the rows of their workspaces. */
    snprintf(input, sizeof input, "{\"username\":\"%s\",\"password\":\"%s\",\"email\":\"john@example.com\",\"phone\":\"+1234567890\"}", username, password);
    answer = must(db, root, HOTCALLS_OP_USERS_CREATE, input);
    get(answer, "id", user, sizeof user);
    hotcalls_text_free(answer);

    snprintf(input, sizeof input, "{\"id\":\"%s\",\"user_ids\":[\"%s\"]}", workspace, user);
    hotcalls_text_free(must(db, root, HOTCALLS_OP_WORKSPACES_ADD_USERS, input));

    snprintf(input, sizeof input,
             "{\"lead\":\"%s\",\"agent\":\"%s\",\"from_number\":\"+15551230000\",\"to_number\":\"+19876543210\",\"direction\":\"outbound\","
             "\"duration\":125,\"disconnection_reason\":\"completed\"}", lead, agent);
    hotcalls_text_free(must(db, root, HOTCALLS_OP_CALLS_CREATE, input));

    if (hotcalls_actor_login(db, username, strlen(username), password, strlen(password), &me, &error) != HOTCALLS_OK) fail("login", error);

    answer = must(db, me, HOTCALLS_OP_LEADS_LIST, "{\"search\":\"jane smith\"}");
    view = hotcalls_text_view(answer);
    printf("john_doe finds: %.*s\n", (int)view.len, view.ptr);
    hotcalls_text_free(answer);

    /* What a user may not do is an error with a stable number and word. */
    snprintf(input, sizeof input, "{\"agent_id\":\"%s\"}", agent);
    if (hotcalls_call(db, me, HOTCALLS_OP_AGENTS_DELETE, input, strlen(input), NULL, &error) != HOTCALLS_ERROR_PERMISSION_DENIED) {
        fprintf(stderr, "a member deleted an agent\n");
        return 1;
    }
    printf("deleting the agent: %s\n", hotcalls_error_word(error));
    hotcalls_error_free(error);

    answer = must(db, me, HOTCALLS_OP_CALLS_ANALYTICS, "{}");
    view = hotcalls_text_view(answer);
    printf("statistics: %.*s\n", (int)view.len, view.ptr);
    hotcalls_text_free(answer);

    hotcalls_actor_free(me);
    hotcalls_actor_free(root);
    if (hotcalls_close(db, &error) != HOTCALLS_OK) fail("close", error);
    return 0;
}
