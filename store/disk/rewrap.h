#pragma once
// Brings a blob folder to the current data key, beside a running server: the heads of encrypted blobs, unfinished uploads and temporary
// files get their key wrapped anew in place, plain blobs are encrypted. May be interrupted anywhere and run again. One at a time.

#include "store/key_ring.h"

#include <cstdint>
#include <map>
#include <string>

namespace cityaudit::store {

/// How many files need which key.
struct KeyUse {
  std::map<std::string, std::int64_t> by_key;  // id -> files
  std::int64_t plain = 0;
  std::int64_t unreadable = 0;  // heads that are damaged
};
Result<KeyUse> count_keys(const std::filesystem::path& blob_folder);

struct RewrapFacts {
  std::int64_t rewrapped = 0;
  std::int64_t encrypted = 0;       // were plain
  std::int64_t unreadable = 0;      // left as they are: damaged, or under a key that the file does not hold
  std::int64_t unsettled = 0;       // were being written all the time
  std::int64_t partials_plain = 0;  // uploads begun without a key: encrypted when they are complete
};
/// When nothing is left under another key, the folder no longer asks for the others. A blob that is erased meanwhile stays erased.
Result<RewrapFacts> rewrap_all(const std::filesystem::path& blob_folder, const KeyRing& ring);

}  // namespace cityaudit::store
