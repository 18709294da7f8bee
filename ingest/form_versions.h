#pragma once
// Published forms: immutable once published, compiled once per process. Thread-safe; calls block.

#include "ingest/events.h"
#include "ingest/form_files.h"
#include "ingest/forms/mapping.h"
#include "ingest/forms/xform.h"
#include "ingest/localized.h"

#include <memory>
#include <mutex>
#include <unordered_map>

namespace cityaudit::ingest {

/// A form version with everything that is worked out from its XML once. Shared, never changed.
struct CompiledForm {
  FormVersionId id;  // none for a draft
  Uuid uuid;
  std::string md5;  // 32 hex digits, of the XML's bytes
  FormDefinition definition;
  AnalysisMapping mapping;
  std::vector<FormFile> files;  // beside the form, by name
};

/// What a version is made of. Views must live until put() returns.
struct NewFormVersion {
  std::string_view form_id, version, title, xml;
  std::string md5;
  std::optional<Sha256> source;  // the spreadsheet
  std::string_view source_name;
  std::optional<std::vector<FormFile>> files;  // by name; absent: those the version has, when it is already there
};

/// The spreadsheet a form was made of, for its author to go on with.
struct FormSheet {
  Sha256 blob{};
  std::string name;  // "walk_checklist.csv"
};

struct StoredFormVersion {
  FormVersionId id;
  Uuid uuid;
  bool created = false;  // false: the same bytes and files were published before
  std::vector<FormFile> files;
};

class FormVersions {
 public:
  FormVersions(store::Database& database, const Events& events, const Clock& clock, FormLimits limits)
      : database_(database), events_(events), clock_(clock), limits_(limits) {}

  /// The same bytes again are no error. conflict ("form.version_taken") when that form_id and version have other bytes.
  Result<std::shared_ptr<const CompiledForm>> publish(std::string_view xml, const std::optional<FormSheet>& sheet = std::nullopt);
  Result<std::shared_ptr<const CompiledForm>> load(FormVersionId id);
  Result<std::string> xml(FormVersionId id);

  /// Stores a version without an event: for who publishes it. conflict ("form.version_taken").
  static Result<StoredFormVersion> put(store::Transaction& tx, const NewFormVersion& version, UtcMillis now);
  const FormLimits& limits() const { return limits_; }

 private:
  std::shared_ptr<const CompiledForm> remember(FormVersionId id, const Uuid& uuid, std::string md5, FormDefinition definition,
                                               std::vector<FormFile> files);

  store::Database& database_;
  const Events& events_;
  const Clock& clock_;
  const FormLimits limits_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, std::shared_ptr<const CompiledForm>> compiled_;  // published versions never change
};

}  // namespace cityaudit::ingest
