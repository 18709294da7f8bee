#include "base/clock.h"

#include <fmt/format.h>
#include <chrono>

namespace cityaudit {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

struct Civil {
  std::chrono::year_month_day day;
  int hour, minute, second, millis;
};

Civil to_civil(UtcMillis t) {
  const std::chrono::sys_time<std::chrono::milliseconds> instant{std::chrono::milliseconds{t.value}};
  const auto day = std::chrono::floor<days>(instant);
  const auto rest = static_cast<int>((instant - day).count());
  return {std::chrono::year_month_day{day}, rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000};
}

/// Takes exactly `count` digits off the front of `text`.
std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Minutes east of UTC; nothing when the rest of the text is no zone.
std::optional<int> zone_minutes(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  const int sign = text.front() == '-' ? -1 : 1;
  if (text.front() != '+' && text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto hours = digits(text, 2);
  if (!hours) return std::nullopt;
  int minutes = 0;
  if (!text.empty()) {
    take(text, ':');
    const auto parsed = digits(text, 2);
    if (!parsed || !text.empty() || *parsed > 59) return std::nullopt;
    minutes = *parsed;
  }
  if (*hours > 14) return std::nullopt;
  return sign * (*hours * 60 + minutes);
}

}  // namespace

UtcMillis SystemClock::now() const {
  using namespace std::chrono;
  return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string to_iso8601(UtcMillis t) {
  const Civil c = to_civil(t);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(c.day.year()), static_cast<unsigned>(c.day.month()),
                     static_cast<unsigned>(c.day.day()), c.hour, c.minute, c.second, c.millis);
}

std::string to_http_date(UtcMillis t) {
  static constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil c = to_civil(t);
  const std::chrono::weekday weekday{sys_days{c.day}};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[weekday.c_encoding()], static_cast<unsigned>(c.day.day()),
                     months[static_cast<unsigned>(c.day.month()) - 1], static_cast<int>(c.day.year()), c.hour, c.minute, c.second);
}

std::optional<UtcMillis> parse_iso8601(std::string_view text) {
  const auto year = digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  std::int64_t millis = 0;
  if (take(text, 'T')) {
    const auto hour = digits(text, 2);
    if (!hour || !take(text, ':')) return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *hour > 23 || *minute > 59) return std::nullopt;
    millis = (*hour * 60LL + *minute) * 60'000;
    if (take(text, ':')) {
      const auto second = digits(text, 2);
      if (!second || *second > 60) return std::nullopt;
      millis += *second * 1000LL;
      if (take(text, '.')) {
        int scale = 100;
        bool any = false;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
          millis += (text.front() - '0') * scale;
          scale /= 10;
          any = true;
          text.remove_prefix(1);
        }
        if (!any) return std::nullopt;
      }
    }
  }
  const auto zone = zone_minutes(text);
  if (!zone) return std::nullopt;
  return UtcMillis{sys_days{date}.time_since_epoch().count() * millis_per_day + millis - *zone * 60'000LL};
}

}  // namespace cityaudit
