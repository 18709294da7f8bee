#include "server/sample/loader.h"

#include "base/log.h"
#include "ingest/forms/instruments.h"

#include <fmt/format.h>
#include <algorithm>

namespace cityaudit::server::sample {
namespace {

constexpr std::string_view complete_event = "audit.sample_loaded";
constexpr std::string_view reviewer_actor = "account:demonstration";
constexpr std::size_t connections = 3;
constexpr int wait_seconds_max = 60;
constexpr int attempts_max = 8;
constexpr std::chrono::milliseconds first_pause{200};
constexpr std::chrono::milliseconds pause_max{5000};
constexpr std::string_view boundary = "------------------------cityaudit-sample-2018";

/// Whether an earlier load came to its end.
Result<bool> was_completed(Domain& domain, const ingest::Audit& audit) {
  return domain.database->read([&](store::Transaction& tx) -> Result<bool> {
    const auto events = ingest::Events::of_subject(tx, "audit", audit.id.value);
    return std::any_of(events.begin(), events.end(), [](const ingest::Event& event) { return event.type == complete_event; });
  });
}

bool may_succeed_later(int status) { return status >= 500 || status == 429 || status == 423; }

}  // namespace

Result<std::unique_ptr<Loader>> Loader::prepare(Server& server, media::WorkerPool& workers, std::string_view name) {
  CITYAUDIT_TRY(data, read_sample(name));
  CITYAUDIT_TRY(existing, server.domain.audits.find(data.audit.slug));
  bool complete = false;
  if (existing) {
    if (!existing->demonstration) return Error(ErrorKind::conflict, "sample.slug_taken", std::string(name), {{"name", std::string(name)}});
    CITYAUDIT_TRY(completed, was_completed(server.domain, *existing));
    complete = completed;
  }
  std::unique_ptr<Loader> loader(new Loader(server, workers, std::move(data), complete));
  if (!complete) CITYAUDIT_CHECK(loader->set_up());
  return loader;
}

Loader::Loader(Server& server, media::WorkerPool& workers, SampleData data, bool complete)
    : server_(server), workers_(workers), data_(std::move(data)), complete_(complete) {}

Loader::~Loader() { stop(); }

void Loader::start(std::uint16_t port) {
  if (complete_) {
    server_.sample.state = SampleProgress::State::done;
    return;
  }
  listener_ = OwnListener::from(server_.domain.settings, port);
  server_.sample.state = SampleProgress::State::loading;
  thread_ = std::thread([this] { run(); });
}

void Loader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Loader::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return !stop_.wait_for(lock, time, [this] { return stopping_; });
}

void Loader::run() {
  credential_ = server_.import_credential.issue();
  const auto loaded = [&]() -> Result<> {
    try {
      return load();
    } catch (const std::exception& e) {  // a bug must not end the server
      return Error(ErrorKind::internal, "sample.unreadable", e.what(), {{"name", data_.audit.slug}});
    }
  }();
  server_.import_credential.revoke();
  if (loaded) {
    server_.sample.state = SampleProgress::State::done;
    log::info("the sample audit is loaded", {{"submissions", server_.sample.total.load()}});
  } else if (pause(std::chrono::milliseconds(0))) {
    server_.sample.state = SampleProgress::State::failed;
    log::error("the sample audit was not loaded; the next start goes on",
               {{"code", loaded.error().code}, {"detail", loaded.error().message}, {"loaded", server_.sample.loaded.load()}});
  }
  tell_progress();
}

void Loader::tell_progress() {
  server_.live.publish_transient(
      "sample.progress", fmt::format("\"loaded\":{},\"total\":{}", server_.sample.loaded.load(), server_.sample.total.load()), audit_.id);
}

Result<> Loader::load() {
  CITYAUDIT_TRY(planned, plan());
  server_.sample.total = static_cast<std::int64_t>(planned.size());
  tell_progress();
  CITYAUDIT_CHECK(send_all(planned));
  return remember_complete();
}

