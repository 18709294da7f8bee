#include "ingest/form_releases.h"

#include "ingest/audit_themes.h"
#include "ingest/forms/xform_version.h"
#include "ingest/generation.h"
#include "ingest/waves.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_releases =
    "SELECT v.id, v.uuid, v.version, v.title, v.md5, r.state, r.published_at, v.source_sha256, v.source_name, "
    "(SELECT count(*) FROM submission s JOIN activity a ON a.id = s.activity_id WHERE s.form_version_id = v.id AND a.audit_id = m.audit_id "
    "AND s.replaced_by_id IS NULL AND s.state <> 'withdrawn' AND s.state <> 'erased') "
    "FROM form_release r JOIN form_version v ON v.id = r.form_version_id JOIN form m ON m.id = r.form_key WHERE r.form_key = $1 ";

FormRelease read_release(const store::Rows& rows) {
  FormRelease release;
  release.id = {rows.integer(0)};
  release.uuid = rows.uuid(1);
  release.version = rows.string(2);
  release.title = rows.string(3);
  release.md5 = rows.string(4);
  release.state = rows.string(5);
  release.published_at = {rows.integer(6)};
  if (!rows.is_null(7)) release.source = rows.sha256(7);
  release.source_name = rows.string(8);
  release.submissions = rows.integer(9);
  return release;
}

void complete(store::Transaction& tx, AuditId audit, AuditForm& form) {
  {
    static const std::string sql = std::string(select_releases) + "ORDER BY r.published_at DESC, v.id DESC";
    store::Rows rows = tx.query(sql, form.id);
    while (rows.next()) form.releases.push_back(read_release(rows));
  }
  form.draft = FormDrafts::find_in(tx, audit, form.form_id, false);
  store::Rows rows = tx.query(
      "SELECT a.code, a.title, a.form_version_id FROM activity a JOIN form_version v ON v.id = a.form_version_id "
      "WHERE a.audit_id = $1 AND v.form_id = $2 ORDER BY a.number",
      audit, form.form_id);
  while (rows.next()) form.uses.push_back({rows.string(0), localized_from_json(rows.text(1)), {rows.integer(2)}});
}

std::string proposed_version(store::Transaction& tx, std::string_view form_id, std::string_view version) {
  return next_version(version, [&](std::string_view candidate) {
    return tx.integer("SELECT 1 FROM form_version WHERE form_id = $1 AND version = $2", form_id, candidate).has_value();
  });
}

Error version_error(store::Transaction& tx, const char* code, std::string_view form_id, std::string_view version) {
  return Error(ErrorKind::conflict, code, std::string(form_id),
               {{"form", std::string(form_id)}, {"version", std::string(version)}, {"proposal", proposed_version(tx, form_id, version)}});
}

struct OfferingActivity {
  std::int64_t id = 0;
  std::string code;
  Uuid uuid;
  WaveId wave;
};

/// The audit's activities that offer the form and are not over.
std::vector<OfferingActivity> offering(store::Transaction& tx, AuditId audit, std::string_view form_id, UtcMillis now) {
  std::vector<OfferingActivity> out;
  store::Rows rows = tx.query(
      "SELECT a.id, a.code, a.uuid, a.wave_id FROM activity a JOIN form_version v ON v.id = a.form_version_id WHERE a.audit_id = $1 "
      "AND v.form_id = $2 AND (a.closes_at IS NULL OR a.closes_at > $3) ORDER BY a.number",
      audit, form_id, now);
  while (rows.next()) out.push_back({rows.integer(0), rows.string(1), rows.uuid(2), {rows.integer(3)}});
  return out;
}

FormId form_of(store::Transaction& tx, AuditId audit, std::string_view form_id) {
  return {tx.integer("SELECT id FROM form WHERE audit_id = $1 AND form_id = $2", audit, form_id).value_or(0)};
}

bool may_follow(std::string_view from, std::string_view to) {
  constexpr std::pair<std::string_view, std::string_view> steps[] = {
      {"published", "deprecated"}, {"deprecated", "archived"}, {"deprecated", "published"}, {"archived", "deprecated"}};
  return std::find(std::begin(steps), std::end(steps), std::pair(from, to)) != std::end(steps);
}

}  // namespace

