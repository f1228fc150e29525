/* Fills a database with what the agent needs to answer: a workspace, an agent that is always open, one that is never, and their numbers. */
#include <hotcalls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hotcalls_db *db;
static hotcalls_actor *root;

/* The id that a creation answers. */
static void create(const char *operation, const char *input, const char *key, char id[40]) {
    hotcalls_text *answer = NULL;
    hotcalls_error *error = NULL;
    hotcalls_view view;
    size_t i, length = strlen(key);
    if (hotcalls_call(db, root, operation, input, strlen(input), &answer, &error) != HOTCALLS_OK) {
        view = hotcalls_error_json(error);
        fprintf(stderr, "%s: %.*s\n", operation, (int)view.len, view.ptr);
        exit(1);
    }
    view = hotcalls_text_view(answer);
    for (i = 0; i + length + 36 <= view.len; i++)
        if (memcmp(view.ptr + i, key, length) == 0) memcpy(id, view.ptr + i + length, 36), id[36] = '\0';
    hotcalls_text_free(answer);
}

static void agent_with_number(const char *workspace, const char *name, const char *status, const char *number) {
    char input[1024], agent[40] = "", phone[40] = "";
    snprintf(input, sizeof input,
             "{\"workspace\":\"%s\",\"name\":\"%s\",\"status\":\"%s\",\"greeting\":\"Hello, this is %s.\",\"voice\":\"alloy\",\"language\":\"en-US\","
             "\"call_from\":\"00:00\",\"call_to\":\"00:00\",\"character\":\"Friendly\"}", workspace, name, status, name);
    create(HOTCALLS_OP_AGENTS_CREATE, input, "\"agent_id\":\"", agent);
    snprintf(input, sizeof input, "{\"workspace\":\"%s\",\"phonenumber\":\"%s\",\"inbound_agent\":\"%s\"}", workspace, number, agent);
    create(HOTCALLS_OP_PHONE_NUMBERS_CREATE, input, "\"id\":\"", phone);
    printf("%s: %s\n", number, name);
}

int main(int argc, char **argv) {
    char workspace[40] = "";
    if (argc != 2 || hotcalls_open(argv[1], strlen(argv[1]), NULL, &db, NULL) != HOTCALLS_OK || hotcalls_actor_system(db, &root, NULL) != HOTCALLS_OK) {
        fprintf(stderr, "setup FILE\n");
        return 1;
    }
    create(HOTCALLS_OP_WORKSPACES_CREATE, "{\"workspace_name\":\"Front Desk\"}", "\"id\":\"", workspace);
    agent_with_number(workspace, "Ada", "active", "+15551230001");
    agent_with_number(workspace, "Bob", "active", "+15551230002");
    agent_with_number(workspace, "Carol", "paused", "+15551230003");
    hotcalls_actor_free(root);
    return hotcalls_close(db, NULL) == HOTCALLS_OK ? 0 : 1;
}
