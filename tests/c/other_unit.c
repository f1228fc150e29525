/* The header in a second translation unit. */
#include <hotcalls.h>

const char *other_unit(void);
const char *other_unit(void) { return hotcalls_version(); }