Result<> Loader::set_up() {
  CITYAUDIT_TRY(audit, server_.domain.audits.ensure(data_.audit));
  audit_ = audit;
  CITYAUDIT_TRY(areas, put_areas());
  for (const SampleWalk& from : data_.walks) {
    ingest::Walk walk;
    walk.code = from.code;
    walk.name = from.name;
    walk.area = areas.at(from.area);
    walk.starts_at = from.starts_at;
    for (const SampleStop& stop : from.stops) walk.stops.push_back(stop.stop);
    CITYAUDIT_CHECK(server_.domain.walks.put(audit_.id, walk));
  }
  for (const auto& [list, entries] : data_.lists)
    CITYAUDIT_CHECK(ingest::ListEntries(*server_.domain.database).put(audit_.id, list, entries));
  return open_activities();
}

Result<std::map<std::string, ingest::AreaId>> Loader::put_areas() {
  std::map<std::string, ingest::AreaId> ids;
  for (const SampleArea& from : data_.areas) {
    ingest::Area area = from.area;
    if (!from.parent.empty()) area.parent = ids.at(from.parent);
    CITYAUDIT_TRY(id, server_.domain.audits.put_area(audit_.id, area));
    ids[area.code] = id;
  }
  return ids;
}

Result<> Loader::open_activities() {
  Domain& domain = server_.domain;
  std::map<std::string, ingest::WalkId> walks;
  const auto read = [&](store::Transaction& tx) -> Result<> {
    for (const ingest::Activity& activity : ingest::Activities::of_audit(tx, audit_.id)) activities_[activity.code] = activity;
    for (const ingest::Walk& walk : ingest::Walks::of_audit(tx, audit_.id)) walks[walk.code] = walk.id;
    return {};
  };
  CITYAUDIT_CHECK(domain.database->read(read));
  for (const SampleActivity& from : data_.activities) {
    if (activities_.contains(from.activity.code)) continue;
    CITYAUDIT_TRY(instrument, ingest::built_in_instrument(from.form));
    CITYAUDIT_TRY(sheet, ingest::built_in_sheet(from.form));
    CITYAUDIT_TRY(blob, store::write_all(*domain.blobs, sheet));
    CITYAUDIT_TRY(form, domain.forms.publish(instrument.xml, ingest::FormSheet{blob, from.form + ".csv"}));
    ingest::NewActivity wanted = from.activity;
    if (!from.walk.empty()) wanted.walk = walks.at(from.walk);
    CITYAUDIT_TRY(activity, domain.activities.open(audit_, wanted, *form));
    activities_[activity.code] = activity;
  }
  return {};
}

/// For the forms that the activities offer, which an earlier start may have published.
Result<std::vector<PlannedSubmission>> Loader::plan() {
  std::vector<std::shared_ptr<const ingest::CompiledForm>> compiled;
  SampleForms forms;
  for (const auto& [code, activity] : activities_) {
    CITYAUDIT_TRY(form, server_.domain.forms.load(activity.form));
    forms[code] = &form->definition;
    compiled.push_back(form);
  }
  return plan_sample(data_, forms);
}

Result<std::set<std::string, std::less<>>> Loader::stored_instances() {
  std::set<std::string, std::less<>> out;
  CITYAUDIT_CHECK(server_.domain.submissions.for_each_instance_id([&](std::string_view id) { out.emplace(id); }));
  return out;
}

Result<> Loader::send_all(const std::vector<PlannedSubmission>& planned) {
  CITYAUDIT_TRY(stored, stored_instances());
  std::atomic<std::size_t> next{0};
  std::mutex failure_mutex;
  std::optional<Error> failure;
  const auto has_failed = [&] {
    const std::lock_guard lock(failure_mutex);
    return failure.has_value();
  };
  const auto send = [&] {
    HttpPost connection(listener_, wait_seconds_max);
    for (std::size_t i = next++; i < planned.size() && !has_failed(); i = next++) {
      auto done =
          stored.contains(planned[i].instance_id) ? Result<>() : send_one(connection, planned[i], activities_.at(planned[i].activity));
      if (done) done = review(planned[i]);
      if (done && !pause(std::chrono::milliseconds(0))) done = Error(ErrorKind::unavailable, "sample.stopped");
      if (!done) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::move(done).error();
        return;
      }
      ++server_.sample.loaded;
      tell_progress();
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < connections; ++i) threads.emplace_back(send);
  for (std::thread& thread : threads) thread.join();
  if (failure) return std::move(*failure);
  return {};
}

