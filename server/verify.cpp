#include "server/maintenance.h"

#include "ingest/blob_names.h"

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

Result<> verify_blobs(Domain& domain, bool quick, Verdict& verdict) {
  std::map<Sha256, std::string> named;
  CITYAUDIT_CHECK(domain.database->read([&](store::Transaction& tx) -> Result<> {
    ingest::for_each_named_blob(tx, [&](const Sha256& name, std::string_view what) { named.emplace(name, what); });
    return {};
  }));
  verdict.blobs = static_cast<std::int64_t>(named.size());
  for (const auto& [name, what] : named) {
    if (quick) {
      if (const auto opened = domain.blobs->open(name); !opened)
        verdict.faults.push_back(fmt::format("blob {}: {} is named, but {}", to_hex(name), what,
                                             opened.error().kind == ErrorKind::not_found ? "missing" : "unreadable"));
      continue;
    }
    const auto intact = store::is_intact(*domain.blobs, name);
    if (!intact) {
      verdict.faults.push_back(fmt::format("blob {}: {} is named, but {}", to_hex(name), what,
                                           intact.error().kind == ErrorKind::not_found ? "missing" : "unreadable"));
    } else if (!*intact) {
      verdict.faults.push_back(fmt::format("blob {}: {} has changed on the disk; put it back from a backup", to_hex(name), what));
    }
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
