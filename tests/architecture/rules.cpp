#include "tests/architecture/rules.h"

#include "base/text.h"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>

namespace cityaudit::tests {

namespace {

constexpr std::size_t lines_max = 400;
constexpr std::size_t lines_wanted = 300;

// Who may include whom. A folder that is not here is not part of the program.
const std::map<std::string, std::set<std::string>, std::less<>> may_include{
    {"base", {"base"}},
    {"store", {"base", "store"}},
    {"ingest", {"base", "store", "ingest"}},
    {"media", {"base", "store", "ingest", "media"}},
    {"analysis", {"base", "store", "ingest", "analysis"}},
    {"server", {"base", "store", "ingest", "media", "analysis", "server"}},
    {"tests", {"base", "store", "ingest", "media", "analysis", "server", "tests"}},
};

// A library (start of the included path) and the places that may include it.
struct Place {
  std::string_view library;
  std::vector<std::string_view> allowed;
  std::string_view why;
};
const std::vector<Place> places{
    {"boost/beast", {"server/http/", "tests/"}, "HTTP's machinery stays in server/http"},
    {"boost/asio",
     {"server/http/", "server/blocking", "server/live/", "server/app", "tests/"},
     "coroutines and sockets stay in the transport files"},
    {"opencv2/", {"media/", "tests/bench/"}, "OpenCV is used by the photo workers only"},
    {"sqlite3.h", {"store/sqlite/", "tests/"}, "the engine stays behind store/database.h"},
    {"format>", {}, "the compiler has no <format>: use fmt"},
};

const std::set<std::string, std::less<>> skipped_names{"node_modules", ".git", ".tools", "dist", ".cache"};
const std::set<std::string, std::less<>> text_endings{".cpp", ".h",    ".ts",  ".vue", ".css",   ".html", ".js",  ".mjs", ".json", ".md",
                                                      ".sh",  ".toml", ".sql", ".txt", ".cmake", ".yaml", ".yml", ".xml", ""};

std::string_view top_folder(std::string_view path) {
  const auto slash = path.find('/');
  return slash == path.npos ? std::string_view{} : path.substr(0, slash);
}
std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }
std::string_view ending(std::string_view path) {
  const auto name = file_name(path);
  const auto dot = name.rfind('.');
  return dot == name.npos || dot == 0 ? std::string_view{} : name.substr(dot);
}
bool is_cpp(const SourceFile& file) { return ending(file.path) == ".cpp" || ending(file.path) == ".h"; }
bool is_page_source(const SourceFile& file) { return ending(file.path) == ".ts" || ending(file.path) == ".vue"; }

void each_line(const SourceFile& file, const std::function<void(std::size_t, std::string_view)>& visit) {
  std::size_t number = 0;
  for (const auto line : split(file.text, '\n')) visit(++number, line);
}

struct Include {
  std::size_t line;
  bool quoted;
  std::string_view path;  // of <path> with the closing bracket, so that "format>" is exact
};

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> found;
  each_line(file, [&](std::size_t number, std::string_view line) {
    line = trim(line);
    if (!line.starts_with('#')) return;
    line = trim(line.substr(1));
    if (!line.starts_with("include")) return;
    line = trim(line.substr(7));
    if (line.size() < 3) return;
    const bool quoted = line[0] == '"';
    const auto end = line.find(quoted ? '"' : '>', 1);
    if (end == line.npos) return;
    found.push_back({number, quoted, line.substr(1, quoted ? end - 1 : end)});
  });
  return found;
}

std::string at(const SourceFile& file, std::size_t line) { return fmt::format("{}:{}", file.path, line); }

std::string joined(std::initializer_list<std::string_view> parts) {  // words this file must not hold itself
  std::string word;
  for (const auto part : parts) word += part;
  return word;
}

}  // namespace

