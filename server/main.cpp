// The program's entrance: picks the command, loads the settings, and turns what is left over into words.

#include "base/embedded.h"
#include "base/log.h"
#include "server/commands/commands.h"

#include <cstdio>
#include <cstring>

namespace {

using namespace cityaudit;
using namespace cityaudit::server;

void print_overview(std::FILE* out) {
  std::fputs("cityaudit: a server for participatory city audits\n\nCommands (each has --help):\n", out);
  for (const commands::Command& command : commands::all())
    std::fprintf(out, "  %-12s %s\n", std::string(command.name).c_str(), std::string(command.help).c_str());
}

void print_help(const commands::Command& command, std::FILE* out) {
  std::fprintf(out, "cityaudit %s\n\n%s\n\nOptions:\n", std::string(command.synopsis).c_str(), std::string(command.help).c_str());
  for (const commands::Option& option : command.options) {
    const std::string name = std::string(option.name) + (option.value.empty() ? "" : " " + std::string(option.value));
    std::fprintf(out, "  %-24s %s\n", name.c_str(), std::string(option.help).c_str());
  }
  std::fputs(
      "  --config FILE            settings that differ from the defaults (TOML)\n"
      "  --set SECTION.KEY=VALUE  one setting; wins over file and environment\n",
      out);
}

log::Level level_of(std::string_view word) {
  if (word == "debug") return log::Level::debug;
  if (word == "warning") return log::Level::warning;
  if (word == "error") return log::Level::error;
  return log::Level::info;
}

int run(const commands::Command& command, std::span<char*> words) {
  for (const char* word : words)
    if (std::strcmp(word, "--help") == 0) {
      print_help(command, stdout);
      return 0;
    }
  const auto arguments = commands::parse(words, command.options, command.plain_count);
  if (!arguments) {
    std::fprintf(stderr, "cityaudit %s: %s\n\n", std::string(command.name).c_str(), arguments.error().message.c_str());
    print_help(command, stderr);
    return 2;
  }
  // Before anything reads an embedded file, the default settings among them.
  if (arguments->has("--assets"))
    if (const auto laid = embedded::overlay(arguments->text("--assets")); !laid) return commands::report(laid.error());
  auto overrides = arguments->settings;
  if (arguments->has("--listen")) overrides.push_back({"http.listen", arguments->text("--listen"), "--listen"});
  if (arguments->has("--public-url")) overrides.push_back({"http.public_url", arguments->text("--public-url"), "--public-url"});
  const auto settings = Settings::load(arguments->text("--config"), overrides);
  if (!settings) return commands::report(settings.error());
  log::set_level(level_of(settings->text("log.level")));
  return command.run(*arguments, *settings);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word.empty() || word == "--help" || word == "-h" || word == "help") {
    print_overview(word.empty() ? stderr : stdout);
    return word.empty() ? 2 : 0;
  }
  for (const auto& command : commands::all()) {
    if (command.name != word) continue;
    try {
      return run(command, {argv + 2, static_cast<std::size_t>(argc - 2)});
    } catch (const std::exception& fault) {
      std::fprintf(stderr, "cityaudit: %s\n", fault.what());
      return 1;
    }
  }
  std::fprintf(stderr, "cityaudit: there is no command \"%s\"\n\n", argv[1]);
  print_overview(stderr);
  return 2;
}
