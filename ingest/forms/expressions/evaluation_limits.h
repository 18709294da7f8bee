#pragma once
// How much work the expressions of one filled form may make.

#include <cstddef>
#include <cstdint>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

struct EvaluationLimits {
  std::uint64_t steps_max = 4'000'000;  // nodes visited, functions called, 64 bytes of text made
  std::int64_t millis_max = 200;
  std::size_t depth_max = 512;  // calls in calls, through other questions too

  static EvaluationLimits from(const Settings& settings);  // forms.expression_*
};

}  // namespace cityaudit::ingest
