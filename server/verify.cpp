#include "server/maintenance.h"

#include "ingest/blob_names.h"
#include "ingest/blob_owners.h"

#include <fmt/format.h>
#include <map>
#include <set>

namespace cityaudit::server {
namespace {

// What is to go goes within seconds while the server runs.
constexpr std::int64_t overdue_millis = 15 * 60'000;

Result<> verify_instances(Domain& domain, Verdict& verdict) {
  return domain.database->read([&](store::Transaction& tx) -> Result<> {
    store::Rows rows = tx.query("SELECT instance_id, xml, coalesce(xml_kept_sha256, xml_sha256), state FROM submission");
    while (rows.next()) {
      ++verdict.submissions;
      if (rows.text(3) != "erased" && sha256(rows.blob(1)) != rows.sha256(2))
        verdict.faults.push_back(fmt::format("submission {}: its stored answers are not the bytes that were received", rows.text(0)));
    }
    return {};
  });
}

/// Whose it is, for whoever has to get it back; `what` when only the kind of row is known.
std::string owners_in_words(Domain& domain, const Sha256& name, const std::string& what) {
  constexpr std::size_t shown_max = 5;
  std::string words;
  const auto owners =
      domain.database->read([&](store::Transaction& tx) -> Result<std::vector<std::string>> { return ingest::owners_of_blob(tx, name); });
  if (!owners || owners->empty()) return what;
  for (std::size_t i = 0; i < owners->size() && i < shown_max; ++i) words += (i == 0 ? "" : "; ") + (*owners)[i];
  return owners->size() > shown_max ? fmt::format("{}; and {} more", words, owners->size() - shown_max) : words;
}

/// What is wrong with it, or nothing.
std::string fault_of_blob(store::BlobStore& blobs, const Sha256& name, bool quick) {
  constexpr const char* changed = "its bytes have changed on the disk and are not given out any more: put it back from a backup";
  const auto say = [&](const Error& error) -> std::string {
    if (error.kind == ErrorKind::not_found) return "missing: put it back from a backup";
    if (error.code == "blob.damaged") return changed;
    if (error.code == "blob.key_missing") return error.message + ", which the key file does not hold";
    return "unreadable: " + error.message;
  };
  if (quick) {
    const auto stored = blobs.open_stored(name);
    return stored ? "" : say(stored.error());
  }
  const auto intact = blobs.is_intact(name);
  return !intact ? say(intact.error()) : *intact ? "" : changed;
}

Result<> verify_blobs(Domain& domain, bool quick, Verdict& verdict) {
  std::map<Sha256, std::string> named;
  CITYAUDIT_CHECK(domain.database->read([&](store::Transaction& tx) -> Result<> {
    ingest::for_each_named_blob(tx, [&](const Sha256& name, std::string_view what) { named.emplace(name, what); });
    return {};
  }));
  verdict.blobs = static_cast<std::int64_t>(named.size());
  for (const auto& [name, what] : named) {
    const std::string fault = fault_of_blob(*domain.blobs, name, quick);
    if (!fault.empty()) verdict.faults.push_back(fmt::format("blob {}, {}: {}", to_hex(name), owners_in_words(domain, name, what), fault));
  }
  return {};
}

/// What was withdrawn and is still there when it should not be.
void verify_withdrawals(store::Transaction& tx, UtcMillis now, Verdict& verdict) {
  const auto report = [&](store::Rows rows, std::string_view what) {
    while (rows.next()) verdict.faults.push_back(fmt::format("submission {}: {}", to_string(rows.uuid(0)), what));
  };
  report(tx.query("SELECT s.uuid FROM withdrawal w JOIN submission s ON s.id = w.submission_id WHERE w.erased_at IS NULL AND w.due_at < $1",
                  now + -overdue_millis),
         "it was withdrawn and its time is over, but it is not erased: the server does that while it runs");
  report(tx.query("SELECT DISTINCT s.uuid FROM doomed_file d JOIN submission s ON s.id = d.submission_id WHERE d.since < $1",
                  now + -overdue_millis),
         "it was erased, but files of it are still there: the server removes them");
  report(tx.query("SELECT s.uuid FROM submission s WHERE s.state = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE "
                  "w.submission_id = s.id)"),
         "it was withdrawn, but nothing says when it is to be erased");
  // Every table that holds something of a submission: what is left of an erased one is a fault (docs/data-model.md).
  report(tx.query("SELECT s.uuid FROM submission s WHERE s.state = 'erased' AND (length(s.xml) > 0 OR s.claimed_code IS NOT NULL OR "
                  "s.device_id IS NOT NULL OR s.instance_id <> '' OR s.instance_name IS NOT NULL OR s.participation_id IS NOT NULL OR "
                  "EXISTS (SELECT 1 FROM attachment f WHERE f.submission_id = s.id) OR "
                  "EXISTS (SELECT 1 FROM submission_problem p WHERE p.submission_id = s.id) OR "
                  "EXISTS (SELECT 1 FROM observation o WHERE o.submission_id = s.id) OR "
                  "EXISTS (SELECT 1 FROM photo p WHERE p.submission_id = s.id AND p.original_sha256 IS NOT NULL) OR "
                  "EXISTS (SELECT 1 FROM upload u WHERE u.instance_uuid = s.uuid AND u.created_at < s.erased_at))"),
         "it was erased, but tables still hold something of it");
}

/// Erased photos that are not gone, and bytes that may be theirs.
Result<> verify_erasures(Domain& domain, Verdict& verdict) {
  const UtcMillis now = domain.clock.now();
  std::optional<UtcMillis> newest_done;
  CITYAUDIT_CHECK(domain.database->read([&](store::Transaction& tx) -> Result<> {
    store::Rows slow = tx.query(
        "SELECT p.uuid, min(d.since), count(*) FROM doomed_file d JOIN photo p ON p.id = d.photo_id WHERE d.since < $1 GROUP BY p.uuid",
        now + -overdue_millis);
    while (slow.next())
      verdict.faults.push_back(fmt::format("photo {}: {} files that should be gone since {} are still there: the server removes them",
                                           to_string(slow.uuid(0)), slow.integer(2), to_iso8601(UtcMillis{slow.integer(1)})));
    verify_withdrawals(tx, now, verdict);
    if (const auto at =
            tx.integer("SELECT max(done_at) FROM (SELECT done_at FROM photo_tombstone UNION ALL SELECT done_at FROM withdrawal)"))
      newest_done = UtcMillis{*at};
    return {};
  }));
  if (!newest_done) return {};
  // Of an erased photo nothing is known any more by which its bytes could be told; but no row names them.
  const UtcMillis young = now + -domain.settings.integer("store.blob_sweep_age_seconds") * millis_per_second;
  std::vector<Sha256> old;
  CITYAUDIT_CHECK(domain.blobs->for_each_before(std::min(*newest_done, young), [&](const Sha256& name) { old.push_back(name); }));
  return domain.database->read([&](store::Transaction& tx) -> Result<> {
    for (const Sha256& name : old)
      if (!ingest::is_blob_named(tx, name) && !tx.integer("SELECT 1 FROM doomed_file WHERE blob_sha256 = $1", name))
        verdict.faults.push_back(
            fmt::format("blob {}: nothing names it, and photos or submissions were erased since it was written: it may be of one of them. "
                        "The server removes it "
                        "within an hour of its start",
                        to_hex(name)));
    return {};
  });
}

}  // namespace

Result<Verdict> verify_data(Domain& domain, bool quick) {
  Verdict verdict;
  CITYAUDIT_TRY(database_faults, domain.database->check());
  for (const std::string& fault : database_faults) verdict.faults.push_back("database: " + fault);
  CITYAUDIT_TRY(event_faults, ingest::Events::verify(*domain.database));
  verdict.faults.insert(verdict.faults.end(), event_faults.begin(), event_faults.end());
  CITYAUDIT_CHECK(verify_instances(domain, verdict));
  CITYAUDIT_CHECK(verify_blobs(domain, quick, verdict));
  CITYAUDIT_CHECK(verify_erasures(domain, verdict));
  CITYAUDIT_TRY(events, domain.database->read([](store::Transaction& tx) -> Result<std::int64_t> { return ingest::Events::newest(tx); }));
  verdict.events = events;
  return verdict;
}

}  // namespace cityaudit::server
