// Both headers, twice, from C++; and once more in other_unit.cpp, as C in other_unit.c.
#include <hotcalls.h>
#include <hotcalls.hpp>
#include <hotcalls.hpp>
#include <hotcalls.h>

const char *other_cpp_unit();
extern "C" const char *other_unit(void);

int main() { return hotcalls_version() == other_cpp_unit() && hotcalls_version() == other_unit() ? 0 : 1; }
