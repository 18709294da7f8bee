#pragma once
// How alike two photos look, by their fingerprints of 64 bits. Pure.

#include <bit>
#include <cstdint>

namespace cityaudit::ingest {

/// How many of 64 bits differ: 0 for the same picture, about 32 for two that have nothing to do with each other.
constexpr int fingerprint_distance(std::uint64_t one, std::uint64_t other) { return std::popcount(one ^ other); }
/// Up to here two fingerprints hint at the same picture, scaled, brightened or compressed once more.
constexpr int near_duplicate_distance_max = 8;

}  // namespace cityaudit::ingest
