#pragma once
// The life of an audit's forms: draft -> published -> deprecated -> archived. A published version never changes; what can change
// is whether it is offered. Thread-safe; calls block.

#include "ingest/activities.h"
#include "ingest/form_drafts.h"

namespace cityaudit::ingest {

struct FormRelease {
  FormVersionId id;
  Uuid uuid;
  std::string version, title, md5;
  std::string state;  // published, deprecated, archived
  UtcMillis published_at;
  std::optional<Sha256> source;
  std::string source_name;
  std::int64_t submissions = 0;
};

struct FormUse {
  std::string activity_code;
  Localized activity_title;
  FormVersionId version;  // offered now
};

struct AuditForm {
  FormId id;
  std::string form_id;
  UtcMillis created_at;
  std::optional<FormDraft> draft;
  std::vector<FormRelease> releases;  // newest first
  std::vector<FormUse> uses;
};

struct Publication {
  std::string form_id;
  std::string version;  // empty: the one the draft says
  std::string actor;
};

struct Published {
  FormVersionId id;
  std::string version;
  std::vector<std::string> activities;  // that offer it from now on
};

class FormReleases {
 public:
  FormReleases(store::Database& database, const Events& events, const Clock& clock, FormVersions& versions)
      : database_(database), events_(events), clock_(clock), versions_(versions) {}

  Result<std::vector<AuditForm>> list(AuditId audit);
  /// not_found ("form.not_in_audit").
  Result<AuditForm> find(AuditId audit, std::string_view form_id);
  /// A version of the form in this audit; not_found ("form.version_unknown").
  Result<FormRelease> find_version(AuditId audit, std::string_view form_id, std::string_view version);

  /// Makes the draft a version. Every activity of the audit that offers the form and is not over offers this version from now on;
  /// versions that nobody offers any more are deprecated; the draft and what was sent in to try it are gone.
  /// not_found: form.no_draft; conflict: form.{version_taken (with a proposal), version_missing (with a proposal), frozen,
  /// draft_changed}; invalid: form.version_unusable.
  Result<Published> publish(AuditId audit, const Publication& publication);

  /// published <-> deprecated <-> archived. conflict: form.{version_offered, state_not_next}.
  Result<> set_state(AuditId audit, std::string_view form_id, std::string_view version, std::string_view state, std::string_view actor);

 private:
  Result<Published> publish_in(store::Transaction& tx, const FormDraft& draft, const FormDefinition& definition, std::string_view xml,
                               std::string_view actor) const;
  void offer(store::Transaction& tx, AuditId audit, std::int64_t activity, const Uuid& uuid, FormVersionId version,
             std::string_view actor) const;
  void deprecate_superseded(store::Transaction& tx, const FormDraft& draft, FormVersionId newest) const;
  void announce(store::Transaction& tx, std::string_view type, FormId form, AuditId audit, std::string_view form_id,
                std::string_view version, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  FormVersions& versions_;
};

/// The audit works with that version from now on; published unless it has a state already.
void put_release(store::Transaction& tx, AuditId audit, std::string_view form_id, FormVersionId version, UtcMillis now);

}  // namespace cityaudit::ingest
