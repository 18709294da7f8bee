#pragma once
// The command line: one command word, named options, plain arguments. Pure.

#include "base/result.h"
#include "base/settings.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityaudit::server::commands {

struct Option {
  std::string_view name;   // "--data"
  std::string_view value;  // what --help calls its value: "DIR"; empty for a switch
  std::string_view help;
  bool required = false;
};

struct Arguments {
  std::map<std::string, std::string, std::less<>> options;
  std::vector<std::string> plain;
  std::vector<Settings::Override> settings;  // of --set section.key=value

  bool has(std::string_view name) const { return options.contains(name); }
  std::string text(std::string_view name, std::string_view otherwise = {}) const;
};

/// All faults in one Error (code "command.usage"). --config FILE and --set KEY=VALUE are known to every command.
Result<Arguments> parse(std::span<char*> words, std::span<const Option> options, std::size_t plain_count);

}  // namespace cityaudit::server::commands
