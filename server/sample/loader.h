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
  /// Makes the audit, its areas and walks, and opens its activities, unless all that is there; sends nothing yet. `workers`
  /// draws the photos and outlives the loader. Errors: "sample.unknown" with the known names; conflict "sample.slug_taken"
  /// when an audit that is no demonstration has the sample's name.
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
  Result<> set_up();
  Result<std::map<std::string, ingest::AreaId>> put_areas();
  Result<> open_activities();
  Result<std::vector<PlannedSubmission>> plan();
  Result<std::set<std::string, std::less<>>> stored_instances();
  Result<> send_all(const std::vector<PlannedSubmission>& planned);
  Result<> send_one(HttpPost& connection, const PlannedSubmission& planned, const ingest::Activity& activity);
  Result<std::vector<std::string>> draw(const PlannedSubmission& planned);
  Result<> review(const PlannedSubmission& planned);
  Result<> remember_complete();
  void tell_progress();
  /// False when the loader is to stop meanwhile.
  bool pause(std::chrono::milliseconds time);

  Server& server_;
  media::WorkerPool& workers_;
  const SampleData data_;
  const bool complete_;
  ingest::Audit audit_;                                 // from set_up()
  std::map<std::string, ingest::Activity> activities_;  // by code
  OwnListener listener_;                                // from start()
  std::string credential_;

  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace cityaudit::server::sample