void put_release(store::Transaction& tx, AuditId audit, std::string_view form_id, FormVersionId version, UtcMillis now) {
  tx.execute(
      "INSERT INTO form_release (form_key, form_version_id, state, published_at, changed_at) VALUES ($1, $2, 'published', $3, $3) "
      "ON CONFLICT (form_key, form_version_id) DO NOTHING",
      ensure_form(tx, audit, form_id, now), version, now);
}

Result<std::vector<AuditForm>> FormReleases::list(AuditId audit) {
  return database_.read([&](store::Transaction& tx) -> Result<std::vector<AuditForm>> {
    std::vector<AuditForm> out;
    {
      store::Rows rows = tx.query("SELECT id, form_id, created_at FROM form WHERE audit_id = $1 ORDER BY form_id", audit);
      while (rows.next()) out.push_back({{rows.integer(0)}, rows.string(1), {rows.integer(2)}, {}, {}, {}});
    }
    for (AuditForm& form : out) complete(tx, audit, form);
    return out;
  });
}

Result<AuditForm> FormReleases::find(AuditId audit, std::string_view form_id) {
  return database_.read([&](store::Transaction& tx) -> Result<AuditForm> {
    AuditForm form;
    {
      store::Rows rows = tx.query("SELECT id, form_id, created_at FROM form WHERE audit_id = $1 AND form_id = $2", audit, form_id);
      if (!rows.next()) return Error(ErrorKind::not_found, "form.not_in_audit");
      form = {{rows.integer(0)}, rows.string(1), {rows.integer(2)}, {}, {}, {}};
    }
    complete(tx, audit, form);
    return form;
  });
}

Result<FormRelease> FormReleases::find_version(AuditId audit, std::string_view form_id, std::string_view version) {
  return database_.read([&](store::Transaction& tx) -> Result<FormRelease> {
    static const std::string sql = std::string(select_releases) + "AND v.version = $2";
    store::Rows rows = tx.query(sql, form_of(tx, audit, form_id), version);
    if (!rows.next()) return Error(ErrorKind::not_found, "form.version_unknown");
    return read_release(rows);
  });
}

Result<Published> FormReleases::publish(AuditId audit, const Publication& publication) {
  const auto read = [&](store::Transaction& tx) -> Result<FormDraft> {
    auto draft = FormDrafts::find_in(tx, audit, publication.form_id, true);
    if (!draft) return Error(ErrorKind::not_found, "form.no_draft");
    const std::string& version = publication.version.empty() ? draft->version : publication.version;
    if (version.empty()) return version_error(tx, "form.version_missing", publication.form_id, version);
    if (!is_form_version(version)) return Error(ErrorKind::invalid, "form.version_unusable", {}, {{"limit", "64"}});
    return std::move(*draft);
  };
  CITYAUDIT_TRY(draft, database_.read(read));
  std::string xml = std::move(draft.xml);
  if (!publication.version.empty() && publication.version != draft.version) {
    CITYAUDIT_TRY(renamed, with_version(xml, publication.version, versions_.limits()));
    xml = std::move(renamed);
  }
  CITYAUDIT_TRY(definition, read_xform(xml, versions_.limits()));
  return database_.write(
      [&](store::Transaction& tx) -> Result<Published> { return publish_in(tx, draft, definition, xml, publication.actor); });
}

Result<Published> FormReleases::publish_in(store::Transaction& tx, const FormDraft& draft, const FormDefinition& definition,
                                           std::string_view xml, std::string_view actor) const {
  const auto current = FormDrafts::find_in(tx, draft.audit, draft.form_id, false);
  if (!current || current->uuid != draft.uuid || current->revision != draft.revision)
    return Error(ErrorKind::conflict, "form.draft_changed");
  CITYAUDIT_CHECK(check_themes(definition, AuditThemes::of(tx, draft.audit)));
  const UtcMillis now = clock_.now();
  const auto activities = offering(tx, draft.audit, draft.form_id, now);
  for (const OfferingActivity& activity : activities) CITYAUDIT_CHECK(check_not_frozen(tx, activity.wave));
  if (tx.integer("SELECT 1 FROM form_release r JOIN form_version v ON v.id = r.form_version_id WHERE r.form_key = $1 AND v.version = $2",
                 draft.form, definition.version))
    return version_error(tx, "form.version_published", draft.form_id, definition.version);
  NewFormVersion version{definition.form_id,
                         definition.version,
                         definition.title,
                         xml,
                         to_hex(Bytes{md5(bytes_of(xml))}),
                         draft.source,
                         draft.source_name,
                         files_of_draft(tx, draft.form)};
  auto stored = FormVersions::put(tx, version, now);
  if (!stored && stored.error().code == "form.version_taken")
    return version_error(tx, "form.version_published", draft.form_id, definition.version);
  CITYAUDIT_CHECK(stored);
  put_release(tx, draft.audit, draft.form_id, stored->id, now);
  Published published{stored->id, definition.version, {}};
  for (const OfferingActivity& activity : activities) {
    offer(tx, draft.audit, activity.id, activity.uuid, stored->id, actor);
    published.activities.push_back(activity.code);
  }
  announce(tx, "form.published", draft.form, draft.audit, draft.form_id, definition.version, actor);
  deprecate_superseded(tx, draft, stored->id);
  FormDrafts::erase_in(tx, draft.form);
  return published;
}

