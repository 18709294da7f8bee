#include "analysis/search_reader.h"

#include "base/log.h"
#include "base/search_form.h"
#include "base/text.h"
#include "ingest/answer_overlay.h"

#include <unordered_set>

namespace cityaudit::analysis {
namespace {

using ingest::Answer;
using ingest::Control;
using ingest::ControlKind;
using ingest::FoundBy;

constexpr std::string_view submission_events = "submission.";

bool is_select(const Control& control) {
  return control.kind == ControlKind::select_one || control.kind == ControlKind::select_many || control.kind == ControlKind::rank;
}

/// Typed by a person: no numbers, dates and places, and nothing that the phone filled in.
bool is_typed_text(const Control& control, const ingest::Bind* bind) {
  if (control.kind != ControlKind::input) return false;
  const ingest::AnswerType type = bind ? bind->type : ingest::AnswerType::string;
  return type == ingest::AnswerType::string || type == ingest::AnswerType::barcode || type == ingest::AnswerType::other;
}

class Collected {
 public:
  explicit Collected(const SearchLimits& limits) : limits_(limits) {}

  void add(ingest::Facet facet) {
    if (out_.facets.size() < limits_.facets_max) out_.facets.insert(facet);
  }
  void add(ingest::Facet question, std::string_view text) {
    std::string words = search_form(text);
    if (words.empty() || bytes_ + words.size() > limits_.text_bytes_max) return;
    bytes_ += words.size();
    out_.texts.push_back({question, std::move(words)});
  }
  FoundBy take() { return std::move(out_); }

 private:
  const SearchLimits& limits_;
  FoundBy out_;
  std::size_t bytes_ = 0;
};

void add_answers(Collected& to, const ingest::FormDefinition& form, const ingest::Answers& answers) {
  for (const Answer& answer : answers) {
    const Control* control = form.find_control(answer.path);
    if (!control) continue;
    if (is_typed_text(*control, form.find_bind(answer.path))) to.add(ingest::facet_of_question(answer.path), answer.value);
    if (!is_select(*control)) continue;
    const std::string_view value = trim(answer.value);
    const bool one = control->kind == ControlKind::select_one;
    for (const std::string_view choice : one ? std::vector{value} : words(value))
      if (!choice.empty()) to.add(ingest::facet_of_choice(answer.path, choice));
  }
}

void add_theme(Collected& to, std::string_view code) {
  if (code.empty()) return;
  to.add(ingest::facet_of_theme(code));
  to.add(ingest::facet_of_theme(code.substr(0, code.find('.'))));
}

}  // namespace

struct SearchReader::Found {
  std::size_t first_event = 0;  // in its batch
  ingest::SubmissionId submission;
  FoundBy found_by;  // empty when it is not to be found
};

SearchLimits SearchLimits::from(const Settings& settings) {
  SearchLimits limits;
  limits.facets_max = settings.size("search.facets_per_submission_max");
  limits.text_bytes_max = settings.size("search.text_bytes_per_submission_max");
  limits.submissions_per_batch_max = settings.size("search.submissions_per_batch_max");
  limits.reading = ObservationLimits::from(settings);
  return limits;
}

Result<ingest::LogStep> SearchReader::step(std::span<const ingest::Event> events) {
  places_.clear();
  ingest::LogStep out;
  out.events_consumed = events.size();
  auto found = std::make_shared<std::vector<Found>>();
  std::unordered_set<std::int64_t> seen;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const ingest::Event& event = events[i];
    if (!event.type.starts_with(submission_events) || seen.contains(event.subject_id)) continue;
    if (found->size() == limits_.submissions_per_batch_max) {
      out.events_consumed = i;
      break;
    }
    seen.insert(event.subject_id);
    Found next{i, {event.subject_id}, {}};
    CITYAUDIT_TRY(known, read(next));
    if (known) found->push_back(std::move(next));
  }
  if (found->empty()) return out;
  const std::int64_t last = events[out.events_consumed - 1].seq;
  out.write = [found, last](store::Transaction& tx) {
    for (const Found& each : *found) {
      // What has changed since is read again with its own event; to write what was read before would bring back words that have gone.
      const auto newer =
          tx.integer("SELECT 1 FROM event WHERE subject_id = $1 AND seq > $2 AND type LIKE 'submission.%' LIMIT 1", each.submission, last);
      if (newer) {
        ingest::forget_found_by(tx, each.submission);
      } else {
        ingest::put_found_by(tx, each.submission, each.found_by);
      }
    }
  };
  return out;
}

