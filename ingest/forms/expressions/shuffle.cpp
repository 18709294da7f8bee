#include "ingest/forms/expressions/shuffle.h"

#include "base/digest.h"

#include <cmath>
#include <limits>
#include <random>

namespace cityaudit::ingest {

std::int64_t seed_of_number(double number) {
  constexpr double two_to_63 = 9'223'372'036'854'775'808.0;
  if (std::isnan(number)) return 0;
  if (number >= two_to_63) return std::numeric_limits<std::int64_t>::max();
  if (number <= -two_to_63) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(number);
}

std::int64_t seed_of_text(std::string_view text) {
  if (text.empty()) return 0;
  const Sha256 digest = sha256(bytes_of(text));
  std::uint64_t seed = 0;
  for (std::size_t i = 0; i < 8; ++i) seed = seed << 8 | digest.value[i];
  return static_cast<std::int64_t>(seed);
}

std::int64_t seed_of_chance() {
  thread_local std::random_device device;
  return static_cast<std::int64_t>(device()) + 1;
}

void shuffle(NodeSet& nodes, std::int64_t seed) {
  constexpr std::int64_t modulus = 2'147'483'647;
  constexpr std::int64_t multiplier = 16'807;
  std::int64_t state = seed % modulus;
  if (state <= 0) state += modulus - 1;
  NodeSet out;
  out.resize(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    state = state * multiplier % modulus;
    const double fraction = static_cast<double>(state - 1) / static_cast<double>(modulus - 1);
    const auto j = static_cast<std::size_t>(std::floor(fraction * static_cast<double>(i + 1)));
    if (j != i) out[i] = out[j];
    out[j] = nodes[i];
  }
  nodes = std::move(out);
}

}  // namespace cityaudit::ingest