void FormReleases::offer(store::Transaction& tx, AuditId audit, std::int64_t activity, const Uuid& uuid, FormVersionId version,
                         std::string_view actor) const {
  const UtcMillis now = clock_.now();
  tx.execute("UPDATE activity SET form_version_id = $2, updated_at = $3, version = version + 1 WHERE id = $1", activity, version, now);
  tx.execute("INSERT INTO activity_form (activity_id, form_version_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", activity, version);
  Event event;
  event.at = now;
  event.type = "activity.form_changed";
  event.actor = actor;
  event.audit = audit;
  event.activity = {activity};
  event.subject_id = activity;
  event.subject = uuid;
  events_.append(tx, std::move(event));
}

void FormReleases::deprecate_superseded(store::Transaction& tx, const FormDraft& draft, FormVersionId newest) const {
  const UtcMillis now = clock_.now();
  std::vector<std::pair<std::int64_t, std::string>> superseded;
  {
    store::Rows rows = tx.query(
        "SELECT v.id, v.version FROM form_release r JOIN form_version v ON v.id = r.form_version_id WHERE r.form_key = $1 AND r.state = "
        "'published' AND v.id <> $2 AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.form_version_id = v.id AND a.audit_id = $3) ORDER BY "
        "v.id",
        draft.form, newest, draft.audit);
    while (rows.next()) superseded.emplace_back(rows.integer(0), rows.string(1));
  }
  for (const auto& [id, old_version] : superseded) {
    tx.execute("UPDATE form_release SET state = 'deprecated', changed_at = $3 WHERE form_key = $1 AND form_version_id = $2", draft.form, id,
               now);
    announce(tx, "form.deprecated", draft.form, draft.audit, draft.form_id, old_version, "system");
  }
}

Result<> FormReleases::set_state(AuditId audit, std::string_view form_id, std::string_view version, std::string_view state,
                                 std::string_view actor) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    const FormId form = form_of(tx, audit, form_id);
    std::int64_t id = 0;
    std::string before;
    {
      store::Rows rows = tx.query(
          "SELECT v.id, r.state FROM form_release r JOIN form_version v ON v.id = r.form_version_id WHERE r.form_key = $1 AND v.version = "
          "$2",
          form, version);
      if (!rows.next()) return Error(ErrorKind::not_found, "form.version_unknown");
      id = rows.integer(0);
      before = rows.string(1);
    }
    if (before == state) return {};
    if (!may_follow(before, state)) return Error(ErrorKind::conflict, "form.state_not_next", before, {{"state", before}});
    const UtcMillis now = clock_.now();
    if (state == "deprecated" && before == "published") {
      std::string codes;
      for (const OfferingActivity& activity : offering(tx, audit, form_id, now))
        if (tx.integer("SELECT form_version_id FROM activity WHERE id = $1", activity.id) == id)
          codes += (codes.empty() ? "" : ", ") + activity.code;
      if (!codes.empty()) return Error(ErrorKind::conflict, "form.version_offered", codes, {{"activities", codes}});
    }
    tx.execute("UPDATE form_release SET state = $3, changed_at = $4 WHERE form_key = $1 AND form_version_id = $2", form, id, state, now);
    const std::string type = state == "published" ? "form.restored" : "form." + std::string(state);
    announce(tx, type, form, audit, form_id, version, actor);
    return {};
  });
}

void FormReleases::announce(store::Transaction& tx, std::string_view type, FormId form, AuditId audit, std::string_view form_id,
                            std::string_view version, std::string_view actor) const {
  events_.append(tx, form_event(type, form, audit, form_id, version, actor, clock_.now()));
}

}  // namespace cityaudit::ingest
