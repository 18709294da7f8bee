#pragma once
// Time comes in through Clock, so that tests can hold it still. Thread-safe.

#include <atomic>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cityaudit {

/// Milliseconds since 1970-01-01 UTC. The only form in which time is stored.
struct UtcMillis {
  std::int64_t value = 0;
  auto operator<=>(const UtcMillis&) const = default;
};

constexpr std::int64_t millis_per_second = 1000;
constexpr std::int64_t millis_per_hour = 3'600'000;
constexpr std::int64_t millis_per_day = 86'400'000;

constexpr UtcMillis operator+(UtcMillis t, std::int64_t millis) { return {t.value + millis}; }
constexpr std::int64_t operator-(UtcMillis a, UtcMillis b) { return a.value - b.value; }

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcMillis now() const = 0;
};

class SystemClock final : public Clock {
 public:
  UtcMillis now() const override;
};

/// A clock that stands until it is told to move.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UtcMillis start = {1'530'000'000'000}) : now_(start.value) {}
  UtcMillis now() const override { return {now_.load()}; }
  void advance(std::int64_t millis) { now_ += millis; }
  void set(UtcMillis t) { now_ = t.value; }

 private:
  std::atomic<std::int64_t> now_;
};

/// "2018-06-18T14:02:31.250Z"
std::string to_iso8601(UtcMillis t);
/// An XML Schema dateTime or date with or without zone and fraction; without zone it is read as UTC.
/// Nothing when it is not one (day 31 of June, hour 25).
std::optional<UtcMillis> parse_iso8601(std::string_view text);
/// "Sun, 06 Nov 1994 08:49:37 GMT", as HTTP writes dates.
std::string to_http_date(UtcMillis t);

}  // namespace cityaudit
