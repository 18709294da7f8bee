#include "ingest/form_versions.h"

namespace cityaudit::ingest {

Result<StoredFormVersion> FormVersions::put(store::Transaction& tx, const NewFormVersion& version, UtcMillis now) {
  std::optional<StoredFormVersion> existing;
  bool same = false;
  {
    store::Rows rows =
        tx.query("SELECT id, uuid, md5 FROM form_version WHERE form_id = $1 AND version = $2", version.form_id, version.version);
    if (rows.next()) {
      existing = StoredFormVersion{{rows.integer(0)}, rows.uuid(1), false, {}};
      same = rows.text(2) == version.md5;
    }
  }
  if (existing) {
    existing->files = files_of_version(tx, existing->id);
    if (!same || (version.files && !same_files(existing->files, *version.files)))
      return Error(ErrorKind::conflict, "form.version_taken", std::string(version.form_id),
                   {{"form", std::string(version.form_id)}, {"version", std::string(version.version)}});
    return *existing;
  }
  const Uuid uuid = random_uuid();
  const auto source_name = version.source_name.empty() ? std::nullopt : std::optional(version.source_name);
  const FormVersionId id{*tx.integer(
      "INSERT INTO form_version (uuid, form_id, version, title, state, xml, md5, published_at, source_sha256, source_name) "
      "VALUES ($1, $2, $3, $4, 'published', $5, $6, $7, $8, $9) RETURNING id",
      uuid, version.form_id, version.version, version.title, bytes_of(version.xml), version.md5, now, version.source, source_name)};
  StoredFormVersion stored{id, uuid, true, version.files.value_or(std::vector<FormFile>())};
  for (const FormFile& file : stored.files) put_version_file(tx, id, file);
  return stored;
}

Result<std::shared_ptr<const CompiledForm>> FormVersions::publish(std::string_view xml, const std::optional<FormSheet>& sheet) {
  CITYAUDIT_TRY(definition, read_xform(xml, limits_));
  const std::string digest = to_hex(Bytes{md5(bytes_of(xml))});
  const auto store_version = [&](store::Transaction& tx) -> Result<StoredFormVersion> {
    const UtcMillis now = clock_.now();
    NewFormVersion version{definition.form_id, definition.version, definition.title, xml, digest, {}, {}, std::nullopt};
    if (sheet) {
      version.source = sheet->blob;
      version.source_name = sheet->name;
    }
    CITYAUDIT_TRY(stored, put(tx, version, now));
    if (stored.created) {
      Event event;
      event.at = now;
      event.type = "form.published";
      event.actor = "system";
      event.subject_id = stored.id.value;
      event.subject = stored.uuid;
      events_.append(tx, std::move(event));
    }
    return std::move(stored);
  };
  CITYAUDIT_TRY(stored, database_.write(store_version));
  return remember(stored.id, stored.uuid, digest, std::move(definition), std::move(stored.files));
}

Result<std::shared_ptr<const CompiledForm>> FormVersions::load(FormVersionId id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = compiled_.find(id.value); known != compiled_.end()) return known->second;
  }
  struct Stored {
    Uuid uuid;
    std::string md5, xml;
    std::vector<FormFile> files;
  };
  const auto read = [&](store::Transaction& tx) -> Result<Stored> {
    Stored out;
    {
      store::Rows rows = tx.query("SELECT uuid, md5, xml FROM form_version WHERE id = $1", id);
      if (!rows.next()) return Error(ErrorKind::not_found, "form.unknown");
      const Bytes bytes = rows.blob(2);
      out = {rows.uuid(0), rows.string(1), std::string(bytes.begin(), bytes.end()), {}};
    }
    out.files = files_of_version(tx, id);
    return out;
  };
  CITYAUDIT_TRY(stored, database_.read(read));
  CITYAUDIT_TRY(definition, read_xform(stored.xml, limits_));
  return remember(id, stored.uuid, stored.md5, std::move(definition), std::move(stored.files));
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
                                                           FormDefinition definition, std::vector<FormFile> files) {
  const auto made = std::make_shared<CompiledForm>();
  made->id = id;
  made->uuid = uuid;
  made->md5 = std::move(digest);
  made->definition = std::move(definition);
  made->mapping = AnalysisMapping(made->definition);
  made->files = std::move(files);
  const std::lock_guard lock(mutex_);
  return compiled_.emplace(id.value, made).first->second;
}

}  // namespace cityaudit::ingest
