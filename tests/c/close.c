/* Closing a database while an import in another thread is between its transactions: it waits for the import. And from the import's own
   function, where it cannot wait. */
#define _POSIX_C_SOURCE 200809L
#include <hotcalls.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(condition) do { if (!(condition)) { fprintf(stderr, "line %d: " #condition "\n", __LINE__); exit(1); } } while (0)

enum { ROWS = 2000 };

typedef struct {
    hotcalls_db *db;
    hotcalls_actor *root;
    size_t at;
    int closes_itself;
    atomic_int half, closing;
    int32_t status;
} import;

/* The whole file, made once. */
static char text[ROWS * 64];
static size_t length;

static void make(void) {
    length = (size_t)snprintf(text, sizeof text, "name,email,phone\n");
    for (int row = 0; row < ROWS; row++)
        length += (size_t)snprintf(text + length, sizeof text - length, "Jane,jane%d@example.com,+1 987 65%05d\n", row, row);
}

/* In the middle of the file it says so, and goes on once the other thread is about to close; from then on the file comes slowly. */
static int64_t read_file(void *context, uint8_t *buffer, size_t size) {
    import *i = context;
    size_t part = length - i->at < 4000 ? length - i->at : 4000;
    if (part > size) part = size;
    if (i->at > length / 2 && !i->closes_itself) {
        atomic_store(&i->half, 1);
        while (!atomic_load(&i->closing)) sched_yield();
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    memcpy(buffer, text + i->at, part);
    i->at += part;
    return (int64_t)part;
}

static void tell(void *context, uint64_t rows) {
    import *i = context;
    if (rows > 0 && i->closes_itself && i->db != NULL) {
        CHECK(hotcalls_close(i->db, NULL) == HOTCALLS_OK);
        i->db = NULL;
    }
}

static void *run(void *context) {
    import *i = context;
    hotcalls_call_options options = {0};
    options.size = sizeof options;
    options.context = i;
    options.read = read_file;
    options.progress = tell;
    i->status = hotcalls_call_with(i->db, i->root, HOTCALLS_OP_LEADS_IMPORT_CSV, NULL, 0, &options, NULL, NULL);
    return NULL;
}

static void open_it(const char *path, import *i) {
    CHECK(hotcalls_open(path, strlen(path), NULL, &i->db, NULL) == HOTCALLS_OK);
    CHECK(hotcalls_actor_system(i->db, &i->root, NULL) == HOTCALLS_OK);
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "close.db";
    import other = {0}, own = {0}, after = {0};
    pthread_t thread;
    hotcalls_text *answer = NULL;
    char stats[512];

    make();
    open_it(path, &other);
    CHECK(pthread_create(&thread, NULL, run, &other) == 0);
    while (!atomic_load(&other.half)) sched_yield();
    atomic_store(&other.closing, 1);
    CHECK(hotcalls_close(other.db, NULL) == HOTCALLS_OK);
    CHECK(other.at == length); /* it has read all of its file by now */
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(other.status == HOTCALLS_OK);
    hotcalls_actor_free(other.root);

    /* Nobody waits for himself: the transaction that is done stays, the next one is refused. */
    open_it(path, &own);
    own.closes_itself = 1;
    run(&own);
    CHECK(own.status == HOTCALLS_ERROR_CLOSED && own.db == NULL);
    hotcalls_actor_free(own.root);

    open_it(path, &after);
    CHECK(hotcalls_call(after.db, after.root, HOTCALLS_OP_LEADS_STATS, NULL, 0, &answer, NULL) == HOTCALLS_OK);
    snprintf(stats, sizeof stats, "%.*s", (int)hotcalls_text_view(answer).len, hotcalls_text_view(answer).ptr);
    CHECK(strstr(stats, "\"total_leads\":2000,") != NULL);
    hotcalls_text_free(answer);
    hotcalls_actor_free(after.root);
    CHECK(hotcalls_close(after.db, NULL) == HOTCALLS_OK);
    printf("closed\n");
    return 0;
}
