#include "base/log.h"

#include "base/clock.h"
#include "base/text.h"

#include <fmt/format.h>
#include <unistd.h>
#include <atomic>

namespace cityaudit::log {
namespace {

std::atomic<Level> lowest{Level::info};
constexpr std::string_view level_names[] = {"debug", "info", "warning", "error"};

void append_value(std::string& line, const std::string_view& v) {
  line += '"';
  append_json_escaped(line, v);
  line += '"';
}
void append_value(std::string& line, std::int64_t v) { line += std::to_string(v); }
void append_value(std::string& line, bool v) { line += v ? "true" : "false"; }
void append_value(std::string& line, double v) { line += fmt::format("{}", v); }

}  // namespace

void set_level(Level level) { lowest = level; }

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  if (level < lowest.load()) return;
  std::string line = "{\"at\":\"" + to_iso8601(SystemClock{}.now()) + "\",\"level\":\"";
  line += level_names[static_cast<int>(level)];
  line += "\",\"message\":";
  append_value(line, message);
  for (const Field& field : fields) {
    line += ",\"";
    append_json_escaped(line, field.key);
    line += "\":";
    std::visit([&](const auto& v) { append_value(line, v); }, field.value);
  }
  line += "}\n";
  // A log that cannot be written must not stop the server; there is nowhere left to say so.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace cityaudit::log
