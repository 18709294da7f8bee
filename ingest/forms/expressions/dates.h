#pragma once
// Dates as expressions know them: days since 1970-01-01T00:00Z with fractions, written as XML Schema dates. Pure and thread-safe.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// The minutes that local time is ahead of UTC, for values that name no zone.
using UtcOffset = int;

/// Milliseconds since 1970 of "2026-11-20", "2026-11-20T10:30", "…:00.250", with Z or "+01:00" or, without either, in local
/// time. Nothing for any other text, such as 31 June or "10:30".
std::optional<std::int64_t> parse_date_time(std::string_view text, UtcOffset offset);

/// "2026-11-20" at local midnight, else "2026-11-20T10:30:00.000+01:00"; fractions without trailing zeros.
std::string date_time_text(std::int64_t millis, UtcOffset offset);

/// The hours of "10:30", "10:30:05.5", "10:30+02:00" as a fraction of a day of local time; nothing for any other text.
std::optional<double> parse_time_of_day(std::string_view text, UtcOffset offset);

/// `format` with %Y %y %m %n %b %d %e %a %H %h %M %S %3 replaced. Names of months and days are English.
std::string format_date_time(std::int64_t millis, UtcOffset offset, std::string_view format);

}  // namespace cityaudit::ingest
