#pragma once
// What a data folder really holds, read without the server: rows from the database file, bytes from the blobs.

#include "base/result.h"
#include "tests/integration/crash/phones.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cityaudit::tests {

/// Compares a data folder with the book: every acknowledged instance once, its XML and files byte for byte.
/// One line per fault, at most 20 of them. `stored` receives the number of instances found.
Result<std::vector<std::string>> compare_with_book(const std::filesystem::path& data_folder, const std::map<std::string, Sent>& book,
                                                   std::size_t& stored);

}  // namespace cityaudit::tests
