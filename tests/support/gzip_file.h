#pragma once
// Golden files that are kept compressed. Any thread.

#include <string>

namespace cityaudit::tests {

/// The text in a .gz file; empty when it cannot be read.
std::string read_gzip(const std::string& file);

}  // namespace cityaudit::tests
