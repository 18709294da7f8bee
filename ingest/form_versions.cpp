#include "ingest/form_versions.h"

namespace cityaudit::ingest {

Result<std::shared_ptr<const CompiledForm>> FormVersions::publish(std::string_view xml) {
  CITYAUDIT_TRY(definition, read_xform(xml, limits_));
  const std::string digest = to_hex(Bytes{md5(bytes_of(xml))});
  Uuid uuid;
  const auto store_version = [&](store::Transaction& tx) -> Result<FormVersionId> {
    {
      store::Rows rows =
          tx.query("SELECT id, uuid, md5 FROM form_version WHERE form_id = $1 AND version = $2", definition.form_id, definition.version);
      if (rows.next()) {
        if (rows.text(2) != digest)
          return Error(ErrorKind::conflict, "form.version_taken", definition.form_id,
                       {{"form", definition.form_id}, {"version", definition.version}});
        uuid = rows.uuid(1);
        return FormVersionId{rows.integer(0)};
      }
    }
    uuid = random_uuid();
    const FormVersionId id{
        *tx.integer("INSERT INTO form_version (uuid, form_id, version, title, state, xml, md5, published_at) "
                    "VALUES ($1, $2, $3, $4, 'published', $5, $6, $7) RETURNING id",
                    uuid, definition.form_id, definition.version, definition.title, bytes_of(xml), digest, clock_.now())};
    Event event;
    event.at = clock_.now();
    event.type = "form.published";
    event.actor = "system";
    event.subject_id = id.value;
    event.subject = uuid;
    events_.append(tx, std::move(event));
    return id;
  };
  CITYAUDIT_TRY(id, database_.write(store_version));
  return remember(id, uuid, digest, std::move(definition));
}

Result<std::shared_ptr<const CompiledForm>> FormVersions::load(FormVersionId id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = compiled_.find(id.value); known != compiled_.end()) return known->second;
  }
  struct Stored {
    Uuid uuid;
    std::string md5, xml;
  };
  const auto read = [&](store::Transaction& tx) -> Result<Stored> {
    store::Rows rows = tx.query("SELECT uuid, md5, xml FROM form_version WHERE id = $1", id);
    if (!rows.next()) return Error(ErrorKind::not_found, "form.unknown");
    const Bytes bytes = rows.blob(2);
    return Stored{rows.uuid(0), rows.string(1), std::string(bytes.begin(), bytes.end())};
  };
  CITYAUDIT_TRY(stored, database_.read(read));
  CITYAUDIT_TRY(definition, read_xform(stored.xml, limits_));
  return remember(id, stored.uuid, stored.md5, std::move(definition));
}

Result<std::string> FormVersions::xml(FormVersionId id) {
  return database_.read([&](store::Transaction& tx) -> Result<std::string> {
    store::Rows rows = tx.query("SELECT xml FROM form_version WHERE id = $1", id);
    if (!rows.next()) return Error(ErrorKind::not_found, "form.unknown");
    const Bytes bytes = rows.blob(0);
    return std::string(bytes.begin(), bytes.end());
  });
}

std::shared_ptr<const CompiledForm> FormVersions::remember(FormVersionId id, const Uuid& uuid, std::string digest,
                                                           FormDefinition definition) {
  const auto made = std::make_shared<CompiledForm>();
  made->id = id;
  made->uuid = uuid;
  made->md5 = std::move(digest);
  made->definition = std::move(definition);
  made->mapping = AnalysisMapping(made->definition);
  const std::lock_guard lock(mutex_);
  return compiled_.emplace(id.value, made).first->second;
}

}  // namespace cityaudit::ingest
