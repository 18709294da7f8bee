#include "ingest/forms/xlsx_values.h"

#include "base/text.h"
#include "ingest/forms/xml.h"

#include <fmt/format.h>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>

namespace cityaudit::ingest {
namespace {

NumberShape shape_of_built_in(int id) {
  if (id >= 14 && id <= 17) return NumberShape::date;
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return NumberShape::time;
  if (id == 22) return NumberShape::date_time;
  return NumberShape::number;
}

pugi::xml_node child_called(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node child : parent.children())
    if (local_name(child.name()) == name) return child;
  return {};
}

std::string shown_plain(double number) {
  std::array<char, 64> buffer;
  const double size = std::abs(number);
  // As people write them: no exponent while the digits fit.
  const auto shape = size == 0 || (size >= 1e-5 && size < 1e16) ? std::chars_format::fixed : std::chars_format::general;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, shape);
  return end.ec == std::errc{} ? std::string(buffer.data(), end.ptr) : std::string();
}

}  // namespace

NumberShape shape_of_format(std::string_view format) {
  bool date = false;
  bool time = false;
  bool minutes_or_months = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == ';') break;  // the other sections are for negative numbers and text
    if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '"') {
      i = std::min(format.find('"', i + 1), format.size());
    } else if (c == '[') {
      const std::size_t end = std::min(format.find(']', i), format.size());
      const std::string inside = to_lower_ascii(format.substr(i + 1, end - i - 1));
      time = time || (!inside.empty() && inside.find_first_not_of("hms") == std::string::npos);
      i = end;
    } else {
      date = date || c == 'd' || c == 'D' || c == 'y' || c == 'Y';
      time = time || c == 'h' || c == 'H' || c == 's' || c == 'S';
      minutes_or_months = minutes_or_months || c == 'm' || c == 'M';
    }
  }
  if (date && time) return NumberShape::date_time;
  if (time) return NumberShape::time;
  return date || minutes_or_months ? NumberShape::date : NumberShape::number;
}

std::vector<NumberShape> read_styles(std::string_view styles_xml) {
  std::vector<NumberShape> out;
  XmlDocument document;
  if (document.read(styles_xml, {16'777'216, 64, 2'000'000}) != XmlFault::none) return out;
  std::map<int, NumberShape> formats;
  for (const pugi::xml_node format : child_called(document.root(), "numFmts").children())
    formats[format.attribute("numFmtId").as_int()] = shape_of_format(format.attribute("formatCode").value());
  for (const pugi::xml_node style : child_called(document.root(), "cellXfs").children()) {
    const int id = style.attribute("numFmtId").as_int();
    const auto own = formats.find(id);
    out.push_back(own == formats.end() ? shape_of_built_in(id) : own->second);
  }
  return out;
}

std::string shown_number(std::string_view text, NumberShape shape, bool from_1904) {
  const auto number = parse_decimal(trim(text));
  if (!number) return std::string(text);
  constexpr double days_max = 2'958'465;  // 9999-12-31
  if (shape == NumberShape::number || *number < 0 || *number > days_max) return shown_plain(*number);
  const double days = std::floor(*number);
  auto seconds = static_cast<long>(std::lround((*number - days) * 86'400));
  auto whole_days = static_cast<int>(days) + static_cast<int>(seconds / 86'400);
  seconds %= 86'400;
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (shape == NumberShape::time && whole_days == 0) return clock;
  if (!from_1904 && whole_days < 60) ++whole_days;  // before the false 29 February 1900
  using namespace std::chrono;
  const sys_days first = from_1904 ? sys_days(year(1904) / 1 / 1) : sys_days(year(1899) / 12 / 30);
  const year_month_day day(first + std::chrono::days(whole_days));
  const std::string date =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return shape == NumberShape::date && seconds == 0 ? date : date + " " + clock;
}

}  // namespace cityaudit::ingest
