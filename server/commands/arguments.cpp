#include "server/commands/arguments.h"

#include <algorithm>

namespace cityaudit::server::commands {

std::string Arguments::text(std::string_view name, std::string_view otherwise) const {
  const auto found = options.find(name);
  return found == options.end() ? std::string(otherwise) : found->second;
}

Result<Arguments> parse(std::span<char*> words, std::span<const Option> options, std::size_t plain_count) {
  Arguments arguments;
  std::string faults;
  const auto fault = [&](const std::string& text) { faults += (faults.empty() ? "" : "\n") + text; };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string word = words[i];
    if (!word.starts_with("--")) {
      arguments.plain.push_back(word);
      continue;
    }
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto option = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.name == name; });
    const bool general = name == "--config" || name == "--set";
    if (option == options.end() && !general) {
      fault("there is no option " + name);
      continue;
    }
    std::string value;
    if (general || !option->value.empty()) {
      if (equals != std::string::npos) {
        value = word.substr(equals + 1);
      } else if (++i < words.size()) {
        value = words[i];
      } else {
        fault(name + " needs a value");
        continue;
      }
    }
    if (name == "--set") {
      const auto middle = value.find('=');
      if (middle == std::string::npos) {
        fault("--set takes section.key=value");
      } else {
        arguments.settings.push_back({value.substr(0, middle), value.substr(middle + 1), "--set " + value.substr(0, middle)});
      }
      continue;
    }
    arguments.options[name] = value;
  }
  for (const Option& option : options)
    if (option.required && !arguments.has(option.name)) fault(std::string(option.name) + " is missing");
  if (arguments.plain.size() != plain_count)
    fault(arguments.plain.size() < plain_count ? "an argument is missing" : "there is an argument too many: " + arguments.plain.back());
  if (!faults.empty()) return Error(ErrorKind::invalid, "command.usage", faults);
  return arguments;
}

}  // namespace cityaudit::server::commands
