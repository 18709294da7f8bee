#include "ingest/receipts.h"

#include "base/ids.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

/// How far the missing files are on their way by tus; of several uploads of a name the one with the most counts.
void add_unfinished(store::Transaction& tx, SubmissionId submission, std::vector<FileReceipt>& files) {
  store::Rows rows = tx.query(
      "SELECT u.file_name, u.bytes, u.bytes_expected FROM upload u JOIN submission s ON s.uuid = u.instance_uuid AND s.activity_id = "
      "u.activity_id WHERE s.id = $1 AND u.sha256 IS NULL ORDER BY u.bytes",
      submission);
  while (rows.next()) {
    const auto file = std::find_if(files.begin(), files.end(), [&](const FileReceipt& each) { return each.name == rows.text(0); });
    if (file == files.end() || file->present()) continue;
    file->bytes = rows.integer(1);
    file->bytes_expected = rows.is_null(2) ? std::nullopt : std::optional(rows.integer(2));
  }
}

}  // namespace

std::vector<FileReceipt> file_receipts(store::Transaction& tx, SubmissionId submission) {
  std::vector<FileReceipt> files;
  bool missing = false;
  {
    store::Rows rows = tx.query(
        "SELECT name, expected, sha256, bytes, received_at, erased_at FROM attachment WHERE submission_id = $1 ORDER BY name", submission);
    while (rows.next()) {
      FileReceipt file;
      file.name = rows.string(0);
      file.expected = rows.integer(1) != 0;
      if (!rows.is_null(5)) {
        file.erased_at = UtcMillis{rows.integer(5)};
      } else if (rows.is_null(2)) {
        missing = true;
      } else {
        file.sha256 = rows.sha256(2);
        file.bytes = rows.integer(3);
        file.received_at = UtcMillis{rows.integer(4)};
      }
      files.push_back(std::move(file));
    }
  }
  if (missing) add_unfinished(tx, submission, files);
  return files;
}

std::optional<SubmissionReceipt> find_receipt(store::Transaction& tx, ActivityId activity, std::string_view instance_id) {
  constexpr std::string_view scheme = "uuid:";
  if (!instance_id.starts_with(scheme)) return std::nullopt;
  const auto uuid = parse_uuid(instance_id.substr(scheme.size()));
  if (!uuid) return std::nullopt;
  SubmissionReceipt receipt;
  SubmissionId submission;
  {
    store::Rows rows = tx.query(
        "SELECT id, received_at FROM submission WHERE uuid = $1 AND activity_id = $2 AND instance_id = $3 AND state <> 'withdrawn' AND "
        "state <> 'erased'",
        *uuid, activity, instance_id);
    if (!rows.next()) return std::nullopt;
    submission = {rows.integer(0)};
    receipt.received_at = {rows.integer(1)};
  }
  receipt.files = file_receipts(tx, submission);
  for (const FileReceipt& file : receipt.files) {
    receipt.expected += file.expected ? 1 : 0;
    receipt.present += file.expected && file.present() ? 1 : 0;
    receipt.last_received_at = std::max(receipt.last_received_at, file.received_at);
  }
  return receipt;
}

}  // namespace cityaudit::ingest
