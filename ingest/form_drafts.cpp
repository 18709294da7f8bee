#include "ingest/form_drafts.h"

#include "ingest/audit_themes.h"
#include "ingest/generation.h"
#include "ingest/live_list_names.h"

#include <boost/json.hpp>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_drafts =
    "SELECT d.form_key, m.audit_id, m.form_id, d.uuid, d.title, d.version, d.md5, d.source_sha256, d.source_name, d.warnings, d.revision, "
    "d.created_at, d.updated_at, d.xml FROM form_draft d JOIN form m ON m.id = d.form_key ";

FormDraft read_draft(const store::Rows& rows, bool with_xml) {
  FormDraft draft;
  draft.form = {rows.integer(0)};
  draft.audit = {rows.integer(1)};
  draft.form_id = rows.string(2);
  draft.uuid = rows.uuid(3);
  draft.title = rows.string(4);
  draft.version = rows.string(5);
  draft.md5 = rows.string(6);
  if (!rows.is_null(7)) draft.source = rows.sha256(7);
  draft.source_name = rows.string(8);
  draft.warnings = rows.string(9);
  draft.revision = rows.integer(10);
  draft.created_at = {rows.integer(11)};
  draft.updated_at = {rows.integer(12)};
  if (with_xml) {
    const Bytes xml = rows.blob(13);
    draft.xml.assign(reinterpret_cast<const char*>(xml.data()), xml.size());
  }
  return draft;
}

/// The newest published version of the form in this audit.
FormVersionId newest_version(store::Transaction& tx, FormId form) {
  return {
      tx.integer("SELECT form_version_id FROM form_release WHERE form_key = $1 ORDER BY published_at DESC, form_version_id DESC LIMIT 1",
                 form)
          .value_or(0)};
}

Error no_draft() { return Error(ErrorKind::not_found, "form.no_draft"); }

}  // namespace

FormId ensure_form(store::Transaction& tx, AuditId audit, std::string_view form_id, UtcMillis now) {
  tx.execute("INSERT INTO form (audit_id, form_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", audit, form_id, now);
  return {tx.integer("SELECT id FROM form WHERE audit_id = $1 AND form_id = $2", audit, form_id).value_or(0)};
}

Event form_event(std::string_view type, FormId form, AuditId audit, std::string_view form_id, std::string_view version,
                 std::string_view actor, UtcMillis now) {
  Event event;
  event.at = now;
  event.type = type;
  event.actor = actor;
  event.audit = audit;
  event.subject_id = form.value;
  event.payload = boost::json::serialize(boost::json::object{{"form", form_id}, {"version", version}});
  return event;
}

Result<FormDraft> FormDrafts::put(const Audit& audit, const NewDraft& draft) {
  CITYAUDIT_TRY(definition, read_xform(draft.xml, versions_.limits()));
  if (!draft.expected_form_id.empty() && definition.form_id != draft.expected_form_id)
    return Error(ErrorKind::conflict, "form.id_differs", definition.form_id,
                 {{"expected", draft.expected_form_id}, {"form", definition.form_id}});
  return database_.write([&](store::Transaction& tx) { return put_in(tx, audit, draft, definition); });
}

Result<FormDraft> FormDrafts::put_in(store::Transaction& tx, const Audit& audit, const NewDraft& draft,
                                     const FormDefinition& definition) const {
  const UtcMillis now = clock_.now();
  CITYAUDIT_CHECK(check_themes(definition, AuditThemes::of(tx, audit.id)));
  if (draft.only_if_new && tx.integer("SELECT 1 FROM form WHERE audit_id = $1 AND form_id = $2", audit.id, definition.form_id))
    return Error(ErrorKind::conflict, "form.id_taken", definition.form_id, {{"form", definition.form_id}});
  const FormId form = ensure_form(tx, audit.id, definition.form_id, now);
  const std::string digest = to_hex(Bytes{md5(bytes_of(draft.xml))});
  const auto existing = find_in(tx, audit.id, definition.form_id, false);
  if (draft.expected_revision && *draft.expected_revision != (existing ? existing->revision : 0))
    return Error(ErrorKind::conflict, "form.draft_changed");
  if (!existing) {
    insert(tx, form, draft, definition, digest, now);
  } else {
    tx.execute(
        "UPDATE form_draft SET title = $2, version = $3, xml = $4, md5 = $5, source_sha256 = $6, source_name = $7, warnings = $8, "
        "revision = revision + 1, updated_at = $9 WHERE form_key = $1",
        form, definition.title, definition.version, bytes_of(draft.xml), digest, draft.source, draft.source_name, draft.warnings, now);
  }
  new_generation(tx);
  const FormDraft stored = *find_in(tx, audit.id, definition.form_id, false);
  announce(tx, existing ? "form.draft_changed" : "form.drafted", stored, draft.actor);
  return stored;
}

void FormDrafts::insert(store::Transaction& tx, FormId form, const NewDraft& draft, const FormDefinition& definition,
                        const std::string& md5_hex, UtcMillis now) const {
  const Uuid uuid = random_uuid();
  tx.execute(
      "INSERT INTO form_draft (form_key, uuid, token_sha256, title, version, xml, md5, source_sha256, source_name, warnings, revision, "
      "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11)",
      form, uuid, token_hash(key_.activity_token(uuid, 0)), definition.title, definition.version, bytes_of(draft.xml), md5_hex,
      draft.source, draft.source_name, draft.warnings, now);
  if (const FormVersionId newest = newest_version(tx, form))
    for (const FormFile& file : files_of_version(tx, newest)) put_draft_file(tx, form, file);
}

