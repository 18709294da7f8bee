#include "ingest/activities.h"

#include "ingest/audit_themes.h"
#include "ingest/form_releases.h"
#include "ingest/forms/secondary_instance.h"
#include "ingest/generation.h"
#include "ingest/live_lists.h"
#include "ingest/waves.h"

#include <algorithm>
#include <mutex>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view select_activities =
    "SELECT a.id, a.uuid, a.audit_id, u.number, u.slug, a.wave_id, a.number, a.code, a.instrument, a.form_version_id, a.title, a.purpose, "
    "a.opens_at, a.closes_at, a.walk_id, a.people_expected, a.link_epoch FROM activity a JOIN audit u ON u.id = a.audit_id ";

Activity read_activity(const store::Rows& rows) {
  Activity activity;
  activity.id = {rows.integer(0)};
  activity.uuid = rows.uuid(1);
  activity.audit = {rows.integer(2)};
  activity.audit_number = rows.integer(3);
  activity.audit_slug = rows.string(4);
  activity.wave = {rows.integer(5)};
  activity.number = rows.integer(6);
  activity.code = rows.string(7);
  activity.instrument = rows.string(8);
  activity.form = {rows.integer(9)};
  activity.title = localized_from_json(rows.text(10));
  activity.purpose = localized_from_json(rows.text(11));
  if (!rows.is_null(12)) activity.opens_at = UtcMillis{rows.integer(12)};
  if (!rows.is_null(13)) activity.closes_at = UtcMillis{rows.integer(13)};
  activity.walk = {rows.integer(14)};
  activity.people_expected = rows.optional_integer(15);
  activity.link_epoch = rows.integer(16);
  return activity;
}

std::vector<Activity> select(store::Transaction& tx, const std::string& sql, std::int64_t key) {
  std::vector<Activity> out;
  store::Rows rows = tx.query(sql, key);
  while (rows.next()) out.push_back(read_activity(rows));
  return out;
}

std::optional<Activity> find_by_id(store::Transaction& tx, ActivityId id) {
  static const std::string sql = std::string(select_activities) + "WHERE a.id = $1";
  auto found = select(tx, sql, id.value);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void add_link(store::Transaction& tx, const std::string& token, ActivityId activity, std::int64_t epoch) {
  tx.execute("INSERT INTO link (token_sha256, kind, activity_id, epoch) VALUES ($1, 'activity', $2, $3) ON CONFLICT DO NOTHING",
             token_hash(token), activity, epoch);
}

bool is_code(std::string_view text) {
  const auto allowed = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), allowed);
}

FileInstances read_lists_of(const IntakeActivity& intake) {
  FileInstances out;
  for (const auto& [name, bytes] : intake.lists)
    if (auto read = read_file_instance(name, bytes)) out.emplace(name, std::move(read));
  return out;
}

}  // namespace

