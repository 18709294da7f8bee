#include "ingest/forms/expressions/dates.h"

#include "base/clock.h"

#include <fmt/format.h>

#include <chrono>

namespace cityaudit::ingest {
namespace {

constexpr std::int64_t millis_per_minute = 60 * millis_per_second;

struct Fields {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, milli = 0;
  int weekday = 0;  // Sunday is 0
};

Fields local_fields(std::int64_t millis, UtcOffset offset) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(millis + offset * millis_per_minute)};
  const auto days = floor<std::chrono::days>(time);
  const year_month_day date{days};
  const hh_mm_ss clock{time - days};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count()),
          static_cast<int>(weekday{days}.c_encoding())};
}

/// Reads fixed numbers of digits and single characters.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}
  bool digits(std::size_t count, int& value) {
    value = 0;
    for (std::size_t i = 0; i < count; ++i, ++at_) {
      if (at_ >= text_.size() || text_[at_] < '0' || text_[at_] > '9') return false;
      value = value * 10 + (text_[at_] - '0');
    }
    return true;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool at_end() const { return at_ == text_.size(); }
  bool next_is_digit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// ".250" after the seconds; digits past the third are cut.
bool scan_fraction(Scan& scan, int& milli) {
  milli = 0;
  if (!scan.take('.')) return true;
  if (!scan.next_is_digit()) return false;
  int scale = 100;
  for (int digit = 0; scan.next_is_digit();) {
    scan.digits(1, digit);
    milli += digit * scale;
    scale /= 10;
  }
  return true;
}

/// "Z", "+01:00" or nothing, and the end. Zones are at most 14 hours from UTC.
bool scan_zone(Scan& scan, std::optional<UtcOffset>& zone) {
  if (scan.at_end()) return true;
  if (scan.take('Z')) {
    zone = 0;
    return scan.at_end();
  }
  const bool west = scan.take('-');
  if (!west && !scan.take('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!scan.digits(2, hours) || !scan.take(':') || !scan.digits(2, minutes) || !scan.at_end()) return false;
  if (hours > 14 || minutes > 59) return false;
  zone = (west ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

std::int64_t millis_of_day(const Fields& fields) {
  return ((fields.hour * 60LL + fields.minute) * 60 + fields.second) * millis_per_second + fields.milli;
}

bool is_time(const Fields& fields) { return fields.hour <= 23 && fields.minute <= 59 && fields.second <= 59; }

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// What stands for %c; empty with `known` false when nothing does.
std::string field_text(const Fields& fields, char c, bool& known) {
  known = true;
  switch (c) {
    case 'Y': return fmt::format("{:04}", fields.year);
    case 'y': return fmt::format("{:02}", fields.year % 100);
    case 'm': return fmt::format("{:02}", fields.month);
    case 'n': return std::to_string(fields.month);
    case 'b': return std::string(months[fields.month - 1]);
    case 'd': return fmt::format("{:02}", fields.day);
    case 'e': return std::to_string(fields.day);
    case 'a': return std::string(weekdays[fields.weekday]);
    case 'H': return fmt::format("{:02}", fields.hour);
    case 'h': return std::to_string(fields.hour);
    case 'M': return fmt::format("{:02}", fields.minute);
    case 'S': return fmt::format("{:02}", fields.second);
    case '3': return fmt::format("{:03}", fields.milli);
    default: break;
  }
  known = false;
  return {};
}

}  // namespace

std::optional<std::int64_t> parse_date_time(std::string_view text, UtcOffset offset) {
  if (text.size() < 10 || text[4] != '-') return std::nullopt;
  Scan scan(text);
  Fields at;
  if (!scan.digits(4, at.year) || !scan.take('-') || !scan.digits(2, at.month) || !scan.take('-') || !scan.digits(2, at.day))
    return std::nullopt;
  std::optional<UtcOffset> zone;
  if (!scan.at_end()) {
    if (!scan.take('T') || !scan.digits(2, at.hour)) return std::nullopt;
    if (scan.take(':') && !scan.digits(2, at.minute)) return std::nullopt;
    if (scan.take(':') && (!scan.digits(2, at.second) || !scan_fraction(scan, at.milli))) return std::nullopt;
    if (!scan_zone(scan, zone)) return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day date{year(at.year), month(static_cast<unsigned>(at.month)), day(static_cast<unsigned>(at.day))};
  if (!date.ok() || !is_time(at)) return std::nullopt;
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  return days * millis_per_day + millis_of_day(at) - zone.value_or(offset) * millis_per_minute;
}

std::string date_time_text(std::int64_t millis, UtcOffset offset) {
  const Fields at = local_fields(millis, offset);
  std::string out = fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
  if (millis_of_day(at) == 0) return out;
  out += fmt::format("T{:02}:{:02}:{:02}.{:03}", at.hour, at.minute, at.second, at.milli);
  if (at.milli != 0)
    while (out.back() == '0') out.pop_back();
  const int distance = offset < 0 ? -offset : offset;
  return out + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', distance / 60, distance % 60);
}

std::optional<double> parse_time_of_day(std::string_view text, UtcOffset offset) {
  Scan scan(text);
  Fields at;
  std::optional<UtcOffset> zone;
  if (!scan.digits(2, at.hour) || !scan.take(':') || !scan.digits(2, at.minute)) return std::nullopt;
  if (scan.take(':') && (!scan.digits(2, at.second) || !scan_fraction(scan, at.milli))) return std::nullopt;
  if (!scan_zone(scan, zone) || !is_time(at)) return std::nullopt;
  std::int64_t millis = millis_of_day(at);
  if (zone) millis += (offset - *zone) * millis_per_minute;
  millis = (millis % millis_per_day + millis_per_day) % millis_per_day;
  return static_cast<double>(millis) / static_cast<double>(millis_per_day);
}

std::string format_date_time(std::int64_t millis, UtcOffset offset, std::string_view format) {
  const Fields fields = local_fields(millis, offset);
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    bool known = false;
    if (format[i] == '%' && i + 1 < format.size()) {
      const std::string text = field_text(fields, format[i + 1], known);
      if (known) {
        out += text;
        ++i;
      }
    }
    if (!known) out += format[i];
  }
  return out;
}

}  // namespace cityaudit::ingest
