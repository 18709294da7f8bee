#pragma once
// Drafts: the one version of a form that can still change, with its files. A draft has a token of its own, under which phones
// and the participant's page try it; what they send in is ingest/draft_tests.h. Thread-safe; calls block.

#include "ingest/audits.h"
#include "ingest/form_versions.h"
#include "ingest/links.h"

namespace cityaudit::ingest {

struct FormDraft {
  FormId form;
  AuditId audit;
  std::string form_id;
  Uuid uuid;
  std::string title, version;
  std::string md5;
  std::string xml;               // only where find() was asked for it
  std::optional<Sha256> source;  // the spreadsheet it was made of
  std::string source_name;
  std::string warnings;  // JSON, as the uploader was told
  std::int64_t revision = 0;
  UtcMillis created_at, updated_at;
};

struct NewDraft {
  std::string_view xml;
  std::optional<Sha256> source;
  std::string source_name;
  std::string warnings = "[]";
  std::string expected_form_id;                   // of the address it was sent to; empty: whichever the form has
  std::optional<std::int64_t> expected_revision;  // of the draft that was edited; conflict when it has moved on
  bool only_if_new = false;                       // conflict ("form.id_taken") when the audit has that form already
  std::string actor;
};

class FormDrafts {
 public:
  FormDrafts(store::Database& database, const Events& events, const Clock& clock, const LinkKey& key, FormVersions& versions)
      : database_(database), events_(events), clock_(clock), key_(key), versions_(versions) {}

  /// Makes the draft, or gives the one there is new content. A new draft starts with the files of the newest published version.
  /// invalid: what read_xform and check_themes say; conflict: form.{id_differs, id_taken, draft_changed}.
  Result<FormDraft> put(const Audit& audit, const NewDraft& draft);
  /// A draft that is the newest published version, to change its files or its texts. The draft there is stays as it is.
  Result<FormDraft> start(const Audit& audit, std::string_view form_id, std::string_view actor);
  /// not_found ("form.no_draft").
  Result<FormDraft> find(AuditId audit, std::string_view form_id, bool with_xml = false);
  /// The draft goes, with its files and everything sent in to try it; the form too when it was never published.
  Result<> erase(AuditId audit, std::string_view form_id, std::string_view actor);

  Result<> put_file(AuditId audit, std::string_view form_id, const FormFile& file, std::string_view actor);
  Result<> erase_file(AuditId audit, std::string_view form_id, std::string_view name, std::string_view actor);

  std::string token(const FormDraft& draft) const { return key_.activity_token(draft.uuid, 0); }

  static std::optional<FormDraft> find_in(store::Transaction& tx, AuditId audit, std::string_view form_id, bool with_xml);
  static std::optional<FormDraft> find_by_token(store::Transaction& tx, const Sha256& token_sha256);
  /// Removes the rows of a draft; no event.
  static void erase_in(store::Transaction& tx, FormId form);

 private:
  Result<FormDraft> put_in(store::Transaction& tx, const Audit& audit, const NewDraft& draft, const FormDefinition& definition) const;
  void insert(store::Transaction& tx, FormId form, const NewDraft& draft, const FormDefinition& definition, const std::string& md5,
              UtcMillis now) const;
  void announce(store::Transaction& tx, std::string_view type, const FormDraft& draft, std::string_view actor) const;

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const LinkKey& key_;
  FormVersions& versions_;
};

/// The audit's form of that id; made when there is none.
FormId ensure_form(store::Transaction& tx, AuditId audit, std::string_view form_id, UtcMillis now);

/// An event about a form of an audit. Its payload names form and version, which hold no answers.
Event form_event(std::string_view type, FormId form, AuditId audit, std::string_view form_id, std::string_view version,
                 std::string_view actor, UtcMillis now);

}  // namespace cityaudit::ingest