bool is_instrument(std::string_view word) {
  constexpr std::string_view words[] = {"desk", "focus_group", "walk", "photovoice", "lab", "survey", "project_eval"};
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::shared_ptr<const CompiledForm> IntakeActivity::find_form(std::string_view form_id, std::string_view version) const {
  for (const auto& candidate : forms)
    if (candidate->definition.form_id == form_id && (draft || candidate->definition.version == version)) return candidate;
  return nullptr;
}

Result<Activity> Activities::open(const Audit& audit, const NewActivity& wanted, const CompiledForm& form) {
  if (!is_code(wanted.code)) return Error(ErrorKind::invalid, "activity.code_unusable", wanted.code, {{"code", wanted.code}});
  if (!is_instrument(wanted.instrument))
    return Error(ErrorKind::invalid, "activity.instrument_unknown", wanted.instrument, {{"instrument", wanted.instrument}});
  Localized title = wanted.title;
  if (title.empty()) title = {{"en", form.definition.title}};
  return database_.write([&](store::Transaction& tx) -> Result<Activity> {
    CITYAUDIT_CHECK(check_themes(form.definition, AuditThemes::of(tx, audit.id)));
    const UtcMillis now = clock_.now();
    auto id = tx.integer("SELECT id FROM activity WHERE audit_id = $1 AND code = $2", audit.id, wanted.code);
    const bool is_new = !id.has_value();
    if (is_new) {
      const std::int64_t number = tx.integer("SELECT max(number) FROM activity WHERE audit_id = $1", audit.id).value_or(0) + 1;
      id = tx.integer(
          "INSERT INTO activity (uuid, audit_id, wave_id, number, code, instrument, form_version_id, title, purpose, opens_at, closes_at, "
          "walk_id, people_expected, link_epoch, created_at, updated_at, version) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $14, 1) RETURNING id",
          random_uuid(), audit.id, Audits::first_wave(tx, audit.id), number, wanted.code, wanted.instrument, form.id, to_json(title),
          to_json(wanted.purpose), wanted.opens_at, wanted.closes_at, wanted.walk ? std::optional(wanted.walk.value) : std::nullopt,
          wanted.people_expected, now);
    } else {
      if (tx.integer("SELECT form_version_id FROM activity WHERE id = $1", *id) != form.id.value)
        CITYAUDIT_CHECK(check_not_frozen(tx, {tx.integer("SELECT wave_id FROM activity WHERE id = $1", *id).value_or(0)}));
      tx.execute("UPDATE activity SET form_version_id = $2, updated_at = $3, version = version + 1 WHERE id = $1", *id, form.id, now);
    }
    tx.execute("INSERT INTO activity_form (activity_id, form_version_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", *id, form.id);
    put_release(tx, audit.id, form.definition.form_id, form.id, now);
    const Activity activity = *find_by_id(tx, {*id});
    add_link(tx, token(activity), activity.id, activity.link_epoch);
    new_generation(tx);
    Event event;
    event.at = now;
    event.type = is_new ? "activity.opened" : "activity.form_changed";
    event.actor = "system";
    event.audit = activity.audit;
    event.activity = activity.id;
    event.subject_id = activity.id.value;
    event.subject = activity.uuid;
    events_.append(tx, std::move(event));
    return activity;
  });
}

Result<std::vector<Activity>> Activities::all() {
  return database_.read([](store::Transaction& tx) -> Result<std::vector<Activity>> {
    static const std::string sql = std::string(select_activities) + "WHERE a.id > $1 ORDER BY u.number, a.number";
    return select(tx, sql, 0);
  });
}

std::vector<Activity> Activities::of_audit(store::Transaction& tx, AuditId audit) {
  static const std::string sql = std::string(select_activities) + "WHERE a.audit_id = $1 ORDER BY a.number";
  return select(tx, sql, audit.value);
}

Result<> Activities::replace_link(ActivityId id) {
  return database_.write([&](store::Transaction& tx) -> Result<> {
    tx.execute("UPDATE link SET revoked_at = $2 WHERE activity_id = $1 AND kind = 'activity' AND revoked_at IS NULL", id, clock_.now());
    tx.execute("UPDATE activity SET link_epoch = link_epoch + 1 WHERE id = $1", id);
    const auto activity = find_by_id(tx, id);
    if (!activity) return Error(ErrorKind::not_found, "activity.unknown");
    add_link(tx, token(*activity), id, activity->link_epoch);
    new_generation(tx);
    return {};
  });
}

Result<std::int64_t> Activities::generation() {
  return database_.read(
      [](store::Transaction& tx) -> Result<std::int64_t> { return *tx.integer("SELECT value FROM generation WHERE name = 'activities'"); });
}

Result<std::shared_ptr<const IntakeActivity>> Activities::find_by_token(std::string_view token) {
  const Sha256 hash = token_hash(token);
  CITYAUDIT_TRY(now, generation());
  {
    const std::shared_lock lock(mutex_);
    if (cached_generation_ == now)
      if (const auto known = by_token_.find(hash); known != by_token_.end()) return known->second;
  }
  CITYAUDIT_TRY(loaded, load(hash));
  const std::unique_lock lock(mutex_);
  if (cached_generation_ != now) by_token_.clear();
  cached_generation_ = now;
  by_token_[hash] = loaded;
  return loaded;
}

Result<std::shared_ptr<const IntakeActivity>> Activities::load(const Sha256& hash) {
  const auto found = std::make_shared<IntakeActivity>();
  std::vector<FormVersionId> versions;
  const auto read_link = [&](store::Transaction& tx) -> Result<> {
    store::Rows rows = tx.query(
        "SELECT l.activity_id, l.revoked_at, l.participation_id, p.code FROM link l LEFT JOIN participation p ON p.id = l.participation_id "
        "WHERE l.token_sha256 = $1",
        hash);
    if (!rows.next()) return Error(ErrorKind::not_found, "link.unknown");
    found->revoked = !rows.is_null(1);
    found->participation = {rows.integer(2)};
    found->participant_code = rows.string(3);
    const auto activity = find_by_id(tx, {rows.integer(0)});
    if (!activity) return Error(ErrorKind::not_found, "link.unknown");
    found->activity = *activity;
    store::Rows forms = tx.query("SELECT form_version_id FROM activity_form WHERE activity_id = $1", activity->id);
    while (forms.next()) versions.push_back({forms.integer(0)});
    return {};
  };
  const auto linked = database_.read(read_link);
  if (!linked && linked.error().code == "link.unknown") return load_draft(hash);
  CITYAUDIT_CHECK(linked);
  for (const FormVersionId version : versions) {
    CITYAUDIT_TRY(form, forms_.load(version));
    found->forms.push_back(form);
    if (version == found->activity.form) found->form = form;
  }
  const auto read_lists = [&](store::Transaction& tx) -> Result<> {
    found->lists = live_lists(tx, found->activity, found->form->definition.media_files);
    found->list_instances = read_lists_of(*found);
    return {};
  };
  CITYAUDIT_CHECK(database_.read(read_lists));
  return std::shared_ptr<const IntakeActivity>(found);
}

Result<std::shared_ptr<const IntakeActivity>> Activities::load_draft(const Sha256& hash) {
  const auto found = std::make_shared<IntakeActivity>();
  const auto form = std::make_shared<CompiledForm>();
  const auto read = [&](store::Transaction& tx) -> Result<> {
    auto draft = FormDrafts::find_by_token(tx, hash);
    if (!draft) return Error(ErrorKind::not_found, "link.unknown");
    form->uuid = draft->uuid;
    form->md5 = draft->md5;
    form->files = files_of_draft(tx, draft->form);
    Activity& activity = found->activity;
    activity.uuid = draft->uuid;
    activity.audit = draft->audit;
    activity.code = "draft";
    activity.instrument = "survey";
    activity.title = {{"en", draft->title}};
    store::Rows rows = tx.query("SELECT number, slug FROM audit WHERE id = $1", draft->audit);
    if (!rows.next()) return Error(ErrorKind::not_found, "link.unknown");
    activity.audit_number = rows.integer(0);
    activity.audit_slug = rows.string(1);
    found->draft = DraftInTest{draft->form, draft->uuid, std::move(draft->xml)};
    return {};
  };
  CITYAUDIT_CHECK(database_.read(read));
  CITYAUDIT_TRY(definition, read_xform(found->draft->xml, forms_.limits()));
  form->definition = std::move(definition);
  form->mapping = AnalysisMapping(form->definition);
  found->form = form;
  found->forms = {form};
  const auto read_lists = [&](store::Transaction& tx) -> Result<> {
    found->lists = live_lists(tx, found->activity, form->definition.media_files);
    found->list_instances = read_lists_of(*found);
    return {};
  };
  CITYAUDIT_CHECK(database_.read(read_lists));
  return std::shared_ptr<const IntakeActivity>(found);
}

}  // namespace cityaudit::ingest