/// A photo's bytes for each file that has a scene, in the order of the files; empty for the others.
Result<std::vector<std::string>> Loader::draw(const PlannedSubmission& planned) {
  std::vector<std::string> out;
  for (const PlannedFile& file : planned.files) {
    out.emplace_back();
    if (!file.scene) continue;
    CITYAUDIT_TRY(jpeg, workers_.draw(*file.scene));
    out.back() = std::move(jpeg);
  }
  return out;
}

Result<> Loader::send_one(HttpPost& connection, const PlannedSubmission& planned, const ingest::Activity& activity) {
  CITYAUDIT_TRY(drawn, draw(planned));
  std::vector<FilePart> files;
  for (std::size_t i = 0; i < planned.files.size(); ++i)
    files.push_back({planned.files[i].name, planned.files[i].content_type, planned.files[i].scene ? drawn[i] : planned.files[i].bytes});
  const std::string body = submission_body(boundary, planned.xml, files);
  const std::string path =
      fmt::format("/v1/key/{}/projects/{}/submission", server_.domain.activities.token(activity), activity.audit_number);
  const HttpHeaders head_headers{{"X-OpenRosa-Version", "1.0"}};
  const HttpHeaders post_headers{{"X-OpenRosa-Version", "1.0"},
                                 {"Content-Type", fmt::format("multipart/form-data; boundary={}", boundary)},
                                 {"X-Cityaudit-Import", credential_},
                                 {"X-Cityaudit-Received-At", to_iso8601(planned.received_at)}};
  int posts_left = planned.posts;
  auto wait = first_pause;
  for (int attempt = 1;; ++attempt) {
    auto answer = connection.request("HEAD", path, head_headers, {});
    if (answer && answer->status == 204) answer = connection.request("POST", path, post_headers, body);
    const bool taken = answer && (answer->status == 201 || answer->status == 202);
    if (taken && --posts_left <= 0) return {};
    if (taken) {
      attempt = 0;
      continue;
    }
    if (answer && !may_succeed_later(answer->status))
      return Error(ErrorKind::internal, "sample.refused", fmt::format("status {}", answer->status),
                   {{"status", std::to_string(answer->status)}});
    if (attempt == attempts_max) {
      if (!answer) return std::move(answer).error();
      return Error(ErrorKind::unavailable, "sample.refused", fmt::format("status {}", answer->status),
                   {{"status", std::to_string(answer->status)}});
    }
    if (!pause(wait)) return Error(ErrorKind::unavailable, "sample.stopped");
    wait = std::min(wait * 2, pause_max);
  }
}

/// As a facilitator would decide. What was decided before a restart stays.
Result<> Loader::review(const PlannedSubmission& planned) {
  if (planned.outcome == Outcome::wait) return {};
  ingest::Submissions& submissions = server_.domain.submissions;
  const Uuid uuid = ingest::uuid_of_instance(planned.instance_id);
  const bool returns = planned.outcome == Outcome::return_to_participant;
  const auto decided = submissions.review(uuid, returns ? ingest::Decision::return_to_participant : ingest::Decision::approve,
                                          {{}, std::string(reviewer_actor)}, planned.reason);
  if (!decided && decided.error().code != "review.not_open") return decided.error();
  // Consent ended after the workshop: it was approved once.
  if (planned.outcome == Outcome::withdraw) return submissions.withdraw(uuid, reviewer_actor);
  return {};
}

Result<> Loader::remember_complete() {
  return server_.domain.database->write([&](store::Transaction& tx) -> Result<> {
    ingest::Event event;
    event.at = server_.domain.clock.now();
    event.type = complete_event;
    event.actor = "system";
    event.audit = audit_.id;
    event.subject_id = audit_.id.value;
    event.subject = audit_.uuid;
    server_.domain.events.append(tx, std::move(event));
    return {};
  });
}

}  // namespace cityaudit::server::sample
