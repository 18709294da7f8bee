#pragma once
// A photo derived as the server has it derived: by a worker process with its limits and its filter of system calls. One thread only.

#include "media/worker_pool.h"

#include <optional>
#include <string>

namespace cityaudit::bench {

class IsolatedWorker {
 public:
  IsolatedWorker();

  /// Processor milliseconds of this process and the worker together, from the file to both sizes; nothing when it failed.
  std::optional<double> derive(const std::string& file, const media::DeriveLimits& limits);

 private:
  double processor_millis() const;

  media::WorkerPool pool_;
};

}  // namespace cityaudit::bench
