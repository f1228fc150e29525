// The headers in a second translation unit: what they define is inline.
#include <hotcalls.hpp>

const char *other_cpp_unit();
const char *other_cpp_unit() {
    const auto unused = [](const hotcalls::Input &input) { return hotcalls::catalog().str() + input.view().data(); };
    (void)unused;
    return hotcalls_version();
}
