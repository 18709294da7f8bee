#pragma once
// Turns submissions into observations and aggregates: the reader "observations" of the event log. Every event about a
// submission makes what that submission contributes anew, from its stored XML and its form version; events about anything
// else are passed over. Run it with ingest::LogReaderThread, one at a time; on_change() before that.
//
// The areas and walks of the moment decide where an observation belongs: when they change, rebuild() brings older
// observations along.

#include "analysis/aggregates.h"
#include "base/settings.h"
#include "ingest/log_reader.h"

#include <atomic>

namespace cityaudit::analysis {

struct ObservationLimits {
  std::size_t observations_per_submission_max = 500;
  std::size_t xml_bytes_per_batch_max = 4'194'304;  // held at once while a batch is read
  std::int64_t batch_millis_max = 20;               // what one write should take
  ingest::InstanceLimits instance;

  static ObservationLimits from(const Settings& settings);
};

class Observations final : public ingest::LogReader {
 public:
  Observations(store::Database& database, ingest::FormVersions& forms, const ObservationLimits& limits)
      : database_(database), forms_(forms), limits_(limits) {}

  /// Called after the aggregates of an audit have changed and are on disk, on the reader's thread; must return at once.
  void on_change(std::function<void(ingest::AuditId)> changed) { changed_ = std::move(changed); }

  std::string name() const override { return "observations"; }
  Result<ingest::LogStep> step(std::span<const ingest::Event> events) override;

 private:
  struct Facts;  // of one submission

  Result<std::vector<Facts>> read_facts(std::span<const ingest::Event> events);
  Result<> read_answers(Facts& facts, const ingest::CompiledForm& form, std::size_t& xml_bytes);
  Result<std::shared_ptr<const Places>> places_of(ingest::AuditId audit);

  store::Database& database_;
  ingest::FormVersions& forms_;
  const ObservationLimits limits_;
  std::function<void(ingest::AuditId)> changed_;

  // Of the running batch.
  std::map<ingest::AuditId, std::shared_ptr<const Places>> places_;
  // Measured, to size the next batch. Written on the writer's thread.
  std::atomic<std::int64_t> nanos_per_row_{20'000};
};

/// Forgets all observations and aggregates and reads the whole log again, on the calling thread: the same submissions give
/// the same rows. A running server may go on; whoever reads an event first does its work.
Result<> rebuild(store::Database& database, ingest::FormVersions& forms, const ObservationLimits& limits);

}  // namespace cityaudit::analysis
