#pragma once
// Activities: what a submission belongs to, and the links that lead to them. Thread-safe; calls block.

#include "ingest/audits.h"
#include "ingest/form_drafts.h"
#include "ingest/forms/validation_context.h"
#include "ingest/links.h"
#include "ingest/walks.h"

#include <map>
#include <shared_mutex>

namespace cityaudit::ingest {

struct Activity {
  ActivityId id;
  Uuid uuid;
  AuditId audit;
  std::int64_t audit_number = 0;
  std::string audit_slug;
  WaveId wave;
  std::int64_t number = 0;
  std::string code;        // "walk-p7", unique in the audit
  std::string instrument;  // desk, focus_group, walk, photovoice, lab, survey, project_eval
  FormVersionId form;      // the one that phones are offered now
  Localized title;
  Localized purpose;
  std::optional<UtcMillis> opens_at, closes_at;
  WalkId walk;
  std::optional<std::int64_t> people_expected;
  std::int64_t link_epoch = 0;
};

/// A draft that is being tried: what is sent in goes to ingest/draft_tests.h.
struct DraftInTest {
  FormId form;
  Uuid uuid;
  std::string xml;
};

/// What a token leads to: all that intake needs, made once per generation of the activities.
struct IntakeActivity {
  Activity activity;
  bool revoked = false;           // the poster was replaced; phones enrolled with it may still send
  ParticipationId participation;  // of a personal link
  std::string participant_code;
  std::shared_ptr<const CompiledForm> form;                // offered now
  std::vector<std::shared_ptr<const CompiledForm>> forms;  // every version ever offered here, that one included
  std::map<std::string, std::string, std::less<>> lists;   // live lists: "stops.csv" -> bytes
  std::optional<DraftInTest> draft;                        // then `activity` is none that is stored: no id, no times
  FileInstances list_instances;                            // the same, read

  /// Null when this activity never had that form version. A draft takes any version of its form.
  std::shared_ptr<const CompiledForm> find_form(std::string_view form_id, std::string_view version) const;
};

struct NewActivity {
  std::string code;
  std::string instrument = "survey";
  Localized title;    // empty: the form's title
  Localized purpose;  // may be empty
  std::optional<UtcMillis> opens_at, closes_at;
  WalkId walk;
  std::optional<std::int64_t> people_expected;
};

bool is_instrument(std::string_view word);

class Activities {
 public:
  Activities(store::Database& database, const Events& events, const Clock& clock, FormVersions& forms, const LinkKey& key)
      : database_(database), events_(events), clock_(clock), forms_(forms), key_(key) {}

  /// Opens an activity on a published form, or gives the one of that code this form version from now on. In the audit's
  /// first wave. When it returns, every process offers the form. invalid ("form.unknown_theme") for a form that names themes
  /// which this audit does not have.
  Result<Activity> open(const Audit& audit, const NewActivity& wanted, const CompiledForm& form);
  Result<std::vector<Activity>> all();
  static std::vector<Activity> of_audit(store::Transaction& tx, AuditId audit);

  /// The reprintable token of the activity's poster.
  std::string token(const Activity& activity) const { return key_.activity_token(activity.uuid, activity.link_epoch); }
  /// A new poster: the old token no longer opens pages; phones enrolled with it are served and flagged.
  Result<> replace_link(ActivityId activity);

  /// not_found ("link.unknown") for a token that never existed. Cached until an activity, form or list changes anywhere.
  Result<std::shared_ptr<const IntakeActivity>> find_by_token(std::string_view token);
  /// The generation that the cache follows; for caches built upon it.
  Result<std::int64_t> generation();

 private:
  Result<std::shared_ptr<const IntakeActivity>> load(const Sha256& hash);
  Result<std::shared_ptr<const IntakeActivity>> load_draft(const Sha256& hash);

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  FormVersions& forms_;
  const LinkKey& key_;

  std::shared_mutex mutex_;
  std::int64_t cached_generation_ = 0;
  std::map<Sha256, std::shared_ptr<const IntakeActivity>> by_token_;
};

}  // namespace cityaudit::ingest
