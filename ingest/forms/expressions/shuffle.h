#pragma once
// randomize(): the same order for the same seed as in ODK's clients. Pure, save for seed_of_chance().

#include "ingest/forms/expressions/value.h"

#include <cstdint>
#include <string_view>

namespace cityaudit::ingest {

std::int64_t seed_of_number(double number);
/// Zero for an empty text, else the first 64 bits of its SHA-256.
std::int64_t seed_of_text(std::string_view text);
std::int64_t seed_of_chance();

/// Park and Miller's minimal standard generator (multiplier 16807, modulus 2^31 - 1), inside-out shuffle.
void shuffle(NodeSet& nodes, std::int64_t seed);

}  // namespace cityaudit::ingest