/// False when there is no such submission.
Result<bool> SearchReader::read(Found& found) {
  struct Row {
    ingest::AuditId audit;
    ingest::FormVersionId form;
    SubmissionContext context;
    std::string code, name, xml;
    ingest::AnswerOverlay overlay;  // what is covered is not found, what was corrected is found as it reads now
    bool shown = false;
  };
  const auto read_row = [&](store::Transaction& tx) -> Result<std::optional<Row>> {
    Row row;
    row.overlay = ingest::AnswerOverlay::of(tx, found.submission);
    store::Rows rows = tx.query(
        "SELECT a.audit_id, s.form_version_id, a.walk_id, s.received_at, coalesce(p.code, s.claimed_code), s.instance_name, s.xml, "
        "CASE WHEN s.state <> 'withdrawn' AND s.state <> 'erased' AND s.replaced_by_id IS NULL THEN 1 ELSE 0 END "
        "FROM submission s JOIN activity a ON a.id = s.activity_id LEFT JOIN participation p ON p.id = s.participation_id WHERE s.id = $1",
        found.submission);
    if (!rows.next()) return std::optional<Row>();
    row.audit = {rows.integer(0)};
    row.form = {rows.integer(1)};
    row.context.usual_walk = {rows.integer(2)};
    row.context.sent_at = {rows.integer(3)};
    row.code = rows.string(4);
    row.name = rows.string(5);
    const Bytes xml = rows.blob(6);
    row.shown = rows.integer(7) != 0;
    if (row.shown) row.xml.assign(xml.begin(), xml.end());
    return std::optional(std::move(row));
  };
  CITYAUDIT_TRY(row, database_.read(read_row));
  if (!row) return false;
  if (!row->shown) return true;
  CITYAUDIT_TRY(form, forms_.load(row->form));
  CITYAUDIT_TRY(places, places_of(row->audit));
  Collected collected(limits_);
  if (!row->code.empty()) collected.add(ingest::facet_of_participant(row->code));
  collected.add(0, row->code);
  collected.add(0, row->name);
  auto instance = ingest::read_instance(row->xml, limits_.reading.instance);
  if (instance) {
    row->overlay.apply(instance->answers);
    add_answers(collected, form->definition, instance->answers);
    bool placed = false;
    for (const Observation& observation :
         read_observations(*form, instance->answers, *places, row->context, limits_.reading.observations_per_submission_max)) {
      add_theme(collected, observation.theme);
      if (observation.area > 0) collected.add(ingest::facet_of_area({observation.area}));
      if (observation.stop > 0) collected.add(ingest::facet_of_stop({observation.stop}));
      placed = placed || observation.area > 0;
    }
    const std::int64_t usual_area = placed ? 0 : places->standing({}, {}, row->context.usual_walk).area;
    if (usual_area > 0) collected.add(ingest::facet_of_area({usual_area}));
  } else {
    log::warning("a stored submission cannot be read", {{"submission_id", found.submission.value}, {"code", instance.error().code}});
  }
  found.found_by = collected.take();
  return true;
}

Result<std::shared_ptr<const Places>> SearchReader::places_of(ingest::AuditId audit) {
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

Result<> rebuild_search(store::Database& database, ingest::FormVersions& forms, const SearchLimits& limits) {
  SearchReader reader(database, forms, limits);
  const auto forget = [&](store::Transaction& tx) -> Result<> {
    tx.execute("DELETE FROM submission_facet");
    tx.execute("DELETE FROM submission_text");
    tx.execute("UPDATE log_cursor SET seq = 0 WHERE reader = $1", reader.name());
    return {};
  };
  CITYAUDIT_CHECK(database.write(forget, store::WriteClass::reader));
  return ingest::LogReaderThread(database, reader).catch_up();
}

}  // namespace cityaudit::analysis