Result<FormDraft> FormDrafts::start(const Audit& audit, std::string_view form_id, std::string_view actor) {
  if (auto existing = find(audit.id, form_id)) return existing;
  struct Newest {
    std::string xml;
    std::optional<Sha256> source;
    std::string source_name;
  };
  const auto read = [&](store::Transaction& tx) -> Result<Newest> {
    const FormId form{tx.integer("SELECT id FROM form WHERE audit_id = $1 AND form_id = $2", audit.id, form_id).value_or(0)};
    store::Rows rows = tx.query("SELECT xml, source_sha256, source_name FROM form_version WHERE id = $1", newest_version(tx, form));
    if (!rows.next()) return Error(ErrorKind::not_found, "form.not_in_audit");
    Newest out;
    const Bytes xml = rows.blob(0);
    out.xml.assign(reinterpret_cast<const char*>(xml.data()), xml.size());
    if (!rows.is_null(1)) out.source = rows.sha256(1);
    out.source_name = rows.string(2);
    return out;
  };
  CITYAUDIT_TRY(newest, database_.read(read));
  NewDraft draft;
  draft.xml = newest.xml;
  draft.source = newest.source;
  draft.source_name = newest.source_name;
  draft.expected_revision = 0;
  draft.actor = actor;
  return put(audit, draft);
}

Result<FormDraft> FormDrafts::find(AuditId audit, std::string_view form_id, bool with_xml) {
  return database_.read([&](store::Transaction& tx) -> Result<FormDraft> {
    auto draft = find_in(tx, audit, form_id, with_xml);
    if (!draft) return no_draft();
    return std::move(*draft);
  });
}

std::optional<FormDraft> FormDrafts::find_in(store::Transaction& tx, AuditId audit, std::string_view form_id, bool with_xml) {
  static const std::string sql = std::string(select_drafts) + "WHERE m.audit_id = $1 AND m.form_id = $2";
  store::Rows rows = tx.query(sql, audit, form_id);
  if (!rows.next()) return std::nullopt;
  return read_draft(rows, with_xml);
}

std::optional<FormDraft> FormDrafts::find_by_token(store::Transaction& tx, const Sha256& token_sha256) {
  static const std::string sql = std::string(select_drafts) + "WHERE d.token_sha256 = $1";
  store::Rows rows = tx.query(sql, token_sha256);
  if (!rows.next()) return std::nullopt;
  return read_draft(rows, true);
}

void FormDrafts::erase_in(store::Transaction& tx, FormId form) {
  tx.execute("DELETE FROM draft_submission_file WHERE draft_submission_id IN (SELECT id FROM draft_submission WHERE form_key = $1)", form);
  tx.execute("DELETE FROM draft_submission WHERE form_key = $1", form);
  tx.execute("DELETE FROM form_draft_file WHERE form_key = $1", form);
  tx.execute("DELETE FROM form_draft WHERE form_key = $1", form);
  new_generation(tx);
}

Result<> FormDrafts::erase(AuditId audit, std::string_view form_id, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto draft = find_in(tx, audit, form_id, false);
    if (!draft) return no_draft();
    erase_in(tx, draft->form);
    if (!newest_version(tx, draft->form)) tx.execute("DELETE FROM form WHERE id = $1", draft->form);
    announce(tx, "form.draft_erased", *draft, actor);
    return {};
  });
}

Result<> FormDrafts::put_file(AuditId audit, std::string_view form_id, const FormFile& file, std::string_view actor) {
  if (!is_form_file_name(file.name)) return Error(ErrorKind::invalid, "form.file_name_unusable");
  if (is_live_list(file.name)) return Error(ErrorKind::invalid, "form.file_is_live_list", file.name, {{"name", file.name}});
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto draft = find_in(tx, audit, form_id, false);
    if (!draft) return no_draft();
    put_draft_file(tx, draft->form, file);
    tx.execute("UPDATE form_draft SET updated_at = $2 WHERE form_key = $1", draft->form, clock_.now());
    new_generation(tx);
    announce(tx, "form.file_attached", *draft, actor);
    return {};
  });
}

Result<> FormDrafts::erase_file(AuditId audit, std::string_view form_id, std::string_view name, std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const auto draft = find_in(tx, audit, form_id, false);
    if (!draft) return no_draft();
    if (tx.execute("DELETE FROM form_draft_file WHERE form_key = $1 AND name = $2", draft->form, name) == 0)
      return Error(ErrorKind::not_found, "form.file_unknown");
    new_generation(tx);
    announce(tx, "form.file_removed", *draft, actor);
    return {};
  });
}

void FormDrafts::announce(store::Transaction& tx, std::string_view type, const FormDraft& draft, std::string_view actor) const {
  events_.append(tx, form_event(type, draft.form, draft.audit, draft.form_id, draft.version, actor, clock_.now()));
}

}  // namespace cityaudit::ingest
