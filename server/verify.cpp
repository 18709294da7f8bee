#include "server/maintenance.h"

#include "ingest/blob_names.h"
#include "ingest/blob_owners.h"

#include <fmt/format.h>
#include <map>
#include <set>

namespace cityaudit::server {
namespace {

Result<> verify_instances(Domain& domain, Verdict& verdict) {
  return domain.database->read([&](store::Transaction& tx) -> Result<> {
    store::Rows rows = tx.query("SELECT instance_id, xml, xml_sha256, state FROM submission");
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

}  // namespace

Result<Verdict> verify_data(Domain& domain, bool quick) {
  Verdict verdict;
  CITYAUDIT_TRY(database_faults, domain.database->check());
  for (const std::string& fault : database_faults) verdict.faults.push_back("database: " + fault);
  CITYAUDIT_TRY(event_faults, ingest::Events::verify(*domain.database));
  verdict.faults.insert(verdict.faults.end(), event_faults.begin(), event_faults.end());
  CITYAUDIT_CHECK(verify_instances(domain, verdict));
  CITYAUDIT_CHECK(verify_blobs(domain, quick, verdict));
  CITYAUDIT_TRY(events, domain.database->read([](store::Transaction& tx) -> Result<std::int64_t> { return ingest::Events::newest(tx); }));
  verdict.events = events;
  return verdict;
}

}  // namespace cityaudit::server
