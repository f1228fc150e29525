/* An import that reads through a function of the host, tells each row and how far it is; and what happens when those functions misbehave. */
#include <hotcalls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition) do { if (!(condition)) { fprintf(stderr, "line %d: " #condition "\n", __LINE__); exit(1); } } while (0)

static const char header[] = "name,email,phone\n";
enum { ROWS = 1000 };

typedef struct {
    int line;             /* the next one of the file that is made up while it is read */
    int rows, told;       /* what the library said */
    int64_t misbehave;    /* what `read_file` answers instead, if it is not 0 */
    int stop_after;       /* rows after which `take_row` ends the call; 0: none */
} file;

/* Gives a few bytes at a time, as a socket would. */
static int64_t read_file(void *context, uint8_t *buffer, size_t size) {
    file *f = context;
    char line[128];
    int length;
    if (f->misbehave != 0) return f->misbehave < 0 ? f->misbehave : (int64_t)size + f->misbehave;
    if (f->line > ROWS) return 0;
    if (f->line == 0) length = snprintf(line, sizeof line, "%s", header);
    else length = snprintf(line, sizeof line, "Jane %d,jane%d@example.com,+1 987 654 %04d\n", f->line, f->line, f->line);
    CHECK((size_t)length <= size);
    memcpy(buffer, line, (size_t)length);
    f->line++;
    return length;
}

static int32_t take_row(void *context, hotcalls_view row) {
    file *f = context;
    CHECK(row.len > 2 && row.ptr[0] == '{' && row.ptr[row.len - 1] == '}');
    return ++f->rows == f->stop_after;
}

static void tell(void *context, uint64_t rows) {
    file *f = context;
    CHECK(rows <= ROWS && (int)rows >= f->told);
    f->told = (int)rows;
}

static int has(hotcalls_view text, const char *part) {
    size_t i, length = strlen(part);
    for (i = 0; i + length <= text.len; i++)
        if (memcmp(text.ptr + i, part, length) == 0) return 1;
    return 0;
}

static int32_t import(hotcalls_db *db, hotcalls_actor *root, file *f, hotcalls_text **answer, hotcalls_error **error) {
    hotcalls_call_options options = {0};
    options.size = sizeof options;
    options.context = f;
    options.read = read_file;
    options.row = take_row;
    options.progress = tell;
    return hotcalls_call_with(db, root, HOTCALLS_OP_LEADS_IMPORT_CSV, NULL, 0, &options, answer, error);
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "streams.db";
    const char *text = "{\"csv\":\"name,email,phone\\nJoe,joe@example.com,+1 987 654 9999\\n\"}";
    const char *copy = "copy.db";
    hotcalls_db *db = NULL;
    hotcalls_actor *root = NULL;
    hotcalls_text *answer = NULL;
    hotcalls_error *error = NULL;
    file good = {0}, failing = {0}, lying = {0}, stopped = {0};
    CHECK(hotcalls_open(path, strlen(path), NULL, &db, NULL) == HOTCALLS_OK);
    CHECK(hotcalls_actor_system(db, &root, NULL) == HOTCALLS_OK);

    CHECK(import(db, root, &good, &answer, &error) == HOTCALLS_OK);
    CHECK(has(hotcalls_text_view(answer), "\"created\":1000,") && good.rows == ROWS && good.told == ROWS);
    hotcalls_text_free(answer);

    failing.misbehave = -1;
    CHECK(import(db, root, &failing, &answer, &error) == HOTCALLS_ERROR_IO);
    CHECK(has(hotcalls_error_message(error), "read function failed"));
    hotcalls_error_free(error);

    lying.misbehave = 1;
    CHECK(import(db, root, &lying, &answer, &error) == HOTCALLS_ERROR_IO);
    CHECK(has(hotcalls_error_message(error), "more bytes than it was asked for"));
    hotcalls_error_free(error);

    stopped.stop_after = 3;
    CHECK(import(db, root, &stopped, &answer, &error) == HOTCALLS_ERROR_CANCELLED);
    CHECK(stopped.rows == 3);
    hotcalls_error_free(error);

    /* Without functions the file is a text of the input. */
    CHECK(hotcalls_call(db, root, HOTCALLS_OP_LEADS_IMPORT_CSV, text, strlen(text), &answer, NULL) == HOTCALLS_OK);
    CHECK(has(hotcalls_text_view(answer), "\"created\":1,"));
    hotcalls_text_free(answer);

    /* A copy of the database while it is open is one of its own, in a file. */
    CHECK(hotcalls_snapshot(db, copy, strlen(copy), NULL) == HOTCALLS_OK);
    CHECK(hotcalls_snapshot(db, copy, strlen(copy), &error) != HOTCALLS_OK); /* it is there already */
    hotcalls_error_free(error);
    hotcalls_actor_free(root);
    CHECK(hotcalls_close(db, NULL) == HOTCALLS_OK);
    CHECK(hotcalls_open(copy, strlen(copy), NULL, &db, NULL) == HOTCALLS_OK);
    CHECK(hotcalls_actor_system(db, &root, NULL) == HOTCALLS_OK);
    CHECK(hotcalls_call(db, root, HOTCALLS_OP_LEADS_LIST, NULL, 0, &answer, NULL) == HOTCALLS_OK);
    CHECK(has(hotcalls_text_view(answer), "\"count\":1001,"));
    hotcalls_text_free(answer);
    hotcalls_actor_free(root);
    CHECK(hotcalls_close(db, NULL) == HOTCALLS_OK);
    printf("imported\n");
    return 0;
}