std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  auto walk = std::filesystem::recursive_directory_iterator(root);
  for (auto entry = begin(walk); entry != end(walk); ++entry) {
    const auto path = std::filesystem::relative(entry->path(), root).generic_string();
    const auto name = std::string(file_name(path));
    const bool made =
        name == "build" || name == "data" ? path == name : skipped_names.contains(name);  // config/build and tests/data are ours
    if (made && entry->is_directory()) entry.disable_recursion_pending();
    if (made) continue;
    if (!entry->is_regular_file() || !text_endings.contains(ending(path)) || path.starts_with("tests/fuzz/corpus/")) continue;
    std::ifstream in(entry->path(), std::ios::binary);
    files.push_back({path, {std::istreambuf_iterator<char>(in), {}}});
  }
  std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

void check_include_directions(const std::vector<SourceFile>& files, Findings& findings) {
  for (const auto& file : files) {
    const auto rule = may_include.find(top_folder(file.path));
    if (!is_cpp(file) || rule == may_include.end()) continue;
    for (const auto& include : includes_of(file)) {
      if (!include.quoted) continue;
      const auto target = top_folder(include.path);
      if (!may_include.contains(target))
        findings.faults.push_back(fmt::format("{}: \"{}\" is not rooted at the repository", at(file, include.line), include.path));
      else if (!rule->second.contains(std::string(target)))
        findings.faults.push_back(
            fmt::format("{}: {} may not include {} (\"{}\")", at(file, include.line), rule->first, target, include.path));
    }
  }
}

void check_libraries_stay_in_place(const std::vector<SourceFile>& files, Findings& findings) {
  for (const auto& file : files) {
    if (!is_cpp(file)) continue;
    for (const auto& include : includes_of(file)) {
      for (const auto& place : places) {
        if (!include.path.starts_with(place.library)) continue;
        const bool allowed =
            std::any_of(place.allowed.begin(), place.allowed.end(), [&](std::string_view p) { return file.path.starts_with(p); });
        if (!allowed) findings.faults.push_back(fmt::format("{}: <{}: {}", at(file, include.line), include.path, place.why));
      }
      if (include.path.starts_with("opencv2/") && file.path.ends_with(".h"))
        findings.faults.push_back(fmt::format("{}: OpenCV in a header: it belongs into the .cpp", at(file, include.line)));
    }
  }
}

void check_names_and_sizes(const std::vector<SourceFile>& files, Findings& findings) {
  static constexpr std::array banned{"utils", "util", "helpers", "helper", "common", "misc", "manager"};
  for (const auto& file : files) {
    const bool cpp = is_cpp(file);
    if (!cpp && !is_page_source(file)) continue;
    const auto name = file_name(file.path);
    const auto stem = name.substr(0, name.rfind('.'));
    for (const auto word : split(stem, '_'))
      if (std::find(banned.begin(), banned.end(), to_lower_ascii(word)) != banned.end())
        findings.faults.push_back(fmt::format("{}: \"{}\" says nothing: name the file after what it does", file.path, word));
    const bool snake =
        std::all_of(stem.begin(), stem.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    if (cpp && !snake) findings.faults.push_back(fmt::format("{}: C++ files are named in snake_case", file.path));
    const auto lines = static_cast<std::size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
    if (lines > lines_max)
      findings.faults.push_back(fmt::format("{}: {} lines, {} at most: one noun or verb a file", file.path, lines, lines_max));
    else if (lines > lines_wanted)
      findings.warnings.push_back(fmt::format("{}: {} lines, better under {}", file.path, lines, lines_wanted));
  }
}

void check_headers_say_what_they_are_for(const std::vector<SourceFile>& files, Findings& findings) {
  for (const auto& file : files) {
    if (ending(file.path) != ".h") continue;
    const auto lines = split(file.text, '\n');
    if (lines.empty() || trim(lines[0]) != "#pragma once") {
      findings.faults.push_back(fmt::format("{}:1: a header starts with #pragma once", file.path));
      continue;
    }
    bool said = false;
    for (std::size_t i = 1; i < std::min<std::size_t>(4, lines.size()); ++i) said = said || trim(lines[i]).starts_with("//");
    if (!said) findings.faults.push_back(fmt::format("{}:2: a header's first comment says what it is for", file.path));
  }
}

namespace {

/// What participants may get to read; web/scripts/catalogue.ts holds the same list. Their languages beside Czech and English
/// have these texts and no others.
bool is_for_participants(std::string_view key) {
  constexpr std::array prefixes{"web.participant.", "error.", "join.", "link.not_personal", "link.revoked", "link.unknown", "return.", "submission."};
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) { return key.starts_with(prefix); });
}

