/* HotCalls beside another static library that is Rust inside. */
#include <hotcalls.h>
#include <string.h>

int other_library(void);

int main(void) {
    const char *path = "calls.db";
    hotcalls_db *db = NULL;
    if (hotcalls_open(path, strlen(path), NULL, &db, NULL) != HOTCALLS_OK || other_library() != 1) return 1;
    return hotcalls_close(db, NULL) == HOTCALLS_OK ? 0 : 2;
}
