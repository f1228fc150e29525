// Both headers, twice, from C++.
#include <hotcalls.h>
#include <hotcalls.hpp>
#include <hotcalls.hpp>

int main() { return hotcalls_version() == nullptr; }
