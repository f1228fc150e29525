/* Every exported function with NULL in every position, wrong lengths, invalid UTF-8, unknown names, closed databases: a status, never a crash. */
#include <hotcalls.h>
#include <hotcalls.h> /* twice on purpose */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char *other_unit(void);

static int checks = 0;

/* The status is the expected one, the error tells the same, and frees. */
static void expect(int line, int32_t status, int32_t wanted, hotcalls_error **error) {
    checks++;
    if (status != wanted) {
        hotcalls_view json = hotcalls_error_json(error ? *error : NULL);
        fprintf(stderr, "line %d: status %d instead of %d: %.*s\n", line, (int)status, (int)wanted, (int)json.len, json.ptr);
        exit(1);
    }
    if (error) {
        if (hotcalls_error_number(*error) != status) {
            fprintf(stderr, "line %d: the error has another number than the status\n", line);
            exit(1);
        }
        hotcalls_error_free(*error);
        *error = NULL;
    }
}
#define EXPECT(wanted, call) expect(__LINE__, (call), (wanted), &error)
/* Without a place for the error. */
#define EXPECT_BARE(wanted, call) expect(__LINE__, (call), (wanted), NULL)
#define CHECK(condition) do { checks++; if (!(condition)) { fprintf(stderr, "line %d: " #condition "\n", __LINE__); exit(1); } } while (0)

static hotcalls_error *error = NULL;

static void opening(const char *path) {
    hotcalls_db *db = NULL;
    hotcalls_options options = {0};
    size_t len = strlen(path);
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(NULL, 3, NULL, &db, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(NULL, 0, NULL, &db, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, NULL, NULL, &error));
    EXPECT_BARE(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, NULL, NULL, NULL));
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_open(path, SIZE_MAX, NULL, &db, &error));
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_open(path, SIZE_MAX / 2, NULL, &db, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open("a\xff" "b", 3, NULL, &db, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open("a\0b", 3, NULL, &db, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, &options, &db, &error)); /* size 0 */
    options.size = 3;
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, &options, &db, &error));
    options.size = SIZE_MAX;
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, &options, &db, &error));
    options.size = sizeof options;
    options.key_len = 32;
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, &options, &db, &error)); /* NULL with a length */
    options.key = (const uint8_t *)"short";
    options.key_len = 5;
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, &options, &db, &error));
    EXPECT(HOTCALLS_ERROR_IO, hotcalls_open("no-such-folder/a.db", 19, NULL, &db, &error));
    CHECK(db == NULL);
    {
        /* A struct of a newer header: what we do not know may be there, but not set. */
        struct { hotcalls_options known; uint64_t more[2]; } newer;
        memset(&newer, 0, sizeof newer);
        newer.known.size = sizeof newer;
        newer.more[1] = 1;
        EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_open(path, len, &newer.known, &db, &error));
        newer.more[1] = 0;
        EXPECT(HOTCALLS_OK, hotcalls_open(path, len, &newer.known, &db, &error));
        EXPECT(HOTCALLS_OK, hotcalls_close(db, &error));
    }
    {
        /* A struct of an older header: only the size. */
        size_t older = sizeof(size_t);
        db = NULL;
        EXPECT(HOTCALLS_OK, hotcalls_open(path, len, (const hotcalls_options *)(const void *)&older, &db, &error));
        EXPECT_BARE(HOTCALLS_OK, hotcalls_close(db, NULL));
    }
}

