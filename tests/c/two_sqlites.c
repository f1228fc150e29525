/* A host with a SQLite of its own beside the one inside of HotCalls: each uses its own. */
#include <hotcalls.h>
#include <sqlite3.h>

#include <stdio.h>
#include <string.h>

static int opened = 0;

/* The host's copy calls this for every connection that it opens. */
static int on_open(sqlite3 *connection, char **message, const void *routines) {
    (void)connection, (void)message, (void)routines;
    opened++;
    return SQLITE_OK;
}

static int print(void *nothing, int columns, char **values, char **names) {
    (void)nothing, (void)columns, (void)names;
    printf("host: SQLite %s\n", values[0]);
    return 0;
}

int main(void) {
    const char *path = "calls.db", *in = "{\"workspace_name\":\"Marketing Team\"}";
    sqlite3 *own = NULL;
    hotcalls_db *db = NULL;
    hotcalls_actor *root = NULL;
    sqlite3_auto_extension((void (*)(void))on_open);
    if (hotcalls_open(path, strlen(path), NULL, &db, NULL) != HOTCALLS_OK) return 1;
    if (opened != 0) return 2; /* HotCalls opened its file with the host's copy */
    if (sqlite3_open(":memory:", &own) != SQLITE_OK || opened != 1) return 3;
    if (sqlite3_exec(own, "SELECT sqlite_version()", print, NULL, NULL) != SQLITE_OK) return 4;
    printf("HotCalls: SQLite %s\n", hotcalls_sqlite_version());
    if (hotcalls_actor_system(db, &root, NULL) != HOTCALLS_OK) return 5;
    if (hotcalls_call(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), NULL, NULL) != HOTCALLS_OK) return 6;
    hotcalls_actor_free(root);
    return hotcalls_close(db, NULL) == HOTCALLS_OK && sqlite3_close(own) == SQLITE_OK ? 0 : 7;
}
