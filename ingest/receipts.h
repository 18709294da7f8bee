#pragma once
// What the server has of a submission's files, so that nobody has to guess whether a photo came: told to whoever sent it and to
// staff. Names and times, never the content. Read only; inside Database::read.

#include "base/clock.h"
#include "base/digest.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct FileReceipt {
  std::string name;
  bool expected = false;                       // the answers name it
  std::optional<Sha256> sha256;                // nothing: missing
  std::int64_t bytes = 0;                      // durable here; of a missing file those of its unfinished upload
  std::optional<std::int64_t> bytes_expected;  // of an unfinished upload that told
  std::optional<UtcMillis> received_at;
  std::optional<UtcMillis> erased_at;  // then neither expected nor present, and the name is not the file's any more

  bool present() const { return sha256.has_value(); }
};

struct SubmissionReceipt {
  UtcMillis received_at;           // of the answers
  std::vector<FileReceipt> files;  // by name
  std::int64_t expected = 0;
  std::int64_t present = 0;                   // of those
  std::optional<UtcMillis> last_received_at;  // the newest file
};

std::vector<FileReceipt> file_receipts(store::Transaction& tx, SubmissionId submission);

/// For whoever holds the activity's link and knows the instanceID, which only the sender does: "uuid:" and a UUID, for what can be
/// guessed is told to nobody. Nothing for another activity's, and for what was withdrawn or erased.
std::optional<SubmissionReceipt> find_receipt(store::Transaction& tx, ActivityId activity, std::string_view instance_id);

}  // namespace cityaudit::ingest
