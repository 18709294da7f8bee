#pragma once
// Loads a sample audit into the running server: opens its activities, then sends every filled form through the server's
// own OpenRosa intake, as phones do, and lets the demonstration's reviewer decide. On threads of its own; a load that was
// cut off goes on at the next start, one that is complete does nothing.

#include "media/worker_pool.h"
#include "server/sample/generator.h"
#include "server/sample/http_post.h"
#include "server/server.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace cityaudit::server::sample {

class Loader {
 public:
  /// Looks only; loads nothing yet. `workers` draws the photos and outlives the loader. Errors: "sample.unknown" with the
  /// known names; conflict "sample.slug_taken" when an audit that is no demonstration has the sample's name.
  static Result<std::unique_ptr<Loader>> prepare(Server& server, media::WorkerPool& workers, std::string_view name);

  /// Once, when the server answers on `port`.
  void start(std::uint16_t port);
  /// After the post that is under way; also by the destructor. Any number of times.
  void stop();
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

 private:
  Loader(Server& server, media::WorkerPool& workers, SampleData data, bool complete);

  void run();
  Result<> load();
  Result<ingest::Audit> ensure_audit();
  Result<std::map<std::string, ingest::AreaId>> put_areas(const ingest::Audit& audit);
  /// The activities of the sample by code, opened where they are missing.
  Result<std::map<std::string, ingest::Activity>> open_activities(const ingest::Audit& audit);
  Result<std::vector<PlannedSubmission>> plan(const std::map<std::string, ingest::Activity>& activities);
  Result<std::set<std::string, std::less<>>> stored_instances();
  Result<> send_all(const std::vector<PlannedSubmission>& planned, const std::map<std::string, ingest::Activity>& activities);
  Result<> send_one(HttpPost& connection, const PlannedSubmission& planned, const ingest::Activity& activity);
  Result<std::vector<std::string>> draw(const PlannedSubmission& planned);
  Result<> review(const PlannedSubmission& planned);
  Result<> remember_complete(const ingest::Audit& audit);
  void tell_progress();
  /// False when the loader is to stop meanwhile.
  bool pause(std::chrono::milliseconds time);

  Server& server_;
  media::WorkerPool& workers_;
  const SampleData data_;
  const bool complete_;
  OwnListener listener_;  // from start()
  std::string credential_;

  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cityaudit::server::sample
