#pragma once
// Makes submissions findable: the reader "search" of the event log. Every event about a submission makes its facets and words anew
// (ingest/found_by.h) from its stored XML and its form version; what was withdrawn, erased or replaced has none. Run it with
// ingest::LogReaderThread, one at a time.
//
// The areas and walks of the moment decide where a submission belongs: when they change, rebuild_search() brings older ones along.

#include "analysis/observations.h"
#include "ingest/found_by.h"

namespace cityaudit::analysis {

struct SearchLimits {
  std::size_t facets_max = 600;         // of one submission; further ones are left out
  std::size_t text_bytes_max = 65'536;  // of one submission, in search form; the same
  std::size_t submissions_per_batch_max = 64;
  ObservationLimits reading;

  static SearchLimits from(const Settings& settings);
};

class SearchReader final : public ingest::LogReader {
 public:
  SearchReader(store::Database& database, ingest::FormVersions& forms, const SearchLimits& limits)
      : database_(database), forms_(forms), limits_(limits) {}

  std::string name() const override { return "search"; }
  Result<ingest::LogStep> step(std::span<const ingest::Event> events) override;

 private:
  struct Found;  // of one submission

  Result<bool> read(Found& found);
  Result<std::shared_ptr<const Places>> places_of(ingest::AuditId audit);

  store::Database& database_;
  ingest::FormVersions& forms_;
  const SearchLimits limits_;
  std::map<ingest::AuditId, std::shared_ptr<const Places>> places_;  // of the running batch
};

/// Forgets what every submission is found by and reads the whole log again, on the calling thread.
Result<> rebuild_search(store::Database& database, ingest::FormVersions& forms, const SearchLimits& limits);

}  // namespace cityaudit::analysis