static void actors(hotcalls_db *db) {
    hotcalls_actor *actor = NULL;
    const char *id = "0192f0c1-2345-7abc-8def-0123456789ab";
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_system(NULL, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_system(db, NULL, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_anonymous(NULL, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_anonymous(db, NULL, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_user(NULL, id, 36, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_user(db, NULL, 36, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_user(db, id, 35, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_user(db, id, 0, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_user(db, id, 36, NULL, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_login(NULL, "a", 1, "b", 1, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_login(db, NULL, 1, "b", 1, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_login(db, "a", 1, NULL, 1, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_login(db, "a", 1, "b", 1, NULL, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_CREDENTIALS, hotcalls_actor_login(db, "nobody", 6, "wrong password", 14, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_token(NULL, "a", 1, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_token(db, NULL, 1, &actor, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_actor_token(db, "a", 1, NULL, &error));
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_actor_token(db, "a", 1u << 30, &actor, &error));
    CHECK(actor == NULL);
}

static void calls(hotcalls_db *db, hotcalls_actor *root) {
    hotcalls_text *out = NULL;
    hotcalls_call_options options = {0};
    const char *op = HOTCALLS_OP_WORKSPACES_LIST;
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(NULL, root, op, "{}", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, NULL, op, "{}", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, root, NULL, "{}", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, root, op, NULL, 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_UNKNOWN_OPERATION, hotcalls_call(db, root, "", "{}", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_UNKNOWN_OPERATION, hotcalls_call(db, root, "workspaces.explode", "{}", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, root, "\xff\xfe", "{}", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_call(db, root, op, "{}", HOTCALLS_MAX_INPUT + 1, &out, &error));
    EXPECT(HOTCALLS_ERROR_TOO_LARGE, hotcalls_call(db, root, op, "{}", SIZE_MAX, &out, &error));
    EXPECT(HOTCALLS_ERROR_MALFORMED, hotcalls_call(db, root, op, "{", 1, &out, &error));
    EXPECT(HOTCALLS_ERROR_MALFORMED, hotcalls_call(db, root, op, "{} x", 4, &out, &error));
    EXPECT(HOTCALLS_ERROR_MALFORMED, hotcalls_call(db, root, op, "{\"search\":\"\xff\"}", 14, &out, &error));
    EXPECT(HOTCALLS_ERROR_MALFORMED, hotcalls_call(db, root, op, "{\"search\":\"\\ud800\"}", 19, &out, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, root, op, "[]", 2, &out, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, root, op, "{\"no_such_field\":1}", 19, &out, &error));
    {
        /* Deeper than 64. */
        char deep[400] = "{\"name\":\"a\",\"email\":\"a@b.example\",\"phone\":\"1\",\"meta_data\":";
        size_t i, len = strlen(deep);
        for (i = 0; i < 100; i++) deep[len++] = '[';
        for (i = 0; i < 100; i++) deep[len++] = ']';
        deep[len++] = '}';
        EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, root, HOTCALLS_OP_LEADS_CREATE, deep, len, &out, &error));
        memset(deep, '[', sizeof deep);
        EXPECT(HOTCALLS_ERROR_MALFORMED, hotcalls_call(db, root, HOTCALLS_OP_LEADS_CREATE, deep, sizeof deep, &out, &error));
    }
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call_with(db, root, op, "{}", 2, &options, &out, &error)); /* size 0 */
    options.size = sizeof options;
    options.idempotency_key_len = 4;
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call_with(db, root, op, "{}", 2, &options, &out, &error));
    CHECK(out == NULL);
    EXPECT(HOTCALLS_OK, hotcalls_call(db, root, op, NULL, 0, NULL, &error)); /* no input, no output wanted */
    EXPECT_BARE(HOTCALLS_ERROR_MALFORMED, hotcalls_call(db, root, op, "x", 1, NULL, NULL));
}

static void idempotency(hotcalls_db *db, hotcalls_actor *root) {
    hotcalls_text *first = NULL, *again = NULL;
    hotcalls_call_options options = {0};
    const char *in = "{\"workspace_name\":\"Once\"}", *other = "{\"workspace_name\":\"Twice\"}";
    hotcalls_view a, b;
    options.size = sizeof options;
    options.idempotency_key = "key-1";
    options.idempotency_key_len = 5;
    EXPECT(HOTCALLS_OK, hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &options, &first, &error));
    EXPECT(HOTCALLS_OK, hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), &options, &again, &error));
    a = hotcalls_text_view(first);
    b = hotcalls_text_view(again);
    CHECK(a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0);
    EXPECT(HOTCALLS_ERROR_IDEMPOTENCY_CONFLICT,
           hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_CREATE, other, strlen(other), &options, NULL, &error));
    hotcalls_text_free(first);
    hotcalls_text_free(again);
}

static void cancelling(hotcalls_db *db, hotcalls_actor *root) {
    hotcalls_cancel *cancel = NULL;
    hotcalls_call_options options = {0};
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_cancel_new(NULL, &error));
    EXPECT(HOTCALLS_OK, hotcalls_cancel_new(&cancel, &error));
    options.size = sizeof options;
    options.cancel = cancel;
    EXPECT(HOTCALLS_OK, hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_LIST, NULL, 0, &options, NULL, &error));
    hotcalls_cancel_now(cancel);
    EXPECT(HOTCALLS_ERROR_CANCELLED, hotcalls_call_with(db, root, HOTCALLS_OP_WORKSPACES_LIST, NULL, 0, &options, NULL, &error));
    hotcalls_cancel_now(NULL);
    hotcalls_cancel_free(cancel);
    hotcalls_cancel_free(NULL);
}

static void accessors(hotcalls_db *db, hotcalls_actor *root) {
    const char *in = "{\"workspace_name\":7}", *details = "{\"workspace_name\":[\"Not a valid string.\"]}";
    hotcalls_view view;
    CHECK(hotcalls_error_number(NULL) == HOTCALLS_OK);
    CHECK(strcmp(hotcalls_error_word(NULL), "ok") == 0);
    CHECK(hotcalls_error_message(NULL).len == 0 && hotcalls_error_message(NULL).ptr != NULL);
    CHECK(hotcalls_error_details(NULL).len == 0);
    CHECK(hotcalls_error_operation(NULL).len == 0);
    CHECK(hotcalls_error_json(NULL).len == 0);
    CHECK(hotcalls_text_view(NULL).len == 0);
    hotcalls_error_free(NULL);
    hotcalls_text_free(NULL);
    hotcalls_actor_free(NULL);
    EXPECT(HOTCALLS_OK, hotcalls_close(NULL, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_catalog(NULL, &error));
    CHECK(strlen(hotcalls_version()) >= 5 && strcmp(hotcalls_version(), other_unit()) == 0);

    CHECK(hotcalls_call(db, root, HOTCALLS_OP_WORKSPACES_CREATE, in, strlen(in), NULL, &error) == HOTCALLS_ERROR_INVALID_INPUT);
    CHECK(strcmp(hotcalls_error_word(error), "invalid_input") == 0);
    view = hotcalls_error_operation(error);
    CHECK(view.len == strlen(HOTCALLS_OP_WORKSPACES_CREATE) && memcmp(view.ptr, HOTCALLS_OP_WORKSPACES_CREATE, view.len) == 0);
    view = hotcalls_error_details(error);
    CHECK(view.len == strlen(details) && memcmp(view.ptr, details, view.len) == 0);
    hotcalls_error_free(error);
    error = NULL;
}

int main(int argc, char **argv) {
    hotcalls_db *db = NULL, *other = NULL;
    hotcalls_actor *root = NULL, *stranger = NULL;
    hotcalls_text *out = NULL;
    char second[4096];
    const char *path = argc > 1 ? argv[1] : "bad_input.db";
    snprintf(second, sizeof second, "%s-2", path);

    opening(path);
    EXPECT(HOTCALLS_OK, hotcalls_open(path, strlen(path), NULL, &db, &error));
    EXPECT(HOTCALLS_OK, hotcalls_open(second, strlen(second), NULL, &other, &error));
    EXPECT(HOTCALLS_OK, hotcalls_actor_system(db, &root, &error));
    EXPECT(HOTCALLS_OK, hotcalls_actor_system(other, &stranger, &error));
    actors(db);
    calls(db, root);
    idempotency(db, root);
    cancelling(db, root);
    accessors(db, root);

    EXPECT(HOTCALLS_OK, hotcalls_catalog(&out, &error));
    CHECK(hotcalls_text_view(out).ptr[0] == '[');
    hotcalls_text_free(out);

    /* An actor of another database, and one of a closed one. */
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, stranger, HOTCALLS_OP_WORKSPACES_LIST, "{}", 2, NULL, &error));
    EXPECT(HOTCALLS_OK, hotcalls_close(other, &error));
    EXPECT(HOTCALLS_ERROR_INVALID_INPUT, hotcalls_call(db, stranger, HOTCALLS_OP_WORKSPACES_LIST, "{}", 2, NULL, &error));
    EXPECT(HOTCALLS_OK, hotcalls_close(db, &error));
    hotcalls_actor_free(stranger);
    hotcalls_actor_free(root);
    printf("%d checks\n", checks);
    return 0;
}
