#include "server/http/work.h"

#include "base/log.h"
#include "server/http/compress.h"

#include <exception>

namespace cityaudit::server::http {

template <class Step>
void Work::guarded(Step step) noexcept {
  try {
    step();
  } catch (const ErrorException& exception) {
    if (exception.error.kind == ErrorKind::internal) {
      answer_exception(exception.what());
    } else {
      reader_.reset();
      refuse(exception.error);
    }
  } catch (const std::exception& exception) {
    answer_exception(exception.what());
  } catch (...) {
    answer_exception("something that is no exception was thrown");
  }
}

/// The one place where a bug in a handler is logged.
void Work::answer_exception(const char* what) noexcept {
  counters_.handler_exceptions.fetch_add(1, std::memory_order_relaxed);
  try {
    log::error("handler failed", {{"request_id", request_.request_id}, {"route", plan_.route_name}, {"cause", what}});
    reader_.reset();
    response_ = application_.error_response(request_, Error(ErrorKind::internal, "error.internal", what));
  } catch (...) {
    response_ = Response{};
    response_->status = 500;
  }
}

void Work::refuse(const Error& error) {
  try {
    response_ = application_.error_response(request_, error);
  } catch (const std::exception& exception) {
    answer_exception(exception.what());
  }
}

void Work::plan() {
  guarded([this] { plan_ = application_.plan(request_); });
  if (!response_ && !plan_.handle && !plan_.begin) answer_exception("a plan without handler");
}

void Work::handle() {
  guarded([this] { response_ = plan_.handle(request_); });
}

void Work::begin() {
  guarded([this] {
    auto reader = plan_.begin(request_);
    if (reader) {
      reader_ = std::move(*reader);
    } else {
      response_ = application_.error_response(request_, reader.error());
    }
  });
}

void Work::take_piece(std::span<const unsigned char> piece, bool last) {
  if (!reader_ && !response_) begin();
  if (response_) return;
  guarded([&] {
    if (!piece.empty()) {
      if (const auto written = reader_->write(piece); !written) {
        response_ = application_.error_response(request_, written.error());
      }
    }
    if (!response_ && last) response_ = reader_->finish();
    if (response_) reader_.reset();
  });
}

void Work::abandon(std::span<const unsigned char> piece) {
  guarded([&] {
    if (reader_ && !piece.empty()) static_cast<void>(reader_->write(piece));
    reader_.reset();
  });
}

void Work::compress_answer() {
  if (!response_) return;
  guarded([this] { compress_text(request_, *response_); });
}

}  // namespace cityaudit::server::http
