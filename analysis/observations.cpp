#include "analysis/observations.h"

#include "base/log.h"
#include "ingest/answer_overlay.h"

#include <algorithm>
#include <chrono>
#include <unordered_set>

namespace cityaudit::analysis {
namespace {

bool is_live(std::string_view state) { return state != "withdrawn" && state != "erased"; }

bool is_undecided(std::string_view state) { return state == "received" || state == "in_review"; }

/// Whose observations an event may change; nothing when it changes none.
std::optional<std::int64_t> submission_of(store::Transaction& tx, const ingest::Event& event) {
  if (event.type.starts_with("submission.")) return event.subject_id;
  if (event.type == "photo.erased") return tx.integer("SELECT submission_id FROM photo WHERE id = $1", event.subject_id);
  return std::nullopt;
}

}  // namespace

struct Observations::Facts {
  std::size_t first_event = 0;  // in its batch
  Contribution contribution;
  ingest::FormVersionId form;
  SubmissionContext context;
};

ObservationLimits ObservationLimits::from(const Settings& settings) {
  ObservationLimits limits;
  limits.observations_per_submission_max = settings.size("analysis.observations_per_submission_max");
  limits.xml_bytes_per_batch_max = settings.size("analysis.xml_bytes_per_batch_max");
  limits.batch_millis_max = settings.integer("store.reader_batch_millis_max");
  limits.instance = ingest::InstanceLimits::from(settings);
  return limits;
}

Result<ingest::LogStep> Observations::step(std::span<const ingest::Event> events) {
  places_.clear();
  CITYAUDIT_TRY(all_facts, read_facts(events));
  ingest::LogStep out;
  out.events_consumed = events.size();
  auto contributions = std::make_shared<std::vector<Contribution>>();
  std::size_t xml_bytes = 0;
  std::int64_t rows = 0;
  const std::int64_t rows_max = limits_.batch_millis_max * 1'000'000 / std::max<std::int64_t>(nanos_per_row_, 1);
  for (Facts& facts : all_facts) {
    if (rows > rows_max || xml_bytes > limits_.xml_bytes_per_batch_max) {
      out.events_consumed = facts.first_event;
      break;
    }
    if (facts.contribution.tally && facts.contribution.tally->review != ReviewClass::none) {
      CITYAUDIT_TRY(form, forms_.load(facts.form));
      // A form without mapping is done: its XML is not even read.
      if (!form->mapping.items().empty()) CITYAUDIT_CHECK(read_answers(facts, *form, xml_bytes));
    }
    rows += 1 + static_cast<std::int64_t>(facts.contribution.observations.size());
    contributions->push_back(std::move(facts.contribution));
  }
  if (contributions->empty()) return out;

  out.write = [this, contributions, rows](store::Transaction& tx) {
    const auto started = std::chrono::steady_clock::now();
    AggregateUpdate update(tx);
    for (const Contribution& contribution : *contributions) update.replace(contribution);
    update.finish();
    const auto nanos = std::chrono::nanoseconds(std::chrono::steady_clock::now() - started).count();
    nanos_per_row_ = (3 * nanos_per_row_ + nanos / rows) / 4;
  };
  if (changed_) {
    out.written = [this, contributions] {
      std::vector<ingest::AuditId> audits;
      for (const Contribution& contribution : *contributions) audits.push_back(contribution.audit);
      std::sort(audits.begin(), audits.end());
      audits.erase(std::unique(audits.begin(), audits.end()), audits.end());
      for (const ingest::AuditId audit : audits)
        if (audit) changed_(audit);
    };
  }
  return out;
}

/// The submissions that the events speak of, each once, in the order of their first event.
Result<std::vector<Observations::Facts>> Observations::read_facts(std::span<const ingest::Event> events) {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<Facts>> {
    std::vector<Facts> out;
    std::unordered_set<std::int64_t> seen;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const ingest::Event& event = events[i];
      const auto submission = submission_of(tx, event);
      if (!submission || !seen.insert(*submission).second) continue;
      Facts& facts = out.emplace_back();
      facts.first_event = i;
      Contribution& made = facts.contribution;
      made.submission = {*submission};
      made.audit = event.audit;
      store::Rows rows = tx.query(
          "SELECT s.activity_id, s.form_version_id, (SELECT coalesce(p.person_key, p.id) FROM participation p WHERE p.id = "
          "s.participation_id), s.state, s.flags, s.problem_count, s.replaced_by_id, "
          "coalesce(s.submitted_at, s.received_at), a.audit_id, a.instrument, a.walk_id, "
          "(SELECT count(*) FROM attachment f WHERE f.submission_id = s.id AND f.is_photo = 1 AND f.sha256 IS NOT NULL), "
          "(SELECT count(*) FROM attachment f WHERE f.submission_id = s.id AND f.is_photo = 1 AND f.sha256 IS NULL) "
          "FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.id = $1",
          *submission);
      if (!rows.next()) continue;
      made.activity = {rows.integer(0)};
      facts.form = {rows.integer(1)};
      made.participation_key = rows.is_null(2) ? -*submission : rows.integer(2);
      facts.context.sent_at = {rows.integer(7)};
      made.audit = {rows.integer(8)};
      made.instrument = rows.string(9);
      facts.context.usual_walk = {rows.integer(10)};
      const std::string_view state = rows.text(3);
      const bool replaced = rows.integer(6) != 0;
      if (replaced || !is_live(state)) continue;
      made.tally = Tally{review_class(state, rows.integer(4), rows.integer(5), replaced),
                         state == "approved" ? 1 : 0,
                         is_undecided(state) ? 1 : 0,
                         rows.integer(5) > 0 ? 1 : 0,
                         rows.integer(11),
                         rows.integer(12)};
    }
    return out;
  });
}

