#include "server/blocking.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace cityaudit::server {

BlockingPool::BlockingPool(PoolOptions options) : options_(std::move(options)) {
  threads_.reserve(options_.threads);
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool BlockingPool::post(std::unique_ptr<Job>& job) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= options_.queue_max) return false;
    queue_.push_back(std::move(job));
  }
  ready_.notify_one();
  return true;
}

void BlockingPool::post_admitted(std::unique_ptr<Job> job) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  ready_.notify_one();
}

BlockingPool::Load BlockingPool::load() const {
  const std::lock_guard lock(mutex_);
  return {options_.threads, running_, queue_.size(), options_.queue_max};
}

void BlockingPool::work() {
  pthread_setname_np(pthread_self(), options_.name.substr(0, 15).c_str());
  lower_priority();
  std::unique_lock lock(mutex_);
  while (true) {
    ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::unique_ptr<Job> job = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    lock.unlock();
    job->run();
    job.reset();
    lock.lock();
    --running_;
  }
}

/// Linux gives each thread a priority of its own. Refused by the system: the work is done all the same.
void BlockingPool::lower_priority() const {
  if (options_.batch) {
    const sched_param parameters{};
    pthread_setschedparam(pthread_self(), SCHED_BATCH, &parameters);
  }
  if (options_.nice > 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), options_.nice);
}

}  // namespace cityaudit::server
