// The headers in a second translation unit: what they define is inline.
#include <hotcalls.hpp>

const char *other_cpp_unit();
const char *other_cpp_unit() {
    const auto unused = [] { return hotcalls::catalog().str() + hotcalls::Input{{"a", 1}}.view().data(); };
    (void)unused;
    return hotcalls_version();
}