Result<> Observations::read_answers(Facts& facts, const ingest::CompiledForm& form, std::size_t& xml_bytes) {
  CITYAUDIT_TRY(places, places_of(facts.contribution.audit));
  std::string xml;
  ingest::AnswerOverlay overlay;
  const auto read = [&](store::Transaction& tx) -> Result<> {
    bool overlaid = false;
    {
      store::Rows rows = tx.query("SELECT xml, overlaid FROM submission WHERE id = $1", facts.contribution.submission);
      if (rows.next()) {
        const Bytes bytes = rows.blob(0);
        xml.assign(bytes.begin(), bytes.end());
        overlaid = rows.integer(1) != 0;
      }
    }
    if (overlaid) overlay = ingest::AnswerOverlay::of(tx, facts.contribution.submission);
    store::Rows files = tx.query("SELECT name FROM attachment WHERE submission_id = $1 AND (sha256 IS NOT NULL OR erased_at IS NOT NULL)",
                                 facts.contribution.submission);
    // What was erased had been here: it goes on counting as what its sender said of it.
    while (files.next()) facts.context.files_present.insert(files.string(0));
    return {};
  };
  CITYAUDIT_CHECK(database_.read(read));
  xml_bytes += xml.size();
  auto instance = ingest::read_instance(xml, limits_.instance);
  if (instance) overlay.apply(instance->answers);
  if (!instance) {
    // Intake has read it before, so its limits have changed since; it stays stored and counts nothing.
    log::warning("a stored submission cannot be read",
                 {{"submission_id", facts.contribution.submission.value}, {"code", instance.error().code}});
    return {};
  }
  facts.contribution.observations =
      read_observations(form, instance->answers, *places, facts.context, limits_.observations_per_submission_max);
  return {};
}

Result<std::shared_ptr<const Places>> Observations::places_of(ingest::AuditId audit) {
  std::shared_ptr<const Places>& known = places_[audit];
  if (!known) {
    const auto read = [&](store::Transaction& tx) -> Result<std::shared_ptr<const Places>> {
      return std::shared_ptr<const Places>(std::make_shared<Places>(Places::load(tx, audit)));
    };
    CITYAUDIT_TRY(loaded, database_.read(read));
    known = loaded;
  }
  return known;
}

Result<> rebuild(store::Database& database, ingest::FormVersions& forms, const ObservationLimits& limits) {
  Observations reader(database, forms, limits);
  const auto forget = [&](store::Transaction& tx) -> Result<> {
    for (const std::string_view sql :
         {"DELETE FROM observation", "DELETE FROM submission_tally", "DELETE FROM activity_count", "DELETE FROM activity_person",
          "DELETE FROM person_score", "DELETE FROM stop_score", "DELETE FROM cell_person", "DELETE FROM cell_count"})
      tx.execute(sql);
    tx.execute("UPDATE log_cursor SET seq = 0 WHERE reader = $1", reader.name());
    return {};
  };
  CITYAUDIT_CHECK(database.write(forget, store::WriteClass::reader));
  return ingest::LogReaderThread(database, reader).catch_up();
}

}  // namespace cityaudit::analysis