bool is_for_staff(std::string_view path) { return path.ends_with("/cs.json") || path.ends_with("/en.json"); }

}  // namespace

void check_catalogues_agree(const std::vector<SourceFile>& files, Findings& findings) {
  std::map<std::string, std::map<std::string, std::string>> catalogues;
  for (const auto& file : files) {
    if (!file.path.starts_with("config/locales/") || ending(file.path) != ".json") continue;
    boost::system::error_code error;
    const auto parsed = boost::json::parse(file.text, error);
    if (error || !parsed.is_object()) {
      findings.faults.push_back(file.path + ": not a JSON object");
      continue;
    }
    auto& catalogue = catalogues[file.path];
    for (const auto& [key, value] : parsed.as_object()) {
      const auto* text = value.if_string();
      if (text == nullptr || text->empty())
        findings.faults.push_back(fmt::format("{}: \"{}\" has no text", file.path, std::string_view(key)));
      if (!catalogue.emplace(std::string(key), text ? std::string(*text) : std::string{}).second)
        findings.faults.push_back(fmt::format("{}: \"{}\" stands twice", file.path, std::string_view(key)));
    }
  }
  for (const auto& [path, catalogue] : catalogues)
    for (const auto& [other_path, other] : catalogues)
      for (const auto& [key, text] : other)
        if (!catalogue.contains(key) && (is_for_staff(path) || is_for_participants(key)))
          findings.faults.push_back(fmt::format("{}: \"{}\" of {} is missing", path, key, other_path));
}

void check_nothing_names_a_machine(const std::vector<SourceFile>& files, Findings& findings) {
  const auto workplace = joined({"/wo", "rk/"});
  const auto worktree = joined({"/tmp/", "wt/"});
  for (const auto& file : files) {
    const bool lock = file_name(file.path) == "package-lock.json";
    each_line(file, [&](std::size_t number, std::string_view line) {
      for (const auto& place : {workplace, worktree}) {
        const auto found = line.find(place);
        // "framework/", "network/x" and the like are words, not places
        if (found != line.npos && (found == 0 || !std::isalnum(static_cast<unsigned char>(line[found - 1]))))
          findings.faults.push_back(fmt::format("{}: names a folder of one machine ({})", at(file, number), place));
      }
      if (lock && line.find("\"resolved\"") != line.npos && line.find("://") != line.npos)
        findings.faults.push_back(
            fmt::format("{}: the lock file names a host: npm config set omit-lockfile-registry-resolved true", at(file, number)));
    });
  }
}

void check_nothing_is_left_open(const std::vector<SourceFile>& files, Findings& findings) {
  const std::array words{joined({"TO", "DO"}), joined({"FIX", "ME"}), joined({"XX", "X:"})};
  for (const auto& file : files) {
    if (!is_cpp(file) && !is_page_source(file)) continue;
    each_line(file, [&](std::size_t number, std::string_view line) {
      for (const auto& word : words)
        if (line.find(word) != line.npos) findings.faults.push_back(fmt::format("{}: {}: do it or file an issue", at(file, number), word));
      if (is_cpp(file) && line.find(joined({"std::for", "mat("})) != line.npos)
        findings.faults.push_back(fmt::format("{}: the compiler has no std::format: use fmt", at(file, number)));
    });
  }
}

}  // namespace cityaudit::tests
