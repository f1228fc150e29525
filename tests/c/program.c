/* The smallest whole program: opens calls.db in the current folder and makes a workspace. */
#include <hotcalls.h>
#include <stdio.h>
#include <string.h>

static int fail(hotcalls_error *e) {
    fprintf(stderr, "%s: %.*s\n", hotcalls_error_word(e), (int)hotcalls_error_message(e).len, hotcalls_error_message(e).ptr);
    hotcalls_error_free(e);
    return 1;
}

int main(void) {
    hotcalls_db *db = NULL; hotcalls_actor *root = NULL; hotcalls_text *out = NULL; hotcalls_error *err = NULL;
    const char *in = "{\"workspace_name\":\"Marketing Team\"}";
    if (hotcalls_open("calls.db", strlen("calls.db"), NULL, &db, &err) != HOTCALLS_OK) return fail(err);
    if (hotcalls_actor_system(db, &root, &err) != HOTCALLS_OK) return fail(err);
    if (hotcalls_call(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &out, &err) != HOTCALLS_OK) return fail(err);
    printf("%.*s\n", (int)hotcalls_text_view(out).len, hotcalls_text_view(out).ptr);
    hotcalls_text_free(out);
    hotcalls_actor_free(root);
    if (hotcalls_close(db, &err) != HOTCALLS_OK) return fail(err);
    return 0;
}
