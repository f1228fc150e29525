/* Calls operations for the test that replays the shared vectors: reads requests, writes answers.
 *
 * A request is a line "KIND ARGUMENT-LENGTH ARGUMENT2-LENGTH OPERATION INPUT-LENGTH", then the bytes of both arguments and of the input.
 * An answer is a line "STATUS LENGTH", then that many bytes of JSON: the operation's answer, or the error.
 */
#include <hotcalls.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *take(size_t length) {
    char *bytes = malloc(length + 1);
    if (bytes == NULL || fread(bytes, 1, length, stdin) != length) exit(3);
    bytes[length] = '\0';
    return bytes;
}

static void answer(int32_t status, hotcalls_view json) {
    printf("%d %zu\n", (int)status, json.len);
    fwrite(json.ptr, 1, json.len, stdout);
    fflush(stdout);
}

static int32_t make_actor(hotcalls_db *db, const char *kind, const char *a, size_t a_len, const char *b, size_t b_len, hotcalls_actor **actor,
                          hotcalls_error **error) {
    if (strcmp(kind, "system") == 0) return hotcalls_actor_system(db, actor, error);
    if (strcmp(kind, "anonymous") == 0) return hotcalls_actor_anonymous(db, actor, error);
    if (strcmp(kind, "user") == 0) return hotcalls_actor_user(db, a, a_len, actor, error);
    if (strcmp(kind, "token") == 0) return hotcalls_actor_token(db, a, a_len, actor, error);
    if (strcmp(kind, "login") == 0) return hotcalls_actor_login(db, a, a_len, b, b_len, actor, error);
    exit(4);
}

int main(int argc, char **argv) {
    static const unsigned char key[32] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
    hotcalls_options options = {0};
    hotcalls_db *db = NULL;
    hotcalls_error *error = NULL;
    char kind[32], operation[128];
    size_t a_len, b_len, input_len;
    if (argc != 2) return 2;
    options.size = sizeof options;
    options.key = key;
    options.key_len = sizeof key;
    if (hotcalls_open(argv[1], strlen(argv[1]), &options, &db, &error) != HOTCALLS_OK) {
        answer(hotcalls_error_number(error), hotcalls_error_json(error));
        hotcalls_error_free(error);
        return 1;
    }
    while (scanf("%31s %zu %zu %127s %zu", kind, &a_len, &b_len, operation, &input_len) == 5 && getchar() == '\n') {
        char *a = take(a_len), *b = take(b_len), *input = take(input_len);
        hotcalls_actor *actor = NULL;
        hotcalls_text *output = NULL;
        int32_t status = make_actor(db, kind, a, a_len, b, b_len, &actor, &error);
        if (status == HOTCALLS_OK) status = hotcalls_call(db, actor, operation, input, input_len, &output, &error);
        answer(status, status == HOTCALLS_OK ? hotcalls_text_view(output) : hotcalls_error_json(error));
        hotcalls_text_free(output);
        hotcalls_actor_free(actor);
        hotcalls_error_free(error);
        error = NULL;
        free(a);
        free(b);
        free(input);
    }
    return hotcalls_close(db, NULL) == HOTCALLS_OK ? 0 : 1;
}
