#pragma once
// What the source tree promises about itself, as checks over its files: who may include whom, which libraries are used
// where, names, sizes, catalogues. Reads files only; any thread.

#include <filesystem>
#include <string>
#include <vector>

namespace cityaudit::tests {

struct SourceFile {
  std::string path;  // relative to the root, with /
  std::string text;
};

struct Findings {
  std::vector<std::string> faults;    // "path:line: what is wrong"
  std::vector<std::string> warnings;  // worth a look, not worth a stop
};

/// Every text file of the tree that a person wrote: sources, pages, scripts, settings, documents.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);

void check_include_directions(const std::vector<SourceFile>& files, Findings& findings);
void check_libraries_stay_in_place(const std::vector<SourceFile>& files, Findings& findings);
void check_names_and_sizes(const std::vector<SourceFile>& files, Findings& findings);
void check_headers_say_what_they_are_for(const std::vector<SourceFile>& files, Findings& findings);
void check_catalogues_agree(const std::vector<SourceFile>& files, Findings& findings);
void check_nothing_names_a_machine(const std::vector<SourceFile>& files, Findings& findings);
void check_nothing_is_left_open(const std::vector<SourceFile>& files, Findings& findings);

}  // namespace cityaudit::tests
