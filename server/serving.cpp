#include "server/serving.h"

#include "analysis/observations.h"
#include "analysis/search_reader.h"
#include "base/log.h"
#include "ingest/log_reader.h"
#include "media/derive_jobs.h"
#include "media/worker_pool.h"
#include "server/banner.h"
#include "server/blob_sweep.h"
#include "server/data_keys.h"
#include "server/dispatch.h"
#include "server/http/server.h"
#include "server/sample/loader.h"

#include <unistd.h>
#include <boost/json.hpp>
#include <fstream>

namespace cityaudit::server {
namespace {

PublicAddress address_from(const Settings& settings) {
  std::string url = settings.text("http.public_url");
  while (url.ends_with('/')) url.pop_back();
  return {url};
}

/// Written whole and renamed, so that nobody reads half of it.
void write_serve_facts(const DataFolder& folder, std::uint16_t port, const std::string& url, const std::string& key_file) {
  const std::string partial = folder.serve_facts().string() + ".partial";
  std::ofstream(partial) << boost::json::serialize(
                                boost::json::object{{"pid", ::getpid()}, {"port", port}, {"url", url}, {"key_file", key_file}})
                         << '\n';
  std::error_code ignored;
  std::filesystem::rename(partial, folder.serve_facts(), ignored);
}

PoolOptions pool_options(const Settings& settings, const char* name) {
  PoolOptions options;
  options.name = name;
  const std::string section = std::string("store.") + name;
  options.threads = settings.size(section + "_threads");
  options.queue_max = settings.size(section + "_queue_max");
  return options;
}

}  // namespace

/// In the order in which they are made; destroyed the other way round.
struct Serving::State {
  State(const Settings& settings, FolderLock folder_lock, std::unique_ptr<Domain> opened, PublicAddress address)
      : lock(std::move(folder_lock)),
        domain(std::move(opened)),
        server(*domain, std::move(address)),
        observations(*domain->database, domain->forms, analysis::ObservationLimits::from(settings)),
        observations_thread(*domain->database, observations),
        search(*domain->database, domain->forms, analysis::SearchLimits::from(settings)),
        search_thread(*domain->database, search),
        workers(media::WorkerPool::Options::from(settings)),
        derive_jobs({domain->jobs, domain->photos, domain->photo_review, *domain->blobs, workers}, media::DeriveLimits::from(settings),
                    settings.size("media.workers")),
        sweep({*domain->database, *domain->blobs, domain->uploads, domain->doomed_files, domain->submission_erasure, domain->photos, domain->clock},
              {settings.integer("store.blob_sweep_age_seconds"), settings.integer("media.origin_days")}),
        read_pool(pool_options(settings, "read")),
        intake_pool(pool_options(settings, "intake")),
        dispatch(server),
        http(settings, dispatch, {read_pool, intake_pool}) {}

  FolderLock lock;
  std::unique_ptr<Domain> domain;
  Server server;
  analysis::Observations observations;
  ingest::LogReaderThread observations_thread;
  analysis::SearchReader search;
  ingest::LogReaderThread search_thread;
  media::WorkerPool workers;
  media::DeriveJobs derive_jobs;
  BlobSweep sweep;
  BlockingPool read_pool;
  BlockingPool intake_pool;
  Dispatch dispatch;
  http::Server http;
  std::unique_ptr<sample::Loader> loader;
  std::uint16_t port = 0;
  std::string sign_in_token;
  bool stopped = false;
};

Serving::Serving(std::unique_ptr<State> state) : state_(std::move(state)) {}
Serving::~Serving() { stop(); }

std::uint16_t Serving::port() const { return state_->port; }
Server& Serving::server() { return state_->server; }
Result<> Serving::reload_certificate() { return state_->http.reload_certificate(); }

Result<std::unique_ptr<Serving>> Serving::start(const Settings& settings, const DataFolder& folder, std::string_view sample) {
  if (!sample.empty()) CITYAUDIT_CHECK(sample::check_name(sample));
  CITYAUDIT_TRY(lock, FolderLock::take(folder));
  CITYAUDIT_TRY(domain, Domain::open(settings, folder, true));
  PublicAddress address = address_from(settings);
  const bool configured = !address.url.empty();
  if (!configured) address.url = "http://" + settings.text("http.listen");
  auto state = std::make_unique<State>(settings, std::move(lock), std::move(domain), std::move(address));
  Server& server = state->server;
  server.address_is_configured = configured;
  server.counters = &state->http.counters();
  server.photo_workers = &state->workers;
  CITYAUDIT_TRY(admin, server.accounts.ensure_admin());
  if (!admin.has_password) {
    CITYAUDIT_TRY(token, server.accounts.make_sign_in_link(admin.id));
    state->sign_in_token = token;
  }
  if (!sample.empty()) {
    CITYAUDIT_TRY(loader, sample::Loader::prepare(server, state->workers, sample));
    state->loader = std::move(loader);
  }
  State* const running = state.get();
  state->observations.on_change([running](ingest::AuditId audit) { running->server.live.publish_transient("aggregates.updated", "", audit); });
  state->domain->database->on_commit([running] {
    running->observations_thread.notify();
    running->search_thread.notify();
    running->derive_jobs.notify();
    running->server.live.notify();
  });
  CITYAUDIT_TRY(port, state->http.start());
  state->port = port;
  server.port = port;
  server.live.start();
  state->observations_thread.start();
  state->search_thread.start();
  state->sweep.start();
  server.ready = true;
  std::error_code unresolved;
  const std::filesystem::path key_file = key_file_path(settings);
  write_serve_facts(folder, port, configured ? server.address.url : local_url(settings, port),
                    key_file.empty() ? "" : std::filesystem::weakly_canonical(key_file, unresolved).string());
  if (state->loader) state->loader->start(port);
  return std::unique_ptr<Serving>(new Serving(std::move(state)));
}

void Serving::stop() {
  if (!state_ || std::exchange(state_->stopped, true)) return;
  state_->server.ready = false;
  state_->server.stopping = true;
  if (state_->loader) state_->loader->stop();
  state_->server.live.stop();
  state_->http.stop();
  state_->sweep.stop();
  state_->derive_jobs.stop();
  state_->workers.stop();
  state_->search_thread.stop();
  state_->observations_thread.stop();
  std::error_code ignored;
  std::filesystem::remove(state_->domain->folder.serve_facts(), ignored);
}

std::string Serving::banner() const { return make_banner(state_->server, state_->port, state_->sign_in_token); }

}  // namespace cityaudit::server
