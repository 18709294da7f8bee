#pragma once
// The coroutine types of the transport. Included by its few coroutine files only: it costs seconds to compile.

#include "server/blocking.h"
#include "server/http/job_count.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace cityaudit::server::http {

namespace asio = boost::asio;

using Executor = asio::strand<asio::io_context::executor_type>;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_task{};

/// Carries a function to a pool thread and its coroutine back to the strand.
template <class Handler, class Function>
class BlockingJob final : public BlockingPool::Job {
 public:
  BlockingJob(JobCount& count, Handler handler, Function& function)
      : counted_(count), handler_(std::move(handler)), work_(asio::get_associated_executor(handler_)), function_(function) {}
  void run() noexcept override {
    function_();
    come_back(true);
  }
  void come_back(bool done) {
    auto executor = work_.get_executor();
    asio::post(executor, [handler = std::move(handler_), done]() mutable { std::move(handler)(done); });
  }

 private:
  const JobCount::Guard counted_;  // first, so that it goes last
  Handler handler_;
  asio::executor_work_guard<asio::associated_executor_t<Handler>> work_;
  Function& function_;
};

enum class Admission { bounded, admitted };

/// Runs `function` (which must not throw) on the pool and resumes on the strand; false, at once, when the queue is full.
/// `function` stays in the caller's frame.
template <class Function>
Task<bool> blocking(BlockingPool& pool, JobCount& count, Admission admission, Function& function) {
  auto initiation = [&pool, &count, &function, admission](auto handler) {
    using Work = BlockingJob<decltype(handler), Function>;
    std::unique_ptr<BlockingPool::Job> job = std::make_unique<Work>(count, std::move(handler), function);
    if (admission == Admission::admitted) {
      pool.post_admitted(std::move(job));
    } else if (!pool.post(job)) {
      static_cast<Work&>(*job).come_back(false);
    }
  };
  return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(bool)>(std::move(initiation), use_task);
}

}  // namespace cityaudit::server::http
